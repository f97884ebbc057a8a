"""A contradiction that leaves no roster, and its words."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.people import Pin
from scheduler.domain.scenario import Scenario
from scheduler.rules.base import Breach, Rule
from scheduler.verify.report import breach_line
from scheduler.words import N_, _
from scheduler.words.render import say


@dataclass(frozen=True, slots=True)
class Conflict:
    """An irreducible contradiction: leave out any one part and it is gone.

    Parameters
    ----------
    pins, rules
        Pins and rules that cannot hold together. The rule that pins are kept is
        implied.
    breaches
        Rules broken by fixed tours alone, if that is the cause; the rest is then empty.
    frozen
        Rules broken by what began before the freeze, if the rule that it stays is among
        ``rules``.
    confirmed
        Whether the solver proved the contradiction of exactly this set.
    """

    pins: tuple[Pin, ...] = ()
    rules: tuple[Rule, ...] = ()
    breaches: tuple[Breach, ...] = ()
    frozen: tuple[Breach, ...] = ()
    confirmed: bool = True


def conflict_lines(scenario: Scenario, conflict: Conflict) -> Iterator[str]:
    """Yield a contradiction as people read it."""
    yield _("There is no roster: these facts contradict each other.")
    for breach in conflict.breaches:
        yield "  " + _("fixed tours: {words}", words=breach_line(scenario, breach))
    for breach in conflict.frozen:
        line = breach_line(scenario, breach)
        yield "  " + _("began before the freeze: {words}", words=line)
    for pin in conflict.pins:
        values = {
            "officer": pin.officer,
            "day": pin.day,
            "shift": pin.shift,
            "mission": pin.mission,
        }
        words = _MISSION_ON if pin.mission and pin.day else _PINS[pin.pin]
        yield "  " + say(words, values, scenario.clock)
    for rule in conflict.rules:
        yield "  " + _(
            "rule {rule}: {words} ({source})",
            rule=_(rule.title),
            words=_(rule.words),
            source=rule.source,
        )
    if not conflict.confirmed:
        yield _("The search for the smallest such set was cut short.")
    if any(rule.name == "freeze_kept" for rule in conflict.rules):
        yield _("Freeze from an earlier instant, or change one of these facts.")
    else:
        yield _("Change one of these pins, fixed tours or settings.")


_MISSION_ON = N_("pin: {officer} is in the crew of {mission} on {day:day}")
_PINS = {
    "shift": N_("pin: {officer} works {shift} on {day:day}"),
    "off": N_("pin: {officer} is off on {day:day}"),
    "mission": N_("pin: {officer} is in the crew of {mission}"),
}
