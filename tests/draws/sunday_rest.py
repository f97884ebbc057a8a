"""Forces that are exempt, and those that are not, by date."""

from typing import Any

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b


def edge(
    draw: Any,
    week: Scenario,
    roster: Roster,
) -> dict[ForceKind, list[SettingValue]]:
    """Exempt a force, or count one that is not counted by default."""
    return {
        kind: [
            b.setting(
                "sunday_rest",
                "exempt",
                draw(st.sampled_from((0, 0, 1, None))),
                valid_from=draw(st.sampled_from((None, week.clock.dates[-1]))),
            )
        ]
        for kind in ForceKind
    }
