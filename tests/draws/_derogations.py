"""Random derogations, and reduced values close to those of a roster."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.authority import Derogation
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.validity import Term
from tests import builders as b


def derogated(draw: Any, week: Scenario, rule: str) -> Scenario:
    """Return a week in which some officers have a derogation on some of its days."""
    days = st.sampled_from(week.clock.dates)
    found = []
    for officer in week.officers:
        if draw(st.booleans()):
            first, last = sorted((draw(days), draw(days)))
            found.append(
                Derogation(
                    officer=officer,
                    rule=rule,
                    validity=Term(first, last),
                    reason="made up",
                    author="O9",
                )
            )
    return replace(week, derogations=tuple(found))


def reduced(
    draw: Any, week: Scenario, roster: Roster, rule: str
) -> dict[ForceKind, list[SettingValue]]:
    """Return reduced values equal to, or one off, those of the roster."""
    from tests.strategies import quantities  # it imports this package

    values = st.sampled_from(sorted(quantities(week, roster)[rule]))
    off = st.sampled_from((0, 0, 1, -1))
    return {
        kind: [b.setting(rule, "reduced", max(0, draw(values) + draw(off)))]
        for kind in ForceKind
    }
