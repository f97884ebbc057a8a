"""Crews for single missions, in a roster under construction.

``hold`` seats officers who are free. ``force`` frees officers who are in other crews:
somebody else takes their seats, a tour is moved, or a mission of fewer points gives
way.
"""

from collections.abc import Callable, Iterator, Sequence

from scheduler.construct.demand import Demand
from scheduler.construct.draft import Draft
from scheduler.construct.options import Option
from scheduler.domain.missions import Mission, Occurrence, Seat
from scheduler.domain.roster import Duty
from scheduler.domain.tours import Tour

ATTEMPTS = 8
"""Most crews tried for one occurrence at a time."""

CREWS = 4
"""Most complete crews tried for one occurrence that a rule refuses."""

WIDTH = 10
"""Most officers tried for one seat whose other missions would have to be changed."""

DEPTH = 2
"""Most officers moved one after another to free one for a seat."""

NO_LIMIT = 1 << 62
"""More points than any roster has."""

Choice = tuple[Option, Tour | None]
"""Who takes a seat, and the tour to add for it."""


class Crewing:
    """Adds crews to a draft, one mission at a time.

    Parameters
    ----------
    draft
        The roster; it is changed.
    demand
        What is still to be held.
    worth
        Returns points of a mission so that those of an earlier tier prevail.
    over
        Tells whether the time is up.
    """

    def __init__(
        self,
        draft: Draft,
        demand: Demand,
        worth: Callable[[Mission, int], int],
        over: Callable[[], bool],
    ) -> None:
        self.draft = draft
        self.demand = demand
        self.worth = worth
        self.over = over
        self.scenario = draft.scenario
        self._ejected: list[Occurrence] = []
        self._in_hand: list[Occurrence] = []

    # --- officers who are free --------------------------------------------------------

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

        First come those on tour who are least useful elsewhere, then tours that cover
        needs, then those that are most useful otherwise.
        """
        draft = self.draft
        here: list[tuple[int, Option, Tour | None]] = []
        more: list[tuple[tuple[int, int], Option, Tour | None]] = []
        for option in draft.options.of(seat):
            if (option.officer, seat.occurrence) in draft.banned:
                continue
            if draft.on_tour(option):
                if not draft.clashing(option.officer, seat.occurrence):
                    here.append((self.demand.choice(option.officer), option, None))
            else:
                more += [
                    (
                        (
                            -draft.cover_gain(tour),
                            -self.demand.use(option.officer, tour),
                        ),
                        option,
                        tour,
                    )
                    for tour in draft.addable(option)
                ]
        here.sort(key=lambda c: (c[1].officer not in must, c[0]))
        more.sort(key=lambda c: (c[1].officer not in must, c[0]))
        yield from ((option, tour) for _rank, option, tour in here)
        yield from ((option, tour) for _rank, option, tour in more)

    # --- officers who are not free ----------------------------------------------------

    def force(self, occurrence: Occurrence, must: Sequence[str] = ()) -> bool:
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
        budget = self.worth(mission, gain) if not must else NO_LIMIT
        crew: set[str] = set()
        places = [
            s
            for s in self.scenario.seats[occurrence]
            for _number in range(s.position.count)
        ]
        places.sort(key=lambda s: len(draft.options.of(s)))
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
            for option in draft.options.of(seat):
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
        for option in draft.options.of(seat):
            # Deeper, this costs more time than it saves points.
            if depth < DEPTH:
                break
            if option.officer not in busy and self._retour(option, seat):
                busy.add(option.officer)
                return 0
        if depth == 0:
            return None
        chosen = []
        for option in draft.options.of(seat):
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
        self.demand.reopen(occurrence)
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
            if not draft.options.offered(tour):
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

    # --- one mission ------------------------------------------------------------------

    def better(self, mission: Mission) -> bool:
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
                    if draft.stays(other):
                        return False
                    draft.unhold(other)
        if self.hold(occurrence):
            if draft.lost(mission) < before:
                return True
            draft.back(mark)
            return False
        if draft.open(occurrence) and self.force(occurrence):
            return True
        draft.back(mark)
        return False
