"""Armed positions need permits."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterator

from scheduler.domain.arms import Upkeep, arms_agreed, sessions_with, weapons_borne
from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

_UPKEEP = "arrêté du 3 août 2007 art. 2"
_NATIONAL = "none: the permit is asked of municipal officers alone"


class ArmedPermitted(Rule):
    """A municipal officer in an armed position has the right to bear arms.

    On every day of the mission at least one permit is valid and has its training, and
    in every commune of the mission an agreement of the officer's force provides for
    arms. At no minute of the mission is the right to bear arms suspended.

    Sessions of the preliminary training may be listed with the others, so that a new
    permit counts at once. A session counts from the day after it, because its time of
    day is not known. The national police is armed by its own statute and not judged.
    """

    name = "armed_permitted"
    title = N_("Weapons permit")
    words = N_(
        "A municipal officer in an armed position must hold, on every day of "
        "the mission, a valid permit that is not suspended and the training "
        "sessions that maintain it. The agreement must provide for arms in "
        "every commune of the mission."
    )
    example = N_(
        "An officer who attended one stun-gun session in twelve months, instead "
        "of two, may not take the armed position of an evening patrol."
    )
    source = "CSI art. L511-5, R511-14 to R511-21; arrêté du 3 août 2007 art. 2"
    authority = Authority.LAW
    settings = (
        Setting(
            name="sessions",
            unit=Unit.COUNT,
            within=(0, 100),
            words=N_("training sessions that a permit needs in each period"),
            defaults={ForceKind.MUNICIPAL: 2, ForceKind.NATIONAL: None},
            sources={ForceKind.MUNICIPAL: _UPKEEP, ForceKind.NATIONAL: _NATIONAL},
        ),
        Setting(
            name="period",
            unit=Unit.COUNT,
            within=(1, 120),
            words=N_("months for which a session counts"),
            defaults={ForceKind.MUNICIPAL: 12, ForceKind.NATIONAL: None},
            sources={ForceKind.MUNICIPAL: _UPKEEP, ForceKind.NATIONAL: _NATIONAL},
        ),
        Setting(
            name="civil_year",
            unit=Unit.YES_NO,
            words=N_(
                "whether sessions are counted by civil year instead, and count until "
                "the end of the next year"
            ),
            defaults={ForceKind.MUNICIPAL: 0, ForceKind.NATIONAL: None},
            sources={
                ForceKind.MUNICIPAL: "CHOICE: the text says two sessions a year",
                ForceKind.NATIONAL: _NATIONAL,
            },
        ),
    )
    choices = (
        (
            "The two training sessions a year are counted over the twelve months "
            "before the day of the mission, the same day of the year before included. "
            "The setting `civil_year` counts by civil year instead."
        ),
        (
            "A session counts from the day after it, because its time of day is not "
            "known."
        ),
        "Sessions of the preliminary training count like any other session.",
    )

    def upkeep(self, scenario: Scenario, officer: str, day: dt.date) -> Upkeep:
        """Return the training that an officer owes on a day."""
        return Upkeep(
            sessions=self.value(scenario, officer, "sessions", day),
            months=self.value(scenario, officer, "period", day),
            civil_years=bool(self.value(scenario, officer, "civil_year", day)),
        )

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the officer's id, for municipal officers."""
        national = scenario.forces[officer.force].kind is ForceKind.NATIONAL
        return None if national else officer.id

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Require a permit on each day and an agreement in each commune."""
        occurrence = seat.occurrence
        if (
            not seat.position.armed
            or scenario.force(officer.id).kind is ForceKind.NATIONAL
        ):
            return True
        return all(
            weapons_borne(
                scenario,
                officer,
                occurrence.span,
                day,
                self.upkeep(scenario, officer.id, day),
            )
            and all(
                arms_agreed(scenario, officer.force, commune, day)
                for commune in scenario.communes_of(occurrence)
            )
            for day in scenario.days(occurrence)
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each armed seat by permits, suspensions and agreements."""
        for duty in facts.duties:
            kind = facts.scenario.force(duty.officer).kind
            if duty.position.armed and kind is ForceKind.MUNICIPAL:
                yield from self._papers(facts, duty)
                yield from self._suspension(facts, duty)
                yield from self._agreement(facts, duty)

    def _papers(self, facts: Facts, duty: Duty) -> Iterator[Breach]:
        """Yield the first day on which no permit is valid with its training."""
        for day in _days(facts, duty):
            counted = self._counted(facts, duty.officer, day)
            if not counted:
                yield duty_breach(
                    self.name,
                    N_("{officer}: no permit to bear arms on {day:day} for {mission}"),
                    duty,
                    day=day.isoformat(),
                )
                return
            owed = self.value(facts.scenario, duty.officer, "sessions", day) or 0
            if max(counted.values()) < owed:
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: {attended} of {owed} training sessions before "
                        "{day:day}, armed in {mission}"
                    ),
                    duty,
                    attended=max(counted.values()),
                    owed=owed,
                    day=day.isoformat(),
                )
                return

    def _counted(self, facts: Facts, officer: str, day: dt.date) -> dict[str, int]:
        """Return the sessions that count for each weapon with a permit on a day."""
        months = self.value(facts.scenario, officer, "period", day)
        by_year = self.value(facts.scenario, officer, "civil_year", day) == 1
        permits = facts.scenario.officers[officer].weapons
        valid = {p.weapon for p in permits if day in p.validity}
        counted = {}
        for weapon in valid:
            past = {s for p in permits if p.weapon == weapon for s in p.sessions}
            past = {s for s in past if s < day}
            if by_year:
                years = Counter(s.year for s in past)
                counted[weapon] = max(years.get(day.year - i, 0) for i in (0, 1))
            else:
                counted[weapon] = sum(
                    months is None or _apart(s, day) <= (months, 0) for s in past
                )
        return counted

    def _suspension(self, facts: Facts, duty: Duty) -> Iterator[Breach]:
        span = duty.occurrence.span
        if any(
            s.officer == duty.officer
            and s.what == "arms"
            and s.span.start < span.end
            and s.span.end > span.start
            for s in facts.scenario.suspensions
        ):
            yield duty_breach(
                self.name,
                N_("{officer}: the right to bear arms is suspended during {mission}"),
                duty,
            )

    def _agreement(self, facts: Facts, duty: Duty) -> Iterator[Breach]:
        """Yield communes in which no agreement provides for arms on some day."""
        scenario = facts.scenario
        force = scenario.officers[duty.officer].force
        zone = scenario.zones[duty.occurrence.zone]
        for commune in sorted({zone.commune, *zone.also_in}):
            bare = set(_days(facts, duty))
            for agreement in scenario.agreements.values():
                if (
                    agreement.arms
                    and agreement.municipal_force == force
                    and commune in agreement.communes
                ):
                    bare -= {d for d in bare if d in agreement.in_force}
            if bare:
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: armed in {mission}, but no agreement in force in "
                        "{commune} on {day:day} provides for arms"
                    ),
                    duty,
                    commune=scenario.communes[commune].name,
                    day=min(bare).isoformat(),
                )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the sessions before the armed day with the least margin.

        Of several weapons, the one with the most sessions counts.
        """
        found: list[Measure] = []
        scenario = facts.scenario
        person = scenario.officers[officer]
        if scenario.force(officer).kind is ForceKind.NATIONAL:
            return
        days = {
            d
            for duty in facts.duties_of[officer]
            if duty.position.armed
            for d in scenario.days(duty.occurrence)
        }
        for day in sorted(days):
            upkeep = self.upkeep(scenario, officer, day)
            if upkeep.sessions is None:
                continue
            weapons = {p.weapon for p in person.weapons if day in p.validity}
            attended = (upkeep.attended(sessions_with(person, w), day) for w in weapons)
            found.append(
                Measure(
                    rule=self.name,
                    officer=officer,
                    setting="sessions",
                    value=max(attended, default=0),
                    limit=upkeep.sessions,
                    unit=Unit.COUNT,
                    at_least=True,
                    day=day,
                    source=self.value_source(scenario, officer, "sessions", day),
                )
            )
        if found:
            yield min(found, key=lambda m: (m.value - (m.limit or 0), m.day))


def _days(facts: Facts, duty: Duty) -> list[dt.date]:
    """Return the local days from the first minute of a duty to its last."""
    clock, span = facts.scenario.clock, duty.occurrence.span
    first, last = clock.date(span.start), clock.date(span.end - 1)
    return [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]


def _apart(earlier: dt.date, later: dt.date) -> tuple[int, int]:
    """Return the months between two days, and the days beyond the same day of month."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months, max(0, later.day - earlier.day)
