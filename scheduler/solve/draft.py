"""A roster under construction: tours and crews that can be added and taken back.

Each step is judged by the rules' own ``check``, asked about the officers and the crew
that the step changes. That is not exact for a rule that compares crews of different
missions or looks for something missing, so ``Draft.settle`` asks all rules about the
whole roster in the end, and takes back what they name.
"""

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from scheduler.domain.contacts import needs_opj, unreached
from scheduler.domain.missions import Mission, Occurrence, Seat, SeatKey
from scheduler.domain.people import ForceKind, Judicial, Officer, Status
from scheduler.domain.posts import holding, unheld, window_of
from scheduler.domain.roster import Duty, Facts, Roster, assigned
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import DAY, Span
from scheduler.domain.tours import Tour
from scheduler.rules import Rule
from scheduler.rules.base import Breach
from scheduler.verify.able import NO_REASON, Panel, able_among, panel
from scheduler.verify.moves import RULE_REACH, Reach
from scheduler.verify.shortfalls import room

K = TypeVar("K")
V = TypeVar("V")

WHOLE = frozenset({"freeze_kept", "pins_kept"})
"""Rules that look for something missing: not asked about a part."""

SELDOM = frozenset(
    {
        "annual_hours",
        "monthly_overtime",
        "night_average",
        "semester_average",
        "twelve_week_average",
    }
)
"""Rules that seldom forbid a tour and are slow: asked only about officers whom they
accused once."""

OF_DUTIES = ("daily_break", "missions_per_day")
"""Rules asked when an officer takes a seat and no tour; others see it in ``able``."""

NEAR = 9 * DAY
"""Minutes between a tour and those that may forbid it: more than a civil week."""

AT_ONCE = 2
"""Relays that may hold a post at one minute."""


class _Part(Mapping[K, V]):
    """A mapping that looks up everything and lists only some keys."""

    def __init__(self, whole: Mapping[K, V], some: tuple[K, ...]) -> None:
        self.whole = whole
        self.some = some

    def __getitem__(self, key: K) -> V:
        return self.whole[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self.some)

    def __len__(self) -> int:
        return len(self.some)


@dataclass(frozen=True, slots=True)
class Option:
    """An officer who may take a seat, and the tours on which he could.

    Parameters
    ----------
    officer
        Who.
    way
        Whether a tour that lasts into the horizon contains the seat.
    tours, slots
        The tours offered that contain the seat, and the numbers of their slots.
    """

    officer: str
    way: bool
    tours: tuple[Tour, ...]
    slots: frozenset[int]


class Draft:
    """A roster under construction.

    Parameters
    ----------
    scenario
        What is planned.
    rules
        Rules to obey.
    roster
        What it starts with; its breaks are not kept.
    """

    def __init__(
        self, scenario: Scenario, rules: Sequence[Rule], roster: Roster
    ) -> None:
        for name, value in vars(Scenario).items():
            if isinstance(value, cached_property):
                getattr(scenario, name)  # So that copies share it.
        self.scenario = scenario
        self.rules = tuple(rules)
        reach = {r: RULE_REACH.get(r.name, Reach.WHOLE) for r in rules}
        self.partial = tuple(r for r in rules if reach[r] is Reach.TOURS)
        self._of_crews = tuple(
            r for r in rules if reach[r] in (Reach.MISSION, Reach.CREWS)
        )
        self._of_tours = [
            r for r in rules if type(r).admits_tour is not Rule.admits_tour
        ]
        self.usual = tuple(r for r in self.partial if r.name not in SELDOM)
        # ``may_add`` looks at all tours of a short horizon, and leaves these out.
        short = scenario.clock.span.length <= NEAR
        self._audits = tuple(r for r in self.partial if r.name in SELDOM or not short)
        self._strict: set[str] = set()
        self.of_duties = [r for r in rules if r.name in OF_DUTIES]
        self._opj = any(r.name == "opj_reachable" for r in rules)
        self._stock = any(r.name == "equipment_in_stock" for r in rules)
        self._inside = any(r.name == "mission_inside_tour" for r in rules)
        self._others = [r for r in rules if r.name in NO_REASON]
        self.banned: set[tuple[str, Occurrence]] = set()
        self._reached: set[Occurrence] = set()
        self.barred: set[Occurrence] = set()
        self._offered: dict[int, bool] = {}
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []
        self._options: dict[SeatKey, tuple[Option, ...]] = {}
        self._options_at: dict[
            tuple[frozenset[int], frozenset[str]], tuple[dict[str, Option], Panel]
        ] = {}
        self._spans: dict[Span, frozenset[int]] = {}
        self._scenarios: dict[str, Scenario] = {}
        self._audited: dict[tuple[str, tuple[int, ...]], bool] = {}
        self._weeks: dict[tuple[str, tuple[int, ...]], bool] = {}
        known = {t.key: t for own in scenario.tours.values() for t in own}
        facts = Facts(
            scenario,
            Roster(
                tuple(known.get(t.key, t) for t in roster.tours),
                roster.assignments,
                None,
            ),
        )
        self.tours = dict(facts.tours_of)
        self.duties = dict(facts.duties_of)
        self.crews = dict(facts.crews)
        self.held = dict(facts.held)
        self._bucket()
        self._covers: dict[int, tuple[int, ...]] = {}
        self.present = dict.fromkeys(range(len(scenario.cover)), 0)
        for own in self.tours.values():
            for tour in own:
                self._count(tour, 1)
        self._undo.clear()
        self._crew_scenario = self._restricted(())

    # --- reading ----------------------------------------------------------------------

    def roster(self) -> Roster:
        """Return the roster, without breaks."""
        return Roster(
            tuple(t for own in self.tours.values() for t in own),
            tuple(
                assigned(Seat(o, d.position), d.officer)
                for o, crew in self.crews.items()
                for d in crew
            ),
        ).sorted()

    def facts(self) -> Facts:
        """Return the facts of the whole roster."""
        return Facts(self.scenario, self.roster())

    def _bucket(self) -> None:
        """Give numbers to the slots of tours."""
        numbers: dict[tuple[int, int, tuple[int, int] | None], int] = {}
        slots: list[Span] = []
        self._tours_by_slot: dict[str, dict[int, list[Tour]]] = {}
        self._slot_of: dict[int, int] = {}
        for officer, own in self.scenario.tours.items():
            mine: dict[int, list[Tour]] = {}
            for tour in own:
                pause = None
                if tour.pause is not None:
                    pause = (tour.pause.start, tour.pause.end)
                key = (tour.span.start, tour.span.end, pause)
                number = numbers.setdefault(key, len(slots))
                if number == len(slots):
                    slots.append(tour.slot)
                self._slot_of[id(tour)] = number
                mine.setdefault(number, []).append(tour)
            self._tours_by_slot[officer] = mine
        self._slots = slots
        self.worked = {
            officer: frozenset(
                self._slot_of[id(t)] for t in own if id(t) in self._slot_of
            )
            for officer, own in self.tours.items()
        }

    @property
    def slots(self) -> int:
        """Number of slots of tours."""
        return len(self._slots)

    def holders(self, span: Span) -> frozenset[int]:
        """Return the numbers of the slots that contain a span."""
        if span not in self._spans:
            start, end = span.start, span.end
            self._spans[span] = frozenset(
                n
                for n, slot in enumerate(self._slots)
                if slot.start <= start and end <= slot.end and slot.contains(span)
            )
        return self._spans[span]

    def slot_of(self, tour: Tour) -> int:
        """Return the number of the slot of a tour."""
        return self._slot_of[id(tour)]

    def options(self, seat: Seat) -> tuple[Option, ...]:
        """Return who could take a seat on some tour, in scenario order."""
        key = seat.key
        if key not in self._options:
            self._options[key] = tuple(self._find(seat))
        return self._options[key]

    def _find(self, seat: Seat) -> Iterator[Option]:
        there, some = self._there(seat.occurrence.span)
        others = self._others if self.scenario.freeze is not None else ()
        for officer in able_among(self.scenario, seat, some):
            if all(
                r.lets(self.scenario, self.scenario.officers[officer], seat)
                for r in others
            ):
                yield there[officer]

    def _there(self, span: Span) -> tuple[Mapping[str, Option], Panel]:
        """Return who could be on a tour that contains a span."""
        slots = self.holders(span)
        way = frozenset(
            officer
            for officer, tours in self.scenario.under_way.items()
            if any(t.slot.contains(span) for t in tours)
        )
        if (slots, way) not in self._options_at:
            found = {}
            for officer, mine in self._tours_by_slot.items():
                here = [n for n in mine if n in slots]
                if here or officer in way:
                    tours = tuple(t for n in here for t in mine[n])
                    found[officer] = Option(
                        officer, officer in way, tours, frozenset(here)
                    )
            self._options_at[slots, way] = (found, panel(self.scenario, found))
        return self._options_at[slots, way]

    def on_tour(self, option: Option) -> bool:
        """Tell whether an officer is on a tour that contains the seat."""
        return option.way or not self.worked[option.officer].isdisjoint(option.slots)

    def addable(self, option: Option) -> Iterator[Tour]:
        """Yield the tours of an option that may be added, by a first look."""
        if not self.scenario.officers[option.officer].free:
            return
        days = {t.day for t in self.tours[option.officer]}
        for tour in option.tours:
            if tour.day not in days and self.offered(tour):
                yield tour

    def offered(self, tour: Tour) -> bool:
        """Tell whether a tour may be worked, whatever else is decided."""
        if id(tour) not in self._offered:
            self._offered[id(tour)] = all(
                r.admits_tour(self.scenario, tour) for r in self._of_tours
            ) and not any(
                p.pin == "off" and p.day == tour.day
                for p in self.scenario.pins_of.get(tour.officer, ())
            )
        return self._offered[id(tour)]

    def refuse(self, tour: Tour) -> None:
        """Offer a tour no more."""
        self._offered[id(tour)] = False

    def clashing(self, officer: str, occurrence: Occurrence) -> list[Duty]:
        """Return the duties of an officer that leave no time for an occurrence."""
        transition, longest = self.scenario.transition_time, self._longest
        start, end = occurrence.span.start, occurrence.span.end
        found = []
        for duty in self.duties[officer]:
            other = duty.occurrence
            if other.span.start <= start:
                gap = start - other.span.end
                if gap < longest and gap < transition(other, occurrence):
                    found.append(duty)
            else:
                gap = other.span.start - end
                if gap >= longest:
                    break  # So are all later ones.
                if gap < transition(occurrence, other):
                    found.append(duty)
        return found

    @cached_property
    def _longest(self) -> int:
        return self.scenario.longest_transition

    # --- changing ---------------------------------------------------------------------

    def mark(self) -> int:
        """Return a mark to go back to."""
        return len(self._undo)

    def back(self, mark: int) -> None:
        """Undo all changes since a mark."""
        while len(self._undo) > mark:
            table, key, old = self._undo.pop()
            if old is None:
                del table[key]
            else:
                table[key] = old

    def _set(self, table: dict[Any, Any], key: Any, new: Any) -> None:
        self._undo.append((table, key, table.get(key)))
        table[key] = new

    def add_tour(self, tour: Tour) -> bool:
        """Add a tour unless a rule forbids it; tell whether it was added."""
        if not self.may_add(tour):
            return False
        own = self.tours[tour.officer]
        now = tuple(sorted((*own, tour), key=lambda t: (t.span, t.shift)))
        self._work(tour.officer, now)
        self._count(tour, 1)
        return True

    def _work(self, officer: str, tours: tuple[Tour, ...]) -> None:
        self._set(self.tours, officer, tours)
        slots = frozenset(self._slot_of[id(t)] for t in tours)
        self._set(self.worked, officer, slots)

    def may_add(self, tour: Tour) -> bool:
        """Tell whether the rules let an officer work one tour more.

        Only tours near it are looked at; ``audit`` and ``settle`` see them all.
        """
        own = self.tours[tour.officer]
        officer = self.scenario.officers[tour.officer]
        if officer.cycle is None and officer.id not in self._strict:
            first, last = tour.span.start - NEAR, tour.span.end + NEAR
            own = tuple(t for t in own if t.span.end >= first and t.span.start <= last)
        now = tuple(sorted((*own, tour), key=lambda t: (t.span, t.shift)))
        return self._week(tour.officer, now)

    def drop_tour(self, tour: Tour) -> None:
        """Take a tour out; its duties must be gone."""
        own = self.tours[tour.officer]
        self._work(tour.officer, tuple(t for t in own if t is not tour))
        self._count(tour, -1)

    def _count(self, tour: Tour, by: int) -> None:
        for row in self.rows(tour):
            self._set(self.present, row, self.present[row] + by)

    def rows(self, tour: Tour) -> tuple[int, ...]:
        """Return the rows of minimum cover in which a tour counts."""
        if id(tour) not in self._covers:
            scenario = self.scenario
            who = scenario.officers[tour.officer]
            self._covers[id(tour)] = tuple(
                i
                for i in self._rows_of.get((tour.shift, tour.day), ())
                for c in (scenario.cover[i],)
                if who.force == c.force
                and who.status is not Status.WARDEN
                and c.unit in (None, who.unit)
                and (c.qualification is None or who.holds(c.qualification, [c.day]))
            )
        return self._covers[id(tour)]

    @cached_property
    def _rows_of(self) -> Mapping[tuple[str, dt.date], list[int]]:
        found: defaultdict[tuple[str, dt.date], list[int]] = defaultdict(list)
        for i, cover in enumerate(self.scenario.cover):
            found[cover.shift, cover.day].append(i)
        return found

    def cover_gain(self, tour: Tour) -> int:
        """Return the points of minimum cover that one more such tour would save."""
        return sum(
            self.scenario.cover[i].weight
            for i in self.rows(tour)
            if self.present[i] < self.scenario.cover[i].minimum
        )

    def spare(self, tour: Tour) -> bool:
        """Tell whether minimum cover needs a tour that is worked no more."""
        return all(
            self.present[i] > self.scenario.cover[i].minimum for i in self.rows(tour)
        )

    def cover_lost(self) -> int:
        """Return the points of minimum cover lost."""
        return sum(
            c.weight * max(0, c.minimum - self.present[i])
            for i, c in enumerate(self.scenario.cover)
        )

    def seat(self, officer: str, seat: Seat) -> bool:
        """Give a seat to an officer on tour unless a rule forbids it."""
        occurrence = seat.occurrence
        if (officer, occurrence) in self.banned or self.clashing(officer, occurrence):
            return False
        own = self.duties[officer]
        duty = Duty(officer, occurrence, seat.position)
        now = tuple(sorted((*own, duty), key=lambda d: d.occurrence.span))
        mark = self.mark()
        self._set(self.duties, officer, now)
        if self.of_duties:
            near = tuple(
                t
                for t in self.tours[officer]
                if t.day == occurrence.day or t.span.overlaps(occurrence.span)
            )
            if not self._officer_keeps(officer, self.of_duties, near):
                self.back(mark)
                return False
        crew = (*self.crews.get(occurrence, ()), duty)
        if len(crew) == 1:
            self._hold(occurrence)
        self._set(self.crews, occurrence, crew)
        return True

    def unseat(self, duty: Duty) -> None:
        """Take an officer out of a seat."""
        own = self.duties[duty.officer]
        self._set(self.duties, duty.officer, tuple(d for d in own if d is not duty))
        crew = tuple(d for d in self.crews[duty.occurrence] if d is not duty)
        self._set(self.crews, duty.occurrence, crew)
        if not crew:
            self._undo.append((self.crews, duty.occurrence, ()))
            del self.crews[duty.occurrence]
            self._release(duty.occurrence)

    def unhold(self, occurrence: Occurrence) -> None:
        """Take away the whole crew of an occurrence."""
        for duty in self.crews[occurrence]:
            self.unseat(duty)

    def _hold(self, occurrence: Occurrence) -> None:
        held = (*self.held[occurrence.mission], occurrence)
        now = tuple(sorted(held, key=lambda o: o.span))
        self._set(self.held, occurrence.mission, now)

    def _release(self, occurrence: Occurrence) -> None:
        held = self.held[occurrence.mission]
        now = tuple(o for o in held if o != occurrence)
        self._set(self.held, occurrence.mission, now)

    # --- what may be held -------------------------------------------------------------

    def open(self, occurrence: Occurrence) -> bool:
        """Tell whether an occurrence is wanted beside those that are held."""
        if occurrence in self.barred or self.scenario.frozen(occurrence.span.start):
            return False
        mission = self.scenario.missions[occurrence.mission]
        held = self.held[mission.id]
        if mission.relay is None:
            if len(held) >= mission.times or not room(mission, held, occurrence):
                return False
        elif occurrence in held or not self._relay_open(mission, held, occurrence):
            return False
        return not self._stock or self._in_stock(occurrence)

    def _relay_open(
        self, mission: Mission, held: Sequence[Occurrence], occurrence: Occurrence
    ) -> bool:
        relay = mission.relay
        assert relay is not None
        window = window_of(relay, occurrence)
        there = [o for o in held if window.contains(o.proper)]
        if len(there) >= relay.most[relay.windows.index(window)]:
            return False
        mine = holding(relay, occurrence)
        gaps = (g for found in unheld(mission, held) for g in found.gaps)
        if not any(mine.overlaps(g) for g in gaps):
            return False
        holds = [mine, *(holding(relay, o) for o in there)]
        return all(
            sum(h.start <= at.start < h.end for h in holds) <= AT_ONCE for at in holds
        )

    def _in_stock(self, occurrence: Occurrence) -> bool:
        scenario = self.scenario
        for code, wanted in scenario.kind(occurrence).equipment.items():
            stock = scenario.equipment[code]
            reach = Span(
                occurrence.span.start - stock.turnaround,
                occurrence.span.end + stock.turnaround,
            )
            uses = [(occurrence.span, wanted)] + [
                (o.span, scenario.kind(o).equipment[code])
                for o in self.crews
                if o.span.overlaps(reach) and code in scenario.kind(o).equipment
            ]
            for at, _need in uses:
                out = sum(
                    n for s, n in uses if s.start <= at.start < s.end + stock.turnaround
                )
                if out > stock.quantity:
                    return False
        return True

    def lost(self, mission: Mission) -> int:
        """Return the points that a mission loses as it is held now."""
        held = self.held[mission.id]
        if mission.relay is not None:
            return mission.priority * sum(u.pieces for u in unheld(mission, held))
        points = self.scenario.points
        return mission.priority * mission.times - sum(points(o) for o in held)

    def lost_with(self, mission: Mission, occurrence: Occurrence) -> int:
        """Return the points that a mission would lose with one occurrence more."""
        mark = self.mark()
        self._hold(occurrence)
        lost = self.lost(mission)
        self.back(mark)
        return lost

    def locked(self, duty: Duty) -> bool:
        """Tell whether a seat must stay: frozen, or pinned."""
        if self.scenario.frozen(duty.occurrence.span.start):
            return True
        return any(
            p.mission is not None
            and p.means(duty.occurrence.mission, duty.occurrence.day)
            for p in self.scenario.pins_of.get(duty.officer, ())
        )

    def droppable(self, tour: Tour) -> bool:
        """Tell whether a tour may be taken out: neither fixed nor frozen nor pinned."""
        if not self.scenario.officers[tour.officer].free:
            return False
        if self.scenario.frozen(tour.span.start):
            return False
        return not any(
            (p.day, p.shift) == (tour.day, tour.shift)
            for p in self.scenario.pins_of.get(tour.officer, ())
        )

    def cover_change(self, old: Tour, new: Tour) -> int:
        """Return the points of cover lost more if one tour replaces another."""
        before = self.cover_lost()
        mark = self.mark()
        self._count(old, -1)
        self._count(new, 1)
        after = self.cover_lost()
        self.back(mark)
        return after - before

    # --- judging a part ---------------------------------------------------------------

    def _restricted(self, officers: Iterable[str]) -> Scenario:
        """Return the scenario with only some officers listed; all can be looked up."""
        scenario, some = self.scenario, tuple(officers)
        part = copy.copy(scenario)
        part.__dict__.update(
            officers=_Part(scenario.officers, some),
            pins=(),
            absences=tuple(a for o in some for a in scenario.absences_of.get(o, ())),
            cycle_changes=tuple(
                c for o in some for c in scenario.cycle_changes_of.get(o, ())
            ),
            under_way={o: t for o, t in scenario.under_way.items() if o in some},
        )
        return part

    def _officer_keeps(
        self, officer: str, rules: Sequence[Rule], tours: tuple[Tour, ...]
    ) -> bool:
        """Tell whether rules find no breach in the tours and duties of an officer."""
        return not any(_breaches(self._part(officer, tours), rules))

    def _part(self, officer: str, tours: tuple[Tour, ...]) -> Facts:
        """Return the facts of one officer with some tours, without crews."""
        if officer not in self._scenarios:
            self._scenarios[officer] = self._restricted((officer,))
        scenario = self._scenarios[officer]
        duties = self.duties[officer]
        facts = Facts(scenario, Roster(tours, ()))
        facts.__dict__.update(
            tours_of={officer: tours},
            record_of={officer: scenario.history_of.get(officer, ()) + tours},
            mission_tours_of={officer: scenario.under_way.get(officer, ()) + tours},
            duties=duties,
            duties_of={officer: duties},
            crews={},
            held={},
        )
        return facts

    def lawful_week(self, officer: str) -> bool:
        """Tell whether the rules accept the tours of an officer."""
        return self._week(officer, self.tours[officer])

    def _count_breaches(self, officer: str, tours: tuple[Tour, ...]) -> int:
        return sum(1 for _ in _breaches(self._part(officer, tours), self.partial))

    def _week(self, officer: str, tours: tuple[Tour, ...]) -> bool:
        """Tell whether an officer may work these tours in the horizon."""
        key = (officer, tuple(map(id, tours)))
        if key not in self._weeks:
            rules = self.partial if officer in self._strict else self.usual
            self._weeks[key] = self._officer_keeps(officer, rules, tours)
        return self._weeks[key]

    def crew_keeps(self, occurrence: Occurrence) -> tuple[bool, frozenset[str]]:
        """Tell whether the rules accept a crew, and whom they name if not."""
        scenario = self.scenario
        kind = scenario.kind(occurrence)
        some = {
            o: self.crews[o]
            for o in self._series.get((kind.id, occurrence.zone), (occurrence,))
            if o in self.crews
        }
        duties = self.crews[occurrence]
        facts = Facts(self._crew_scenario, Roster((), ()))
        facts.__dict__.update(
            tours_of=_Part(self.tours, ()),
            mission_tours_of=_Record(scenario.under_way, self.tours),
            record_of=_Record(scenario.history_of, self.tours),
            duties=duties,
            duties_of=_Part(self.duties, ()),
            crews=some,
            held={},
        )
        found = list(_breaches(facts, self._of_crews))
        if found:
            return False, frozenset(o for b in found for o in b.officers)
        return self._in_reach(occurrence), frozenset()

    @cached_property
    def _series(self) -> Mapping[tuple[str, str], list[Occurrence]]:
        """Occurrences whose starts must not be alike, by kind and zone."""
        found: defaultdict[tuple[str, str], list[Occurrence]] = defaultdict(list)
        for occurrence in self.scenario.occurrences:
            kind = self.scenario.kind(occurrence)
            if kind.unpredictable:
                found[kind.id, occurrence.zone].append(occurrence)
        return found

    def _in_reach(self, occurrence: Occurrence) -> bool:
        """Tell whether a crew can reach an OPJ if it needs one."""
        scenario = self.scenario
        if not self._opj or occurrence in self._reached:
            return True
        if not needs_opj(scenario, occurrence):
            return True
        live = Facts(scenario, Roster((), ()))
        live.__dict__.update(
            tours_of=self.tours,
            record_of=_Record(scenario.history_of, self.tours),
            duties_of=self.duties,
        )
        if not unreached(live, occurrence):
            self._reached.add(occurrence)
            return True
        if not any(map(self._may_answer, scenario.officers.values())):
            self.barred.add(occurrence)
        return False

    def _may_answer(self, officer: Officer) -> bool:
        """Tell whether a tour that is added may let crews reach an officer."""
        municipal = self.scenario.forces[officer.force].kind is ForceKind.MUNICIPAL
        opj = self._chiefs if municipal else officer.judicial is Judicial.OPJ
        return officer.free and opj

    @cached_property
    def _chiefs(self) -> bool:
        """Whether some power lets a municipal officer stand for the OPJ."""
        return any(p.chief for p in self.scenario.powers)

    # --- judging the whole ------------------------------------------------------------

    def breaches(self) -> list[Breach]:
        """Return all breaches of the roster that no override excuses."""
        return list(_breaches(self.facts(), self.rules))

    def audit(self) -> None:
        """Judge all tours by what ``may_add`` leaves out; take back what is refused.

        From then on these rules are asked about the officers whom they accused.
        """
        for officer, tours in self.tours.items():
            if officer in self._strict or not self.scenario.officers[officer].free:
                continue
            key = (officer, tuple(map(id, tours)))
            if key not in self._audited:
                self._audited[key] = self._officer_keeps(officer, self._audits, tours)
            if self._audited[key]:
                continue
            self._strict.add(officer)
            self._weeks = {k: v for k, v in self._weeks.items() if k[0] != officer}
            while not self.lawful_week(officer) and self._drop_any(officer):
                pass

    def _drop_any(self, officer: str) -> bool:
        """Drop the tour of an officer with the least points in its missions."""
        found = []
        for tour in self.tours[officer]:
            duties = [
                d for d in self.duties[officer] if tour.slot.contains(d.occurrence.span)
            ]
            crews = [d.occurrence for d in duties]
            if self.droppable(tour) and not any(
                self.locked(d) for o in crews for d in self.crews[o]
            ):
                missions = [self.scenario.missions[o.mission] for o in crews]
                points = sum(m.priority + m.mandatory * 10**6 for m in missions)
                found.append((self.spare(tour), points, tour, crews))
        if not found:
            return False
        found.sort(key=lambda f: (not f[0], f[1], f[2]))
        _spare, _points, tour, crews = found[0]
        for occurrence in crews:
            self.unhold(occurrence)
        self.drop_tour(tour)
        return True

    def mend(self, officer: str) -> None:
        """Add or drop tours of an officer while this leaves fewer breaches."""
        now = self.tours[officer]
        count = self._count_breaches(officer, now)
        while count:
            tried = []
            for tour in self.scenario.tours[officer]:
                if tour in now:
                    if self.droppable(tour):
                        tried.append(tuple(t for t in now if t is not tour))
                elif self.offered(tour):
                    more = sorted((*now, tour), key=lambda t: (t.span, t.shift))
                    tried.append(tuple(more))
            found = [(self._count_breaches(officer, t), t) for t in tried]
            least = min(found, key=lambda f: f[0], default=(count, now))
            if least[0] >= count:
                break
            count, now = least
        for tour in self.tours[officer]:
            if tour not in now:
                self.drop_tour(tour)
        for tour in now:
            if tour not in self.tours[officer]:
                more = sorted(
                    (*self.tours[officer], tour), key=lambda t: (t.span, t.shift)
                )
                self._work(officer, tuple(more))
                self._count(tour, 1)

    def take_back(self, found: Sequence[Breach]) -> bool:
        """Take back what breaches name; tell whether anything was taken back."""
        done = False
        for breach in found:
            done |= self._take_back(breach)
        return done

    def _take_back(self, breach: Breach) -> bool:
        crews = [
            o
            for o, crew in self.crews.items()
            if (breach.mission is None or o.mission == breach.mission)
            and (not breach.officers or any(d.officer in breach.officers for d in crew))
            and not any(self.locked(d) for d in crew)
        ]
        if breach.mission is not None:
            exact = [o for o in crews if o.span.start == breach.when]
            for occurrence in (exact or crews)[:1]:
                self._drop_crew(occurrence, breach.officers)
                return True
            return False
        if not breach.officers:
            for occurrence in crews:
                self._drop_crew(occurrence, ())
            return bool(crews)
        # A frozen seat may name an officer who is not in the tables.
        known = (o for o in breach.officers if o in self.tours)
        return any(self._free_of(o, breach, crews) for o in known)

    def _drop_crew(self, occurrence: Occurrence, officers: Sequence[str]) -> None:
        named = [d.officer for d in self.crews[occurrence] if d.officer in officers]
        if named:
            self.banned |= {(officer, occurrence) for officer in named}
        else:
            self.barred.add(occurrence)
        self.unhold(occurrence)

    def _free_of(
        self, officer: str, breach: Breach, crews: Sequence[Occurrence]
    ) -> bool:
        """Take back a crew or a tour of an officer near the time of a breach."""
        rule = next(r for r in self.rules if r.name == breach.rule)
        if rule.name in SELDOM:
            if officer not in self._strict:
                self._strict.add(officer)
                self._weeks = {k: v for k, v in self._weeks.items() if k[0] != officer}
        elif rule not in self.of_duties and rule.name not in WHOLE:
            self.of_duties.append(rule)
        when = breach.when or 0
        own = [
            o for o in crews if any(d.officer == officer for d in self.crews.get(o, ()))
        ]
        tours = sorted(
            (t for t in self.tours[officer] if self.droppable(t)),
            key=lambda t: abs(t.span.start - when),
        )
        if not self._week(officer, self.tours[officer]) or not own:
            for tour in tours:
                held = [o for o in own if tour.span.overlaps(o.span)]
                locked = any(
                    self.locked(d) and tour.span.overlaps(d.occurrence.span)
                    for d in self.duties[officer]
                )
                if locked:
                    continue
                for occurrence in held:
                    self.unhold(occurrence)
                self.drop_tour(tour)
                self.refuse(tour)
                return True
        if own:
            nearest = min(own, key=lambda o: abs(o.span.start - when))
            self._drop_crew(nearest, (officer,))
            return True
        return False


class _Record(Mapping[str, tuple[Tour, ...]]):
    """Tours before the horizon and in it, put together when looked up; lists none."""

    def __init__(
        self,
        past: Mapping[str, tuple[Tour, ...]],
        own: Mapping[str, tuple[Tour, ...]],
    ) -> None:
        self.past = past
        self.own = own

    def __getitem__(self, officer: str) -> tuple[Tour, ...]:
        return self.past.get(officer, ()) + self.own[officer]

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _breaches(facts: Facts, rules: Iterable[Rule]) -> Iterator[Breach]:
    for rule in rules:
        for breach in rule.check(facts):
            if rule.excuse(facts.scenario, breach) is None:
                yield breach


def is_lawful(facts: Facts, rules: Iterable[Rule]) -> bool:
    """Tell whether rules find no breach that no override excuses."""
    return not any(_breaches(facts, rules))
