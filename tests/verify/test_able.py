"""Who may take a seat: the short way says what every rule says by itself.

The freeze is left aside, since it explains nothing that is missing.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules import RULES
from scheduler.verify.able import NO_REASON, able
from tests.strategies import weeks_and_rosters


@settings(max_examples=60)
@given(data=st.data())
def test_those_able_are_those_whom_every_rule_lets(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(sorted(RULES)))
    week, _roster = data.draw(weeks_and_rosters(rule))
    for seats in week.seats.values():
        for seat in seats:
            every = [
                o.id
                for o in week.officers.values()
                if all(
                    r.lets(week, o, seat)
                    for name, r in RULES.items()
                    if name not in NO_REASON
                )
            ]
            assert list(able(week, seat)) == every
