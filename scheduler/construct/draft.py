"""A roster under construction: tours and crews that can be added and taken back.

Each step is judged by the rules' own ``check``, asked about the officer or the crew
that the step changes. Some rules are left out because they look for something missing,
compare crews, or are slow. ``Draft.breaches`` asks all rules about the whole roster.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from scheduler.construct.options import Option, Options
from scheduler.construct.parts import Listed, Record, listing, share_indexes
from scheduler.domain.contacts import needs_opj, unreached
from scheduler.domain.missions import Mission, Occurrence, Seat
from scheduler.domain.people import ForceKind, Judicial, Officer, Status
from scheduler.domain.posts import holding, unheld, window_of
from scheduler.domain.roster import Duty, Facts, Roster, assigned
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import DAY, Span
from scheduler.domain.tours import Tour
from scheduler.rules import Rule
from scheduler.rules.base import Breach, standing
from scheduler.verify.moves import RULE_REACH, Reach
from scheduler.verify.shortfalls import room

MISSING = frozenset({"freeze_kept", "mission_inside_tour", "pins_kept"})
"""Rules that look for something missing: never asked about a part."""

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

_Week = tuple[str, tuple[int, ...]]
"""An officer, and the identities of his tours."""


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
        share_indexes(scenario)
        self.scenario = scenario
        self.rules = tuple(rules)
        self.options = Options(scenario, rules)
        self.banned: set[tuple[str, Occurrence]] = set()
        self.barred: set[Occurrence] = set()
        # Officers whose tours are to be audited.
        self.changed = {o.id for o in scenario.officers.values() if o.free}
        known = {t.key: t for own in scenario.tours.values() for t in own}
        tours = tuple(known.get(t.key, t) for t in roster.tours)
        facts = Facts(scenario, Roster(tours, roster.assignments))
        self.tours = dict(facts.tours_of)
        self.duties = dict(facts.duties_of)
        self.crews = dict(facts.crews)
        self.held = dict(facts.held)
        self._worked = {o: self.options.slots_of(own) for o, own in self.tours.items()}
        self._undo: list[tuple[dict[Any, Any], Any, Any]] = []
        self._choose_rules()
        self._strict: set[str] = set()
        self._reached: set[Occurrence] = set()
        self._covers: dict[int, tuple[int, ...]] = {}
        self._present = dict.fromkeys(range(len(scenario.cover)), 0)
        for own in self.tours.values():
            for tour in own:
                self._count(tour, 1)
        self._undo.clear()
        self._scenarios: dict[str, Scenario] = {}
        self._crew_scenario = listing(scenario, ())
        self._audited: dict[_Week, bool] = {}
        self._weeks: dict[_Week, bool] = {}

    def _choose_rules(self) -> None:
        """Choose the rules to ask at each step."""
        reach = {r: RULE_REACH.get(r.name, Reach.WHOLE) for r in self.rules}
        self._of_tours = tuple(r for r in self.rules if reach[r] is Reach.TOURS)
        self._usual = tuple(r for r in self._of_tours if r.name not in SELDOM)
        # ``may_add`` looks at all tours of a short horizon, and leaves these out.
        short = self.scenario.clock.span.length <= NEAR
        self._audits = tuple(r for r in self._of_tours if r.name in SELDOM or not short)
        self._of_duties = [r for r in self.rules if r.name in OF_DUTIES]
        self._teachable = {
            r.name: r
            for r in self.rules
            if reach[r] is Reach.OFFICER and r.name not in MISSING
        }
        crews = (Reach.MISSION, Reach.CREWS)
        self._of_crews = tuple(r for r in self.rules if reach[r] in crews)
        names = {r.name for r in self.rules}
        self._opj = "opj_reachable" in names
        self._stock = "equipment_in_stock" in names

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

    def on_tour(self, option: Option) -> bool:
        """Tell whether an officer is on a tour that contains the seat."""
        return option.way or not self._worked[option.officer].isdisjoint(option.slots)

    def addable(self, option: Option) -> Iterator[Tour]:
        """Yield the tours of an option that may be added, by a first look."""
        if not self.scenario.officers[option.officer].free:
            return
        days = {t.day for t in self.tours[option.officer]}
        for tour in option.tours:
            if tour.day not in days and self.options.offered(tour):
                yield tour

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
        self.set_tours(tour.officer, in_order((*own, tour)))
        return True

    def set_tours(self, officer: str, tours: tuple[Tour, ...]) -> None:
        """Give an officer other tours, in order of time; no rule is asked."""
        before = self.tours[officer]
        for tour in before:
            if tour not in tours:
                self._count(tour, -1)
        for tour in tours:
            if tour not in before:
                self._count(tour, 1)
        self.changed.add(officer)
        self._set(self.tours, officer, tours)
        self._set(self._worked, officer, self.options.slots_of(tours))

    def may_add(self, tour: Tour) -> bool:
        """Tell whether the rules let an officer work one tour more.

        Only tours near it are looked at; ``Repair.audit`` sees them all.
        """
        own = self.tours[tour.officer]
        officer = self.scenario.officers[tour.officer]
        if officer.cycle is None and officer.id not in self._strict:
            first, last = tour.span.start - NEAR, tour.span.end + NEAR
            own = tuple(t for t in own if t.span.end >= first and t.span.start <= last)
        return self._week(tour.officer, in_order((*own, tour)))

    def drop_tour(self, tour: Tour) -> None:
        """Take a tour out; its duties must be gone."""
        own = self.tours[tour.officer]
        self.set_tours(tour.officer, tuple(t for t in own if t is not tour))

    def replace_tour(self, old: Tour, new: Tour) -> bool:
        """Replace a tour by another that holds the same seats; tell whether it was."""
        mark = self.mark()
        moved = [
            d for d in self.duties[old.officer] if old.slot.contains(d.occurrence.span)
        ]
        if not all(new.slot.contains(d.occurrence.span) for d in moved):
            return False
        for duty in moved:
            self.unseat(duty)
        self.drop_tour(old)
        if self.add_tour(new) and all(
            self.seat(d.officer, Seat(d.occurrence, d.position)) for d in moved
        ):
            return True
        self.back(mark)
        return False

    def _count(self, tour: Tour, by: int) -> None:
        for row in self.rows(tour):
            self._set(self._present, row, self._present[row] + by)

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
            self.scenario.cover[i].weight for i in self.rows(tour) if self.short(i)
        )

    def spare(self, tour: Tour) -> bool:
        """Tell whether minimum cover needs a tour that is worked no more."""
        return all(
            self._present[i] > self.scenario.cover[i].minimum for i in self.rows(tour)
        )

    def short(self, row: int) -> bool:
        """Tell whether heads are missing in a row of minimum cover."""
        return self._present[row] < self.scenario.cover[row].minimum

    def cover_lost(self) -> int:
        """Return the points of minimum cover lost."""
        return sum(
            c.weight * max(0, c.minimum - self._present[i])
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
        near = tuple(
            t
            for t in self.tours[officer]
            if t.day == occurrence.day or t.span.overlaps(occurrence.span)
        )
        if not self._officer_keeps(officer, self._of_duties, near):
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
        missing = max(0, mission.times - len(held))
        return mission.priority * missing + sum(
            mission.priority - self.scenario.points(o) for o in held if o.fallback
        )

    def lost_with(self, mission: Mission, occurrence: Occurrence) -> int:
        """Return the points that a mission would lose with one occurrence more."""
        mark = self.mark()
        self._hold(occurrence)
        lost = self.lost(mission)
        self.back(mark)
        return lost

    def stays(self, occurrence: Occurrence) -> bool:
        """Tell whether a crew must stay: somebody in it is locked."""
        return any(map(self.locked, self.crews[occurrence]))

    def locked(self, duty: Duty) -> bool:
        """Tell whether a seat must stay: frozen, or pinned."""
        if self.scenario.frozen(duty.occurrence.span.start):
            return True
        return any(
            p.pin == "mission" and p.means(duty.occurrence.mission, duty.occurrence.day)
            for p in self.scenario.pins_of.get(duty.officer, ())
        )

    def droppable(self, tour: Tour) -> bool:
        """Tell whether a tour may be taken out: neither fixed nor frozen nor pinned."""
        if not self.scenario.officers[tour.officer].free:
            return False
        if self.scenario.frozen(tour.span.start):
            return False
        return not any(
            p.pin in ("shift", "work")
            and p.day == tour.day
            and p.shift in (None, tour.shift)
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

    def _officer_keeps(
        self, officer: str, rules: Sequence[Rule], tours: tuple[Tour, ...]
    ) -> bool:
        """Tell whether rules find no breach in some tours of an officer."""
        return not any(standing(self._part(officer, tours), rules))

    def _part(self, officer: str, tours: tuple[Tour, ...]) -> Facts:
        """Return the facts of one officer with some tours, without crews."""
        if officer not in self._scenarios:
            self._scenarios[officer] = listing(self.scenario, (officer,))
        scenario = self._scenarios[officer]
        duties = self.duties[officer]
        facts = Facts(scenario, Roster(tours, ()))
        vars(facts).update(
            tours_of={officer: tours},
            record_of={officer: scenario.history_of.get(officer, ()) + tours},
            mission_tours_of={officer: scenario.under_way.get(officer, ()) + tours},
            duties=duties,
            duties_of={officer: duties},
            crews={},
            held={},
        )
        return facts

    def breaches_of(self, officer: str, tours: tuple[Tour, ...]) -> int:
        """Return the number of breaches in some tours of an officer."""
        return sum(1 for _ in standing(self._part(officer, tours), self._of_tours))

    def lawful_week(self, officer: str) -> bool:
        """Tell whether the rules accept the tours of an officer."""
        return self._week(officer, self.tours[officer])

    def _week(self, officer: str, tours: tuple[Tour, ...]) -> bool:
        """Tell whether an officer may work these tours."""
        key = (officer, tuple(map(id, tours)))
        if key not in self._weeks:
            rules = self._of_tours if officer in self._strict else self._usual
            self._weeks[key] = self._officer_keeps(officer, rules, tours)
        return self._weeks[key]

    def audited(self, officer: str) -> bool:
        """Tell whether the rules that ``may_add`` leaves out accept an officer's tours.

        It leaves none out for officers whose tours are given or watched.
        """
        if officer in self._strict or not self.scenario.officers[officer].free:
            return True
        tours = self.tours[officer]
        key = (officer, tuple(map(id, tours)))
        if key not in self._audited:
            self._audited[key] = self._officer_keeps(officer, self._audits, tours)
        return self._audited[key]

    def watch(self, officer: str) -> None:
        """Ask all rules about all tours of an officer at each step from now on."""
        if officer not in self._strict:
            self._strict.add(officer)
            self._weeks = {k: v for k, v in self._weeks.items() if k[0] != officer}

    def learn(self, name: str, officer: str) -> None:
        """Ask a rule that accused an officer at each step from now on, if possible."""
        if any(r.name == name for r in self._of_tours):
            self.watch(officer)
        rule = self._teachable.pop(name, None)
        if rule is not None and rule not in self._of_duties:
            self._of_duties.append(rule)

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
        vars(facts).update(
            tours_of=Listed(self.tours, ()),
            mission_tours_of=Record(scenario.under_way, self.tours),
            record_of=Record(scenario.history_of, self.tours),
            duties=duties,
            duties_of=Listed(self.duties, ()),
            crews=some,
            held={},
        )
        found = list(standing(facts, self._of_crews))
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
        # Who is not on tour then need not be looked at: most officers are not.
        span = occurrence.span
        there: defaultdict[str, tuple[Tour, ...]] = defaultdict(tuple)
        for record in (scenario.history_of, self.tours):
            for officer, tours in record.items():
                own = [tour for tour in tours if tour.span.overlaps(span)]
                if own:
                    there[officer] += tuple(own)
        vars(live).update(
            tours_of=self.tours,
            record_of=Listed(there, ()),
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
        return list(standing(self.facts(), self.rules))


def in_order(tours: Iterable[Tour]) -> tuple[Tour, ...]:
    """Return tours in order of time, as ``Facts.tours_of`` has them."""
    return tuple(sorted(tours, key=lambda t: (t.span, t.shift)))
