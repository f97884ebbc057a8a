"""A first roster without the solver, and the improvement of a roster by small steps.

Crews are added mission by mission, the hardest first, with the tours they need. Then
open missions are tried again: officers are replaced in other crews, tours are moved,
and missions of fewer points give way. ``Draft`` judges each step by the rules.
"""

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from scheduler.domain.missions import Mission, Occurrence, Seat
from scheduler.domain.roster import Duty, Roster, assigned
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.time import DAY, Span
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.rules import Rule
from scheduler.solve.draft import Draft, Option

ATTEMPTS = 8
"""Most crews tried for one occurrence at a time."""

CREWS = 4
"""Most complete crews tried for one occurrence that a rule refuses."""

WIDTH = 10
"""Most officers tried for one seat whose other missions would have to be changed."""

DEPTH = 2
"""Most officers moved one after another to free one for a seat."""

ROUNDS = 100
"""How often, by default, some officers are freed and their missions crewed anew."""

OTHERS = 12
"""Most missions tried with officers who were freed that none of them held before."""

REPAIRS = 60
"""Most rounds of taking back what breaks a rule."""

NAMES = ("mandatory_missions", "minimum_cover", "missions_by_priority")
"""The goals that steps look at."""

Points = tuple[int, ...]

Choice = tuple[Option, Tour | None]
"""Who takes a seat, and the tour to add for it."""


def construct(
    scenario: Scenario,
    rules: Sequence[Rule],
    *,
    until: float,
    over: Callable[[], bool] = lambda: False,
    rounds: int = ROUNDS,
) -> Roster | None:
    """Return a lawful roster, as good as can be found in time; ``None`` = none found.

    It has no breaks, but leaves room for them. If the time is sufficient, the same
    scenario gives the same roster.

    Parameters
    ----------
    scenario
        What is planned.
    rules
        Rules to obey.
    until
        When to end, by ``time.monotonic()``.
    over
        Tells whether to end early.
    rounds
        How often some officers are freed and their missions crewed anew.
    """
    checked = 0.0

    def ended() -> bool:
        return time.monotonic() >= until - 2 * checked or over()

    crewing = Crewing(Draft(scenario, rules, _given(scenario)), ended)
    crewing.begin()
    began = time.monotonic()
    crewing.keep()
    # Two more checks must fit: of what is found, and of what is left of it.
    checked = time.monotonic() - began
    crewing.build()
    return crewing.improved(rounds)


def _given(scenario: Scenario) -> Roster:
    """Return what is fixed: tours, and tours and crews before the freeze."""
    tours: dict[tuple[str, object, str], Tour] = {}
    pinned = {(p.officer, p.day, p.shift) for p in scenario.pins if p.shift is not None}
    for officer, own in scenario.tours.items():
        free = scenario.officers[officer].free
        for tour in own:
            frozen = scenario.frozen_tours.get(tour.key)
            if (
                not free
                or (frozen is not None and frozen.span == tour.span)
                or tour.key in pinned
            ):
                tours[tour.key] = tour
    seats = [
        assigned(seat, known.officer)
        for known, seat in scenario.frozen_seats
        if seat is not None and known.officer in scenario.officers
    ]
    return Roster(tuple(tours.values()), tuple(dict.fromkeys(seats))).sorted()


class Crewing:
    """Adds crews to a draft, and keeps the best lawful roster found.

    Parameters
    ----------
    draft
        The roster; it is changed.
    over
        Tells whether the time is up.
    tiers
        Tiers of which no change may lose more; empty = none.
    """

    def __init__(
        self, draft: Draft, over: Callable[[], bool], tiers: Sequence[Tier] = ()
    ) -> None:
        self.draft = draft
        self.over = over
        self.scenario = draft.scenario
        self.best: Roster | None = None
        self._values: Points = ()
        self._ranks = _ranks(self.scenario)
        self._ejected: list[Occurrence] = []
        self._in_hand: list[Occurrence] = []
        self._by_day: dict[int, int] = {}
        self._guarded = tiers if _others_before(tiers) else ()

    # --- values -----------------------------------------------------------------------

    def values(self) -> Points:
        """Return the points lost by missions and cover, most important first."""
        draft, points = self.draft, [0, 0, 0]
        for mission in self.scenario.missions.values():
            points[self._ranks[0 if mission.mandatory else 2]] += draft.lost(mission)
        points[self._ranks[1]] += draft.cover_lost()
        return tuple(points)

    def worth(self, mission: Mission, points: int) -> int:
        """Return points of a mission so that those of an earlier tier prevail."""
        first = self._ranks[0] < self._ranks[2]
        return points << 32 if mission.mandatory == first else points

    def keep(self) -> bool:
        """Settle the draft, and keep it if it is the best; tell if it is lawful."""
        if not self.settle():
            return False
        values = self.values()
        if self.best is None or values < self._values:
            self.best, self._values = self.draft.roster(), values
        return True

    # --- the start --------------------------------------------------------------------

    def begin(self) -> None:
        """Add what the rules demand."""
        self._demand()
        self.look()
        self._pinned()

    def _demand(self) -> None:
        """Add or drop tours of officers who break a rule with those they were given."""
        for officer in self.scenario.officers.values():
            if officer.free and not self.draft.lawful_week(officer.id):
                self.draft.mend(officer.id)

    def _pinned(self) -> None:
        """Hold the missions to which officers are pinned."""
        wanted: defaultdict[str, list[str]] = defaultdict(list)
        for pin in self.scenario.pins:
            if pin.mission is not None:
                wanted[pin.mission].append(pin.officer)
        for mission in self.scenario.missions.values():
            officers = wanted.get(mission.id, [])
            for officer in dict.fromkeys(officers):
                pins = [
                    p for p in self.scenario.pins_of[officer] if p.mission == mission.id
                ]
                for pin in pins:
                    there = self.draft.duties[officer]
                    if any(
                        pin.means(d.occurrence.mission, d.occurrence.day) for d in there
                    ):
                        continue
                    for occurrence in mission.occurrences:
                        if pin.means(mission.id, occurrence.day) and (
                            self.hold(occurrence, must=officers)
                            or self._force(occurrence, must=officers)
                        ):
                            break

    # --- building ---------------------------------------------------------------------

    def build(self) -> None:
        """Add crews and tours from the most important to the least."""
        missions = list(self.scenario.missions.values())
        first = [m for m in missions if m.mandatory]
        rest = [m for m in missions if not m.mandatory]
        steps: list[tuple[int, Callable[[], None]]] = [
            (self._ranks[0], lambda: self._missions(first)),
            (self._ranks[1], self._cover),
            (self._ranks[2], lambda: self._missions(rest)),
        ]
        for _rank, step in sorted(steps, key=lambda s: s[0]):
            step()
        self.draft.audit()

    def look(self) -> None:
        """Note who could be in which occurrence, to tell useful tours."""
        draft = self.draft
        self._bits = {o: 1 << i for i, o in enumerate(self.scenario.occurrences)}
        self._able: defaultdict[str, int] = defaultdict(int)
        self._within = [0] * draft.slots
        self._open = self._used = 0
        self._uses: dict[tuple[str, int], int] = {}
        most = max((m.priority for m in self.scenario.missions.values()), default=1)
        self._layers = [0, 0, 0, 0]
        for occurrence, bit in self._bits.items():
            if self.over():
                return
            mission = self.scenario.missions[occurrence.mission]
            if not draft.lost(mission):
                continue
            if occurrence.fallback:
                continue
            for slot in draft.holders(occurrence.span):
                self._within[slot] |= bit
            for seat in self.scenario.seats[occurrence]:
                for option in draft.options(seat):
                    self._able[option.officer] |= bit
            weight = max(1, 15 * self.scenario.points(occurrence) // most)
            for layer in range(4):
                if weight >> layer & 1:
                    self._layers[layer] |= bit
            self._open |= bit

    def _use(self, officer: str, tour: Tour) -> int:
        """Return roughly how useful a tour of an officer is to open missions."""
        slot = self.draft.slot_of(tour)
        if self._open != self._used:
            self._used = self._open
            self._uses.clear()
        use = self._uses.get((officer, slot))
        if use is None:
            there = self._able[officer] & self._within[slot] & self._open
            use = sum((there & b).bit_count() << i for i, b in enumerate(self._layers))
            self._uses[officer, slot] = use
        return use

    def _close(self, mission: Mission) -> None:
        if not self.draft.lost(mission):
            for occurrence in mission.occurrences:
                self._open &= ~self._bits[occurrence]

    def _order(self, mission: Mission) -> float:
        """Return what sorts missions: many points first, and few possible crews."""
        able = max(
            (
                min(
                    len(self.draft.options(seat)) / seat.position.count
                    for seat in self.scenario.seats[o]
                )
                for o in mission.starts
            ),
            default=0,
        )
        return -mission.priority / math.sqrt(1 + able)

    def _missions(self, missions: Iterable[Mission]) -> None:
        for mission in sorted(missions, key=self._order):
            self._hold_mission(mission)

    def _hold_mission(self, mission: Mission) -> None:
        for fallback in (False, True):
            for occurrence in mission.occurrences:
                if occurrence.fallback is fallback:
                    if self.over():
                        return
                    self.hold(occurrence)
        self._close(mission)

    def _cover(self) -> None:
        """Add tours for minimum cover, the most useful first."""
        draft, scenario = self.draft, self.scenario
        short: defaultdict[tuple[object, str], list[Tour]] = defaultdict(list)
        rows = {(c.day, c.shift) for c in scenario.cover}
        for officer, own in scenario.tours.items():
            if scenario.officers[officer].free:
                for tour in own:
                    if (tour.day, tour.shift) in rows and draft.rows(tour):
                        short[tour.day, tour.shift].append(tour)
        for _key, tours in sorted(short.items(), key=lambda kv: len(kv[1])):
            while not self.over():
                useful = [
                    (draft.cover_gain(t), self._use(t.officer, t), t)
                    for t in tours
                    if draft.offered(t)
                    and all(u.day != t.day for u in draft.tours[t.officer])
                ]
                useful = [u for u in useful if u[0]]
                useful.sort(
                    key=lambda u: (-u[0], len(draft.tours[u[2].officer]), -u[1])
                )
                if not any(draft.add_tour(t) for _gain, _use, t in useful):
                    break

    # --- one crew ---------------------------------------------------------------------

    def hold(self, occurrence: Occurrence, must: Sequence[str] = ()) -> bool:
        """Give an occurrence a crew of officers who are free; tell whether it has one.

        Parameters
        ----------
        occurrence
            What is to be held.
        must
            Officers who must be in the crew if they may.
        """
        draft = self.draft
        if not draft.open(occurrence):
            return False
        places: list[Seat] = []
        choices: list[Sequence[Choice]] = []
        for seat in self.scenario.seats[occurrence]:
            able = list(self._free(seat, must))
            if len(able) < seat.position.count:
                return False
            places += [seat] * seat.position.count
            choices += [able] * seat.position.count
        out: set[tuple[int, str]] = set()
        mark, refused = draft.mark(), 0
        for _attempt in range(ATTEMPTS):
            crew = self._match(choices, out, must)
            if crew is None:
                break
            failed = self._seat_all(places, crew)
            if failed is None:
                keeps, named = draft.crew_keeps(occurrence)
                if keeps:
                    return True
                refused += 1
                if refused == CREWS:
                    break
                members = {o.officer for o, _t in crew}
                worst = sorted(named & members) or sorted(members)
                failed = worst[refused % len(worst)]
            draft.back(mark)
            out |= {(i, failed) for i in range(len(places))}
        draft.back(mark)
        return False

    def _match(
        self,
        choices: Sequence[Sequence[Choice]],
        out: set[tuple[int, str]],
        must: Sequence[str],
    ) -> list[Choice] | None:
        """Return a choice for each place, all of different officers; ``None`` = none.

        Parameters
        ----------
        choices
            What may be chosen for each place, the best first.
        out
            Places and officers left out.
        must
            Officers who must be in the crew if they may.
        """
        draft = self.draft
        taken: dict[str, tuple[int, Choice]] = {}

        def fill(place: int, tried: set[str]) -> bool:
            for choice in choices[place]:
                officer, tour = choice[0].officer, choice[1]
                if officer in tried or (place, officer) in out:
                    continue
                if tour is not None and not draft.may_add(tour):
                    continue
                tried.add(officer)
                if officer not in taken or fill(taken[officer][0], tried):
                    taken[officer] = (place, choice)
                    return True
            return False

        for place in sorted(range(len(choices)), key=lambda p: len(choices[p])):
            if not fill(place, set()):
                return None
        if must and not taken.keys() >= {
            m for m in must if any(c[0].officer == m for own in choices for c in own)
        }:
            return None
        chosen = dict(taken.values())
        return [chosen[place] for place in range(len(choices))]

    def _seat_all(self, places: Sequence[Seat], crew: Sequence[Choice]) -> str | None:
        """Seat a crew; return the officer who cannot be seated, ``None`` = all are."""
        for seat, (option, tour) in zip(places, crew, strict=True):
            if tour is not None and not self.draft.add_tour(tour):
                return option.officer
            if not self.draft.seat(option.officer, seat):
                return option.officer
        return None

    def _free(self, seat: Seat, must: Sequence[str] = ()) -> Iterator[Choice]:
        """Yield who could take a seat without leaving another: on tour, or by one more.

        First come those on tour who are least useful elsewhere, then tours that are
        most useful otherwise.
        """
        draft = self.draft
        here: list[tuple[int, Option, Tour | None]] = []
        more: list[tuple[int, Option, Tour | None]] = []
        for option in draft.options(seat):
            if (option.officer, seat.occurrence) in draft.banned:
                continue
            if draft.on_tour(option):
                if not draft.clashing(option.officer, seat.occurrence):
                    use = self._able[option.officer] & self._open
                    here.append((use.bit_count(), option, None))
            else:
                more += [
                    (-self._use(option.officer, tour), option, tour)
                    for tour in draft.addable(option)
                ]
        here.sort(key=lambda c: (c[1].officer not in must, c[0]))
        more.sort(key=lambda c: (c[1].officer not in must, c[0]))
        for _rank, option, tour in (*here, *more):
            yield option, tour

    # --- improving --------------------------------------------------------------------

    def improved(self, rounds: int) -> Roster | None:
        """Improve the draft and return the best roster found; ``None`` = none.

        Parameters
        ----------
        rounds
            How often officers are freed; none if there are tiers to guard.
        """
        self.improve()
        if not self._guarded:
            self.shake(rounds)
        self.keep()
        return self.best

    def improve(self) -> None:
        """Hold open missions by changing other crews, while something gets better."""
        better = True
        while better and not self.over():
            better = False
            waiting = sorted(
                (m for m in self.scenario.missions.values() if self.draft.lost(m)),
                key=lambda m: (not m.mandatory, -m.priority),
            )
            for mission in waiting:
                if self.over():
                    break
                mark, before = self.draft.mark(), self._losses()
                if self._better(mission):
                    if self._losses() <= before:
                        better = True
                    else:
                        self.draft.back(mark)
            self.draft.audit()

    def _losses(self) -> Points:
        """Return the losses of the tiers to guard."""
        if not self._guarded:
            return ()
        facts = self.draft.facts()
        return tuple(
            sum(
                weight * loss.points
                for goal, weight in tier.goals.items()
                for loss in GOALS[goal].score(facts)
            )
            for tier in self._guarded
        )

    def _better(self, mission: Mission) -> bool:
        """Hold a mission once more, or in a better form; tell whether it was done."""
        for occurrence in mission.occurrences:
            if self.over() or not self.draft.lost(mission):
                break
            if self._replace(occurrence):
                return True
        return False

    def _replace(self, occurrence: Occurrence) -> bool:
        draft, mission = self.draft, self.scenario.missions[occurrence.mission]
        mark = draft.mark()
        before = draft.lost(mission)
        if not occurrence.fallback and mission.relay is None:
            for other in draft.held[mission.id]:
                if other.fallback and other.day == occurrence.day:
                    if any(draft.locked(d) for d in draft.crews[other]):
                        return False
                    draft.unhold(other)
        if self.hold(occurrence):
            if draft.lost(mission) < before:
                return True
            draft.back(mark)
            return False
        if draft.open(occurrence) and self._force(occurrence):
            return True
        draft.back(mark)
        return False

    def _force(self, occurrence: Occurrence, must: Sequence[str] = ()) -> bool:
        """Hold an occurrence, freeing officers who are in other crews.

        Parameters
        ----------
        occurrence
            What is to be held.
        must
            Officers who must be in the crew if they may, whatever it costs.
        """
        draft, mission = self.draft, self.scenario.missions[occurrence.mission]
        if not draft.open(occurrence):
            return False
        gain = draft.lost(mission) - self._lost_with(mission, occurrence)
        if gain <= 0:
            return False
        budget = self.worth(mission, gain) if not must else 1 << 62
        crew: set[str] = set()
        places = [
            s
            for s in self.scenario.seats[occurrence]
            for _number in range(s.position.count)
        ]
        places.sort(key=lambda s: len(draft.options(s)))
        mark = draft.mark()
        self._ejected = []
        self._in_hand = [occurrence]
        for officer in must:
            self._require(officer, places, crew)
        for seat in places:
            cost = self._take(seat, DEPTH, budget - 1, crew)
            if cost is None:
                draft.back(mark)
                return False
            budget -= cost
        if not draft.crew_keeps(occurrence)[0]:
            draft.back(mark)
            return False
        for other in self._ejected:
            if other != occurrence:
                self.hold(other)
        return True

    def _require(self, officer: str, places: list[Seat], crew: set[str]) -> None:
        """Give one of some places to an officer if he may take it, and strike it."""
        draft = self.draft
        for seat in dict.fromkeys(places):
            for option in draft.options(seat):
                if option.officer != officer:
                    continue
                ways: list[Tour | None] = list(draft.addable(option))
                if draft.on_tour(option):
                    ways = [None]
                for tour in ways:
                    mark = draft.mark()
                    if (tour is None or draft.add_tour(tour)) and draft.seat(
                        officer, seat
                    ):
                        places.remove(seat)
                        crew.add(officer)
                        return
                    draft.back(mark)

    def _lost_with(self, mission: Mission, occurrence: Occurrence) -> int:
        draft = self.draft
        if mission.relay is None:
            return draft.lost(mission) - self.scenario.points(occurrence)
        return draft.lost_with(mission, occurrence)

    def _take(self, seat: Seat, depth: int, budget: int, busy: set[str]) -> int | None:
        """Fill a place of a seat; return the points lost elsewhere, ``None`` = failed.

        Parameters
        ----------
        seat
            The seat.
        depth
            Officers that may be moved for it, one after another.
        budget
            Most points that other missions may lose.
        busy
            Officers who were moved already; the one who takes the seat is added.
        """
        draft = self.draft
        mark = draft.mark()
        for option, tour in self._free(seat):
            if option.officer in busy:
                continue
            if tour is not None and not draft.add_tour(tour):
                continue
            if draft.seat(option.officer, seat):
                busy.add(option.officer)
                return 0
            draft.back(mark)
        for option in draft.options(seat):
            # Deeper, this costs more time than it saves points.
            if depth < DEPTH:
                break
            if option.officer not in busy and self._retour(option, seat):
                busy.add(option.officer)
                return 0
        if depth == 0:
            return None
        chosen = []
        for option in draft.options(seat):
            if option.officer in busy or not draft.on_tour(option):
                continue
            clashing = draft.clashing(option.officer, seat.occurrence)
            if not clashing or any(
                draft.locked(d) or d.occurrence in self._in_hand for d in clashing
            ):
                continue
            at_stake = sum(self._at_stake(d.occurrence) for d in clashing)
            chosen.append((at_stake, option, clashing))
        chosen.sort(key=lambda c: c[0])
        for _points, option, clashing in chosen[:WIDTH]:
            if self.over():
                break
            cost = self._move(option, seat, clashing, depth, budget, busy)
            if cost is not None:
                return cost
        return None

    def _move(
        self,
        option: Option,
        seat: Seat,
        clashing: Sequence[Duty],
        depth: int,
        budget: int,
        busy: set[str],
    ) -> int | None:
        """Move an officer from other crews to a seat; see ``_take``."""
        draft = self.draft
        mark, known, out = draft.mark(), set(busy), len(self._ejected)
        for duty in clashing:
            draft.unseat(duty)
        cost = 0
        if draft.seat(option.officer, seat):
            busy.add(option.officer)
            for duty in clashing:
                more = self._mend(duty, depth, budget - cost, busy)
                if more is None:
                    break
                cost += more
            else:
                return cost
        draft.back(mark)
        del self._ejected[out:]
        busy.clear()
        busy.update(known)
        return None

    def _mend(self, duty: Duty, depth: int, budget: int, busy: set[str]) -> int | None:
        """Fill a seat that was left, or give up its crew; see ``_take``."""
        draft, occurrence = self.draft, duty.occurrence
        if occurrence.mission in {o.mission for o in self._ejected}:
            return 0
        mark, known, out = draft.mark(), set(busy), len(self._ejected)
        self._in_hand.append(occurrence)
        cost = self._take(Seat(occurrence, duty.position), depth - 1, budget, busy)
        self._in_hand.pop()
        if cost is not None and draft.crew_keeps(occurrence)[0]:
            return cost
        draft.back(mark)
        del self._ejected[out:]
        busy.clear()
        busy.update(known)
        mission = self.scenario.missions[occurrence.mission]
        left = draft.crews.get(occurrence, ())
        if any(draft.locked(d) for d in left):
            return None
        if self._at_stake(occurrence) > budget:
            return None
        before = draft.lost(mission)
        if left:
            before = draft.lost(mission)
            draft.unhold(occurrence)
            loss = self.worth(mission, draft.lost(mission) - before)
        else:
            loss = self._at_stake(occurrence)
        if loss > budget:
            draft.back(mark)
            return None
        self._ejected.append(occurrence)
        self._open |= self._bits[occurrence]
        return loss

    def _at_stake(self, occurrence: Occurrence) -> int:
        """Return the points of an occurrence."""
        mission = self.scenario.missions[occurrence.mission]
        points = self.scenario.points(occurrence)
        if mission.relay is not None:
            pieces = -(-occurrence.proper.length // mission.relay.step)
            points = mission.priority * pieces
        return self.worth(mission, points)

    def _retour(self, option: Option, seat: Seat) -> bool:
        """Give a seat to an officer by moving or replacing a tour of his."""
        draft = self.draft
        officer = option.officer
        if not self.scenario.officers[officer].free:
            return False
        if (officer, seat.occurrence) in draft.banned or draft.on_tour(option):
            return False
        own = draft.tours[officer]
        duties = draft.duties[officer]
        for tour in option.tours:
            if not draft.offered(tour):
                continue
            same = [t for t in own if t.day == tour.day]
            idle = [
                t
                for t in own
                if t.day != tour.day
                and not any(t.span.overlaps(d.occurrence.span) for d in duties)
            ]
            for old in same or idle:
                moved = [d for d in duties if old.slot.contains(d.occurrence.span)]
                if not draft.droppable(old) or not all(
                    tour.slot.contains(d.occurrence.span) for d in moved
                ):
                    continue
                if draft.cover_change(old, tour) > 0:
                    continue
                mark = draft.mark()
                draft.drop_tour(old)
                if draft.add_tour(tour) and draft.seat(officer, seat):
                    return True
                draft.back(mark)
        return False

    # --- shaking ----------------------------------------------------------------------

    def shake(self, rounds: int) -> None:
        """Free some officers, crew missions anew, and keep what is no worse.

        Parameters
        ----------
        rounds
            How often.
        """
        draft, chance = self.draft, random.Random(0)
        values = self.values()
        for _round in range(rounds):
            if self.over():
                return
            lost = [m for m in self.scenario.missions.values() if draft.lost(m)]
            if not lost:
                return
            wanted = chance.choices(lost, [draft.lost(m) for m in lost])[0]
            mark = draft.mark()
            self._shake(wanted, chance)
            draft.audit()
            now = self.values()
            if now > values:
                draft.back(mark)
            elif now < values:
                values = now

    def _shake(self, wanted: Mission, chance: random.Random) -> None:
        """Free officers who could hold a mission, hold it, and crew others anew."""
        draft, scenario = self.draft, self.scenario
        occurrence = chance.choice(wanted.occurrences)
        near = {
            option.officer
            for seat in scenario.seats[occurrence]
            for option in draft.options(seat)
        }
        chosen = [o for o in scenario.officers if o in near]
        chance.shuffle(chosen)
        freed = chosen[: chance.choice((2, 3, 4, 6))]
        days = chance.choice((1, 4)) * DAY
        reach = Span(occurrence.span.start - days, occurrence.span.end + days)
        again = {wanted.id: wanted}
        for officer in freed:
            for duty in draft.duties[officer]:
                held = duty.occurrence
                crew = draft.crews.get(held, ())
                if not crew or not held.span.overlaps(reach):
                    continue
                if any(draft.locked(d) for d in crew):
                    continue
                draft.unhold(held)
                again[held.mission] = scenario.missions[held.mission]
                self._open |= self._bits[held]
            busy = [d.occurrence.span for d in draft.duties[officer]]
            for tour in draft.tours[officer]:
                if (
                    tour.span.overlaps(reach)
                    and draft.droppable(tour)
                    and not any(tour.span.overlaps(span) for span in busy)
                ):
                    draft.drop_tour(tour)
        able = 0
        for officer in freed:
            able |= self._able[officer]
        able &= self._during(reach)
        others = [
            m
            for m in scenario.missions.values()
            if m.id not in again
            and any(self._bits[o] & able for o in m.starts)
            and draft.lost(m)
        ]
        chance.shuffle(others)
        again |= {m.id: m for m in others[:OTHERS]}
        cover = [t for o in freed for t in scenario.tours[o] if draft.rows(t)]
        order = sorted(
            again.values(),
            key=lambda m: (
                not m.mandatory,
                m is not wanted,
                self._order(m) * chance.uniform(0.5, 1.5),
            ),
        )
        early = self._ranks[1] < self._ranks[2]
        for mission in order:
            if early and not mission.mandatory:
                self._cover_with(cover)
                early = False
            self._hold_mission(mission)
        self._cover_with(cover)

    def _during(self, span: Span) -> int:
        """Return the bits of the occurrences on the days of a span."""
        if not self._by_day:
            for occurrence, bit in self._bits.items():
                day = occurrence.span.start // DAY
                self._by_day[day] = self._by_day.get(day, 0) | bit
        found = 0
        for day in range(span.start // DAY, span.end // DAY + 1):
            found |= self._by_day.get(day, 0)
        return found

    def _cover_with(self, tours: Sequence[Tour]) -> None:
        """Add tours that minimum cover needs."""
        draft = self.draft
        for tour in tours:
            if not draft.cover_gain(tour) or not draft.offered(tour):
                continue
            if all(t.day != tour.day for t in draft.tours[tour.officer]):
                draft.add_tour(tour)

    # --- settling ---------------------------------------------------------------------

    def settle(self) -> bool:
        """Take back what breaks a rule; tell whether the draft is lawful."""
        draft = self.draft
        for attempt in range(REPAIRS):
            found = draft.breaches()
            if not found:
                return True
            # When the time is over, there is time for one more check.
            if (attempt and self.over()) or not draft.take_back(found):
                return False
        return False


def _others_before(tiers: Sequence[Tier]) -> bool:
    """Tell whether a goal that steps do not look at comes before missions."""
    last = max((i for i, t in enumerate(tiers) if NAMES[2] in t.goals), default=-1)
    before = {goal for tier in tiers[: last + 1] for goal in tier.goals}
    return not before <= {*NAMES, "agreement_quotas"}


def _ranks(scenario: Scenario) -> list[int]:
    """Return the order of the goals of mandatory missions, cover and missions."""
    place = {g: i for i, tier in enumerate(scenario.tiers) for g in tier.goals}
    order = sorted(
        range(3), key=lambda i: (place.get(NAMES[i], len(scenario.tiers)), i)
    )
    return [order.index(i) for i in range(3)]
