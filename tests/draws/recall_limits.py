"""Random weeks for ``recall_limits``."""

from collections.abc import Mapping

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._cycles import with_cycles, with_leave


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put officers on cycles, with leave beside days that change."""
    return with_leave(draw, with_cycles(draw, week))


def edge(
    draw: st.DrawFn,
    week: Scenario,
    roster: Roster,
) -> Mapping[ForceKind, tuple[SettingValue, ...]]:
    """Let assistants be recalled, or not."""
    given = draw(st.sampled_from((0, 1)))
    return {
        ForceKind.NATIONAL: (b.setting("recall_limits", "assistants_recalled", given),)
    }
