"""Random weeks for ``cycle_rest``."""

from collections.abc import Mapping

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.nights import night_minutes
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Roster
from scheduler.domain.scenario import Scenario
from tests import builders as b
from tests.draws._cycles import with_cycles


def enrich(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Put officers on cycles."""
    return with_cycles(draw, week)


def edge(
    draw: st.DrawFn, week: Scenario, roster: Roster
) -> Mapping[ForceKind, tuple[SettingValue, ...]]:
    """Draw a night tour's least minutes at, or one off, what some tour has."""
    found = {night_minutes(week.clock, t.span, 1260, 360) for t in roster.tours}
    least = draw(st.sampled_from((180, *sorted(found)))) + draw(
        st.sampled_from((-1, 0, 0, 1))
    )
    dates = draw(st.sampled_from(({}, {"valid_from": week.clock.dates[-1]})))
    given = b.setting("cycle_rest", "night_minutes", max(1, least), **dates)
    return {ForceKind.NATIONAL: (given,)}
