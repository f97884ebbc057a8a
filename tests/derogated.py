"""A rule with a reduced value, for tests of derogations."""

from collections.abc import Iterator

from scheduler.domain.authority import Authority, Derogation
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Setting, Unit
from scheduler.domain.validity import Term
from scheduler.rules import Breach, Rule
from scheduler.rules.base import Measure
from tests import builders as b


class ShortTours(Rule):
    """A tour lasts 6 h, or 9 h on the days of a derogation."""

    name = "daily_work"
    title = "Short tours"
    words = "Tours are short."
    example = "A tour is not long."
    source = "art. 1"
    authority = Authority.LAW
    settings = (
        Setting(
            name="maximum",
            unit=Unit.MINUTES,
            words="longest",
            defaults=dict.fromkeys(ForceKind, 360),
            sources=dict.fromkeys(ForceKind, "art. 1"),
        ),
        Setting(
            name="reduced",
            unit=Unit.MINUTES,
            words="longest by derogation",
            defaults=dict.fromkeys(ForceKind, 540),
            sources=dict.fromkeys(ForceKind, "art. 2"),
        ),
    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Measure each tour."""
        for tour in facts.tours_of[officer]:
            week, day = facts.scenario, tour.day
            reduced = week.derogated(self.name, officer, day, day)
            setting = "reduced" if reduced else "maximum"
            yield Measure(
                rule=self.name,
                officer=officer,
                setting=setting,
                value=tour.work,
                limit=self.value(week, officer, setting, day),
                day=day,
                source=self.value_source(week, officer, setting, day),
            )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each tour."""
        for officer in facts.scenario.officers:
            for found in self.measure(facts, officer):
                if found.margin is not None and found.margin < 0:
                    yield Breach(
                        rule=self.name,
                        message="too long",
                        officers=(officer,),
                        when=facts.scenario.clock.midnight(found.day),
                        over=-found.margin,
                    )


def derogation(officer: str, first: int, last: int, reason: str = "") -> Derogation:
    """Return a derogation from the rule, for some days of the base week."""
    return Derogation(
        officer=officer,
        rule=ShortTours.name,
        validity=Term(b.day(first), b.day(last)),
        reason=reason or f"made up {first}-{last}",
        author="PM-CHIEF",
    )
