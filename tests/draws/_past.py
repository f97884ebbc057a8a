"""Random weeks for limits that look back: past work, and limits close to it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import strategies as st

from scheduler.domain.agreements import SettingValue
from scheduler.domain.people import ForceKind
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from tests import builders as b

Values = Mapping[ForceKind, Iterable[SettingValue]]


def with_past(draw: st.DrawFn, week: Scenario) -> Scenario:
    """Give some officers totals of work that the history does not list."""
    clock = week.clock
    stretches = []
    for officer in week.officers:
        last = -draw(st.sampled_from((3, 3, 4, 10)))
        for days in draw(st.sampled_from(((), (1,), (7,), (5, 11), (30,), (100, 80)))):
            work = draw(st.integers(0, 8 * 60)) * days // 7
            first = last - days + 1
            stretches.append(b.past_work(officer, first, last, work, on=clock))
            last = first - draw(st.sampled_from((1, 1, 3)))
    return replace(week, past_work=tuple(stretches))


def totals(
    week: Scenario, roster: Roster, kind: ForceKind, first: dt.date, last: dt.date
) -> list[int]:
    """Return the work over some days of each planned officer of a force, in minutes.

    If there are none, of nobody: 0.
    """
    clock = week.clock
    span = Span(clock.midnight(first), clock.midnight(last + dt.timedelta(days=1)))
    return sorted(
        {
            sum(t.work_within(span) for t in record)
            + sum(
                p.share(p.work, first, last) for p in week.past_work_of.get(officer, ())
            )
            for officer, record in Facts(week, roster).record_of.items()
            if week.force(officer).kind is kind
            and any(t.officer == officer for t in roster.tours)
        }
        or {0}
    )


def near(draw: st.DrawFn, amounts: Iterable[int], per: int, parts: int = 1) -> int:
    """Draw a limit that, times ``per / parts``, comes close to one of the amounts."""
    amount = draw(st.sampled_from(sorted(amounts)))
    off = draw(st.sampled_from((0, -1, -1, 1)))
    return max(0, amount * parts // per + off)


def dated(draw: st.DrawFn, week: Scenario) -> Mapping[str, dt.date]:
    """Draw the days on which a value holds: mostly all."""
    after = week.clock.dates[-1] + dt.timedelta(days=1)
    choices: tuple[Mapping[str, dt.date], ...] = (
        {},
        {},
        {},
        {"valid_from": week.clock.dates[-1]},
        {"valid_from": after},
        {"valid_to": week.clock.start},
    )
    return draw(st.sampled_from(choices))
