"""A scenario: everything that is known before the roster is made."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from scheduler.domain.agreements import Agreement, Pooling, Regime, Route
from scheduler.domain.authority import Derogation, Override, Suspension
from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.missions import (
    Cover,
    Equipment,
    Field,
    Mission,
    MissionKind,
    Occurrence,
    OccurrenceKey,
    PastMission,
    Quota,
    Risk,
    Seat,
    Share,
)
from scheduler.domain.people import (
    Absence,
    Force,
    ForceKind,
    Officer,
    Pairing,
    Pin,
    Request,
    Together,
)
from scheduler.domain.places import Commune, Permission, TravelTimes, Zone
from scheduler.domain.powers import Power
from scheduler.domain.remarks import Remark
from scheduler.domain.time import Clock, Minute, Span
from scheduler.domain.tours import (
    CycleChange,
    FixedTour,
    PastWork,
    Rest,
    Shift,
    Tour,
)
from scheduler.domain.validity import Term

T = TypeVar(
    "T",
    Absence,
    CycleChange,
    Derogation,
    FixedTour,
    PastWork,
    Pin,
    Suspension,
    Tour,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One step of the lexicographic objective.

    Parameters
    ----------
    name
        What people call it.
    goals
        Weight of each goal in it, by goal name; weights are at least 1.
    """

    name: str
    goals: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """All facts of one horizon. Tables are mappings from code to entity, in file order.

    Parameters
    ----------
    name, title
        Code (the folder's name), and the title people read.
    id
        What identifies calendar entries, whatever the folder's name; empty = not given.
    clock
        Horizon and local time.
    tours_busy
        Whether tours count as busy time in calendars, as missions do.
    cycles
        By cycle code, the shift of each day of the cycle (``None`` = day off).
    cycle_rests
        By cycle code, the kind of rest of each day of the cycle; ``None`` on working
        days and where the cycle does not give it.
    history
        Tours worked before the horizon.
    past_work
        Totals of work before the horizon that the history does not list.
    past_missions
        Missions held before the horizon, for quotas, shares and start times.
    fields
        Fields of cooperation, by code.
    permissions
        What owners allow on their premises.
    pairings
        Officers who should, must or may not be in one crew.
    risks
        The local safety diagnosis, cell by cell.
    quotas, shares
        What the agreements owe, and how their forces share it.
    powers
        Every text of every power, in the order of the catalogue.
    tiers
        The objective, most important first.
    inputs
        SHA-256 of every file read, by relative name.
    public_holidays
        Names of the public holidays of the horizon, by day and then by language.
    school_holidays
        Names of the school holidays by day; ``None`` if they are not known.
    remarks
        Remarks found while reading the tables.
    baseline
        The roster to which the new one should stay close; ``None`` = none.
    """

    name: str
    title: str
    id: str = ""
    clock: Clock
    language: str = "fr"
    tours_busy: bool = False
    forces: Mapping[str, Force]
    regimes: Mapping[str, Regime]
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    communes: Mapping[str, Commune]
    zones: Mapping[str, Zone]
    travel: TravelTimes
    officers: Mapping[str, Officer]
    shifts: Mapping[str, Shift]
    cycles: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    cycle_rests: Mapping[str, tuple[Rest | None, ...]] = field(default_factory=dict)
    cycle_changes: tuple[CycleChange, ...] = ()
    fixed_tours: tuple[FixedTour, ...] = ()
    kinds: Mapping[str, MissionKind] = field(default_factory=dict)
    missions: Mapping[str, Mission] = field(default_factory=dict)
    absences: tuple[Absence, ...] = ()
    requests: tuple[Request, ...] = ()
    pins: tuple[Pin, ...] = ()
    history: tuple[Tour, ...] = ()
    past_work: tuple[PastWork, ...] = ()
    past_missions: tuple[PastMission, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    permissions: tuple[Permission, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    risks: tuple[Risk, ...] = ()
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    derogations: tuple[Derogation, ...] = ()
    overrides: tuple[Override, ...] = ()
    poolings: tuple[Pooling, ...] = ()
    powers: tuple[Power, ...] = ()
    equipment: Mapping[str, Equipment] = field(default_factory=dict)
    cover: tuple[Cover, ...] = ()
    tiers: tuple[Tier, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    public_holidays: Mapping[dt.date, Mapping[str, str]] = field(default_factory=dict)
    school_holidays: Mapping[dt.date, str] | None = None
    remarks: tuple[Remark, ...] = ()
    baseline: Baseline | None = None

    @property
    def identity(self) -> str:
        """The id; without one, the codes of the forces and communes."""
        if self.id:
            return self.id
        return "|".join([*sorted(self.forces), "", *sorted(self.communes)])

    def only(self, officers: Collection[str]) -> "Scenario":
        """Return the scenario as if it had some of its officers alone.

        Rows about other officers are left out: absences, history, pins, what a baseline
        says of them, and so on. Missions, shifts and agreements stay, and
        ``first_known``.

        Parameters
        ----------
        officers
            Who stays.
        """
        kept = [o for o in self.officers if o in officers]
        baseline = self.baseline
        if baseline is not None:
            baseline = Baseline(
                tours=frozenset(t for t in baseline.tours if t.officer in officers),
                seats=frozenset(s for s in baseline.seats if s.officer in officers),
                freeze=baseline.freeze,
            )
        past = {id(p): p for o in kept for p in self.engaged_of.get(o, ())}
        part = replace(
            self,
            officers={o: self.officers[o] for o in kept},
            absences=_rows_of(self.absences_of, kept),
            requests=tuple(r for r in self.requests if r.officer in officers),
            pins=_rows_of(self.pins_of, kept),
            history=_rows_of(self.history_of, kept),
            past_work=_rows_of(self.past_work_of, kept),
            past_missions=tuple(past.values()),
            fixed_tours=_rows_of(self._fixed_by_officer, kept),
            cycle_changes=_rows_of(self.cycle_changes_of, kept),
            pairings=tuple(
                p for p in self.pairings if {p.officer, p.other} <= set(kept)
            ),
            suspensions=_rows_of(self.suspensions_of, kept),
            derogations=_rows_of(self.derogations_of, kept),
            baseline=baseline,
        )
        # What does not depend on officers is not computed again, and from which day on
        # the tours of a force are known stays known.
        vars(part).update(
            first_known=self.first_known,
            occurrences=self.occurrences,
            seats=self.seats,
            exercised=self.exercised,
            _days=self._days,
        )
        if baseline is not None:
            vars(part)["_seats_by_words"] = self._seats_by_words
        return part

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every possible placing of every mission."""
        return tuple(o for m in self.missions.values() for o in m.occurrences)

    @cached_property
    def seats(self) -> Mapping[Occurrence, tuple[Seat, ...]]:
        """The seats of every occurrence."""
        return {
            o: tuple(Seat(o, p) for p in self.kind(o).positions)
            for o in self.occurrences
        }

    @cached_property
    def equipages(self) -> Mapping[str, tuple[Mission, ...]]:
        """The missions of each equipage that has several, in order of time."""
        found: defaultdict[str, list[Mission]] = defaultdict(list)
        for mission in self.missions.values():
            if mission.equipage and mission.occurrences:
                found[mission.equipage].append(mission)
        return {
            code: tuple(sorted(missions, key=lambda m: m.occurrences[0].span))
            for code, missions in found.items()
            if len(missions) > 1
        }

    @cached_property
    def tours(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours that each officer may work.

        For an officer with free tours, every shift that fits; for others, exactly the
        fixed tours. Before the freeze these are those of the baseline roster.
        """
        return {
            o.id: self._free(o) if o.free else self._fixed(o)
            for o in self.officers.values()
        }

    @cached_property
    def meetings(self) -> tuple[Mission, ...]:
        """Missions with positions reserved for named officers."""
        return tuple(m for m in self.missions.values() if m.attendees)

    @cached_property
    def last_starts(self) -> Mapping[str, Minute]:
        """The last start of each mission before the horizon, without its briefing."""
        starts: dict[str, Minute] = {}
        for past in self.past_missions:
            last = starts.get(past.mission, past.span.start)
            starts[past.mission] = max(last, past.span.start)
        return starts

    @cached_property
    def baseline_crews(self) -> Mapping[tuple[str, Minute], Mapping[str, KnownSeat]]:
        """The crews of the baseline roster, by mission and start: a seat an officer.

        A mission that had one start and now has another one has moved: its crew is
        listed at the new start. Other crews may be listed at a start that no longer
        exists.
        """
        crews: defaultdict[str, defaultdict[Minute, dict[str, KnownSeat]]]
        crews = defaultdict(lambda: defaultdict(dict))
        known = self.baseline.seats if self.baseline else ()
        for seat in sorted(known, key=lambda s: (s.kind, s.zone, s.position)):
            crews[seat.mission][seat.start].setdefault(seat.officer, seat)
        found: dict[tuple[str, Minute], Mapping[str, KnownSeat]] = {}
        for mission, by_start in crews.items():
            now = self.missions.get(mission)
            starts = {o.span.start for o in now.starts} if now else set()
            moved = len(starts) == len(by_start) == 1
            for start, crew in by_start.items():
                found[mission, min(starts) if moved else start] = crew
        return found

    @cached_property
    def baseline_occurrences(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """The starts of missions at which each officer was in the baseline crew."""
        found: defaultdict[str, list[Occurrence]] = defaultdict(list)
        for mission in self.missions.values():
            for occurrence in mission.starts:
                key = (mission.id, occurrence.span.start)
                for officer in self.baseline_crews.get(key, ()):
                    found[officer].append(occurrence)
        return {officer: tuple(starts) for officer, starts in found.items()}

    @cached_property
    def freeze(self) -> Minute | None:
        """The instant before which nothing changes; ``None`` = everything may."""
        return None if self.baseline is None else self.baseline.freeze

    def frozen(self, start: Minute) -> bool:
        """Tell whether what starts then is frozen: it starts before the freeze."""
        return self.freeze is not None and start < self.freeze

    @cached_property
    def frozen_tours(self) -> Mapping[tuple[str, dt.date, str], KnownTour]:
        """The tours of the baseline roster that began before the freeze, by key."""
        known = self.baseline.tours_by_key if self.baseline else {}
        return {
            key: tour
            for key, tour in sorted(known.items())
            if tour.span is not None and self.frozen(tour.span.start)
        }

    @cached_property
    def frozen_seats(self) -> tuple[tuple[KnownSeat, Seat | None], ...]:
        """The seats of the baseline roster that began before the freeze.

        Each with the seat of the scenario that it is; ``None`` = there is none.
        """
        known = self.baseline.seats if self.baseline else ()
        frozen = (s for s in known if self.frozen(s.start))
        order = attrgetter("start", "mission", "officer", "kind", "zone", "position")
        return tuple((s, self.known_seat(s)) for s in sorted(frozen, key=order))

    @cached_property
    def frozen_seats_of(self) -> Mapping[str, frozenset[Seat]]:
        """The frozen seats that the scenario has, by officer."""
        found: defaultdict[str, set[Seat]] = defaultdict(set)
        for known, seat in self.frozen_seats:
            if seat is not None:
                found[known.officer].add(seat)
        return {officer: frozenset(seats) for officer, seats in found.items()}

    @cached_property
    def frozen_breaks_of(self) -> Mapping[str, tuple[Span, ...]]:
        """The breaks of frozen tours that began before the freeze, by officer."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for tour in self.frozen_tours.values():
            begun = (s for s in tour.breaks or () if self.frozen(s.start))
            found[tour.officer] += begun
        return {o: tuple(sorted(spans)) for o, spans in found.items() if spans}

    def known_seat(self, known: KnownSeat) -> Seat | None:
        """Return the seat that a seat of the baseline roster is; ``None`` = none."""
        return self._seats_by_words.get(
            (known.mission, known.start, known.kind, known.zone, known.position)
        )

    @cached_property
    def _seats_by_words(self) -> Mapping[tuple[str, Minute, str, str, str], Seat]:
        return {
            (o.mission, o.span.start, self.kind(o).id, o.zone, s.position.name): s
            for o, seats in self.seats.items()
            for s in seats
        }

    @cached_property
    def absences_of(self) -> Mapping[str, tuple[Absence, ...]]:
        """Absences by officer."""
        return _by_officer(self.absences)

    @cached_property
    def history_of(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours before the horizon by officer, in order of time."""
        return {
            k: tuple(sorted(v, key=lambda t: t.span))
            for k, v in _by_officer(self.history).items()
        }

    @cached_property
    def under_way(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours of the history that last into the horizon, by officer."""
        start = self.clock.span.start
        running = {
            o: tuple(t for t in tours if t.span.end > start)
            for o, tours in self.history_of.items()
        }
        return {o: tours for o, tours in running.items() if tours}

    @cached_property
    def mission_tours(self) -> Mapping[str, tuple[Tour, ...]]:
        """Tours in which each officer may be on a mission: under way, then planned.

        Tours under way are worked in any roster. They belong to the history, where
        work, rest and fairness count them.
        """
        return {o: self.under_way.get(o, ()) + own for o, own in self.tours.items()}

    @cached_property
    def engaged_of(self) -> Mapping[str, tuple[PastMission, ...]]:
        """Past missions by officer, where the crew is known."""
        found: defaultdict[str, list[PastMission]] = defaultdict(list)
        for past in self.past_missions:
            for officer in past.crew:
                found[officer].append(past)
        return {officer: tuple(missions) for officer, missions in found.items()}

    @cached_property
    def first_known(self) -> Mapping[str, dt.date]:
        """Day of the first tour that the history lists, by force."""
        first: dict[str, dt.date] = {}
        for tour in self.history:
            force = self.officers[tour.officer].force
            first[force] = min(first.get(force, tour.day), tour.day)
        return first

    @cached_property
    def pins_of(self) -> Mapping[str, tuple[Pin, ...]]:
        """Pins by officer."""
        return _by_officer(self.pins)

    @cached_property
    def past_work_of(self) -> Mapping[str, tuple[PastWork, ...]]:
        """Totals of work before the horizon, by officer, in order of time."""
        return {
            k: tuple(sorted(v, key=lambda p: p.first))
            for k, v in _by_officer(self.past_work).items()
        }

    @cached_property
    def suspensions_of(self) -> Mapping[str, tuple[Suspension, ...]]:
        """Suspensions by officer."""
        return _by_officer(self.suspensions)

    @cached_property
    def derogations_of(self) -> Mapping[str, tuple[Derogation, ...]]:
        """Derogations by officer."""
        return _by_officer(self.derogations)

    @cached_property
    def cycle_changes_of(self) -> Mapping[str, tuple[CycleChange, ...]]:
        """Recorded departures from the cycle, by officer."""
        return _by_officer(self.cycle_changes)

    @cached_property
    def _overrides(
        self,
    ) -> Mapping[tuple[str, str | None, str | None, dt.date | None], Override]:
        return {o.case: o for o in self.overrides}

    def override(
        self,
        rule: str,
        *,
        officer: str | None = None,
        mission: str | None = None,
        day: dt.date | None = None,
    ) -> Override | None:
        """Return the override of a rule for exactly this case; ``None`` = none."""
        return self._overrides.get((rule, officer, mission, day))

    def derogated(self, rule: str, officer: str, first: dt.date, last: dt.date) -> bool:
        """Tell whether an officer has a derogation on one of some days."""
        days = Term(first, last)
        return any(
            d.rule == rule and d.validity.overlaps(days)
            for d in self.derogations_of.get(officer, ())
        )

    def kind(self, occurrence: Occurrence) -> MissionKind:
        """Return the mission kind of an occurrence; of a fallback, the fallback's kind.

        Raises
        ------
        KeyError
            If the occurrence is a fallback of a kind that has none.
        """
        asked = self.kinds[self.missions[occurrence.mission].kind]
        return self.kinds[asked.fallback or ""] if occurrence.fallback else asked

    def points(self, occurrence: Occurrence) -> int:
        """Return the points that holding an occurrence saves.

        A joint crew saves the whole priority of its mission. A fallback saves its share
        of it, rounded half up, at least 1 point and at least 1 less than a joint crew.
        """
        mission = self.missions[occurrence.mission]
        if not occurrence.fallback:
            return mission.priority
        worth = self.kinds[mission.kind].fallback_worth
        share = (mission.priority * worth + 50) // 100
        return min(max(1, share), mission.priority - 1)

    def pairings_of(
        self, officer: str, kinds: Collection[Together]
    ) -> Sequence[Pairing]:
        """Return the pairings of some kinds that concern an officer."""
        return [
            p
            for p in self.pairings
            if p.together in kinds and officer in (p.officer, p.other)
        ]

    def transition_time(self, before: Occurrence, after: Occurrence) -> int:
        """Return the least minutes from the end of one occurrence to another's start.

        It is the travel time between their zones, plus the changeover where their kinds
        differ, less the reach of a reserve, and never below 0. A reserve lasts at least
        as long as its reach, so that "can follow" is transitive.
        """
        kind = self.kind(after)
        minutes = self.travel.minutes(before.zone, after.zone)
        if kind.id != self.kind(before).id:
            minutes += kind.changeover
        return minutes if kind.reach is None else max(0, minutes - kind.reach)

    @cached_property
    def longest_transition(self) -> int:
        """An upper bound of ``transition_time``: longest travel and changeover."""
        return self.travel.longest + max(
            (k.changeover for k in self.kinds.values()), default=0
        )

    def school_holiday(self, day: dt.date) -> bool | None:
        """Tell whether schools are on holiday on a day; ``None`` = not known."""
        return None if self.school_holidays is None else day in self.school_holidays

    def force(self, officer: str) -> Force:
        """Return the force of an officer."""
        return self.forces[self.officers[officer].force]

    def regime(self, officer: str) -> Regime:
        """Return the working-time regime of an officer."""
        return self.regimes[self.force(officer).regime]

    def wall(self, minute: Minute) -> dt.datetime:
        """Return an instant as local time without its zone."""
        return self.clock.local(minute).replace(tzinfo=None)

    @cached_property
    def past_starts(self) -> Mapping[tuple[str, str], tuple[dt.datetime, ...]]:
        """Wall times at which missions before the horizon began, by kind and zone."""
        starts: defaultdict[tuple[str, str], list[dt.datetime]] = defaultdict(list)
        for past in self.past_missions:
            starts[past.kind, past.zone].append(self.wall(past.span.start))
        return {series: tuple(sorted(found)) for series, found in starts.items()}

    def commune(self, occurrence: Occurrence) -> str:
        """Return the INSEE code of the commune whose mayor has the authority."""
        return self.zones[occurrence.zone].commune

    def communes_of(self, occurrence: Occurrence) -> frozenset[str]:
        """Return the INSEE codes of every commune that an occurrence touches."""
        return self.zones[occurrence.zone].communes

    def powers_of(self, occurrence: Occurrence) -> tuple[Power, ...]:
        """Return the powers that an occurrence exercises, as in force on its day."""
        return self.exercised.get(occurrence, ())

    @cached_property
    def exercised(self) -> Mapping[Occurrence, tuple[Power, ...]]:
        """The powers, as in force, of every occurrence that exercises one."""
        found = {
            o: tuple(
                p
                for p in self.powers
                if p.id in self.kind(o).powers and o.day in p.validity
            )
            for o in self.occurrences
            if self.kind(o).powers
        }
        return {o: powers for o, powers in found.items() if powers}

    def exercised_near(self, slot: Span | None) -> tuple[Occurrence, ...]:
        """Return those of ``exercised`` that may fall in a tour (``None`` = any)."""
        if slot not in self._exercised_near:
            self._exercised_near[slot] = tuple(
                o for o in self.exercised if slot is None or slot.overlaps(o.span)
            )
        return self._exercised_near[slot]

    def powers_near(self, slot: Span | None) -> tuple[Power, ...]:
        """Return the powers that missions in a tour may exercise (``None`` = any)."""
        if slot not in self._powers_near:
            found = (p for o in self.exercised_near(slot) for p in self.exercised[o])
            self._powers_near[slot] = tuple({id(p): p for p in found}.values())
        return self._powers_near[slot]

    @cached_property
    def _powers_near(self) -> dict[Span | None, tuple[Power, ...]]:
        return {}

    @cached_property
    def _exercised_near(self) -> dict[Span | None, tuple[Occurrence, ...]]:
        return {}

    def lent(
        self, force: str, occurrence: Occurrence, commune: str, day: dt.date
    ) -> bool:
        """Tell whether a pooling lends a municipal force to a commune on a day.

        A force is lent only to communes other than its own. A prefect's order for an
        event covers administrative police only (CSI art. L512-3).
        """
        lender = self.forces[force]
        if lender.kind is not ForceKind.MUNICIPAL or commune in lender.communes:
            return False
        kind = self.kind(occurrence).id
        return any(
            p.lends(force, commune, kind)
            and day in p.validity
            and (p.route is not Route.EVENT or not self.judicial(occurrence))
            for p in self.poolings
        )

    def judicial(self, occurrence: Occurrence) -> bool:
        """Tell whether an occurrence exercises a power of judicial police."""
        return any(p.judicial for p in self.powers_of(occurrence))

    def acts_under(
        self,
        agreement: Agreement,
        force: str,
        occurrence: Occurrence,
        commune: str,
        day: dt.date,
    ) -> bool:
        """Tell whether a force's officers act in a commune on a day under an agreement.

        They do if the force is a party to it or lent there: officers made available to
        a commune are under its mayor and count in its service (CSI art. L512-1,
        L512-4).
        """
        return agreement.covers(commune, day) and (
            force in (agreement.municipal_force, agreement.national_force)
            or self.lent(force, occurrence, commune, day)
        )

    def days(self, occurrence: Occurrence) -> tuple[dt.date, ...]:
        """Return every local day that an occurrence touches."""
        return self._days[occurrence.key]

    @cached_property
    def _days(self) -> Mapping[OccurrenceKey, tuple[dt.date, ...]]:
        days = {}
        for occurrence in self.occurrences:
            first = self.clock.date(occurrence.span.start)
            count = (self.clock.date(occurrence.span.end - 1) - first).days + 1
            days[occurrence.key] = tuple(
                first + dt.timedelta(days=i) for i in range(count)
            )
        return days

    def tour(
        self, officer: str, day: dt.date, shift: str, *, fixed: bool = False
    ) -> Tour:
        """Return the tour of an officer on a shift that begins on a day."""
        template = self.shifts[shift]
        span = self.clock.tour(day, template.start, template.end)
        work = span.length - template.unpaid_break
        return Tour(officer, day, shift, span, work, fixed, self.pause(day, shift))

    def pause(self, day: dt.date, shift: str) -> Span | None:
        """Return the unpaid break of a shift that begins on a day, if it has a time.

        Its length is elapsed time. In a night in which the clocks go forward, the break
        could end after the tour; it is then moved to end with the tour.
        """
        template = self.shifts[shift]
        if template.break_from is None:
            return None
        span = self.clock.tour(day, template.start, template.end)
        late = template.break_from < template.start
        start = self.clock.minute(
            day + dt.timedelta(days=1) if late else day, template.break_from
        )
        start = max(span.start, min(start, span.end - template.unpaid_break))
        return Span(start, start + template.unpaid_break)

    def _free(self, officer: Officer) -> tuple[Tour, ...]:
        return tuple(
            self.tour(officer.id, day, shift.id)
            for day in self.clock.dates
            for shift in self.shifts.values()
            if shift_fits(shift, officer, day)
        )

    def _fixed(self, officer: Officer) -> tuple[Tour, ...]:
        own: defaultdict[dt.date, list[str | None]] = defaultdict(list)
        for given in self._fixed_by_officer.get(officer.id, ()):
            own[given.day].append(given.shift)
        tours = [
            self.tour(officer.id, day, shift, fixed=True)
            for day in self.clock.dates
            for shift in own.get(day) or [self._cycle_shift(officer, day)]
            if shift is not None
        ]
        absences = self.absences_of.get(officer.id, ())
        return tuple(
            tour
            for tour in sorted(tours, key=lambda t: t.span)
            if tour.key in self.frozen_tours
            or not (
                self.frozen(tour.span.start)
                or any(a.span.start <= tour.span.start < a.span.end for a in absences)
            )
        )

    def _cycle_shift(self, officer: Officer, day: dt.date) -> str | None:
        if officer.cycle is None or officer.cycle_start is None:
            return None
        pattern = self.cycles[officer.cycle]
        return pattern[(day - officer.cycle_start).days % len(pattern)]

    @cached_property
    def _fixed_by_officer(self) -> Mapping[str, tuple[FixedTour, ...]]:
        return _by_officer(self.fixed_tours)


def shift_fits(shift: Shift, officer: Officer, day: dt.date) -> bool:
    """Tell whether an officer may work a shift on a day: its force, unit, weekday."""
    return (
        shift.force == officer.force
        and (not shift.units or officer.unit in shift.units)
        and day.weekday() in shift.weekdays
    )


def _by_officer(items: tuple[T, ...]) -> dict[str, tuple[T, ...]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[item.officer].append(item)
    return {officer: tuple(found) for officer, found in groups.items()}


def _rows_of(
    rows: Mapping[str, tuple[T, ...]], officers: Iterable[str]
) -> tuple[T, ...]:
    return tuple(row for officer in officers for row in rows.get(officer, ()))
