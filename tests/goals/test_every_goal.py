"""What holds for every goal in the folder, whoever wrote it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.roster import Facts
from scheduler.goals import GOALS, Goal
from scheduler.words.render import say
from tests.fixing import loss
from tests.strategies import weeks_and_rosters

EVERY_GOAL = pytest.mark.parametrize("goal", GOALS.values(), ids=GOALS)


ROUNDS = (60, 120, 240, 480)
"""Weeks to draw for a goal: more of them only while they miss its subject."""


@EVERY_GOAL
def test_the_model_loses_exactly_what_the_roster_scores(goal: Goal) -> None:
    """Weeks in which a goal loses nothing prove little about it.

    So they are drawn until one roster loses points, and another loses none.
    """
    reached: Counter[str] = Counter()
    for number in ROUNDS:
        settings(max_examples=number)(given(st.data())(_parity(goal, reached)))()
        if len(reached) == 2:
            return
    missed = {"points", "nothing"} - reached.keys()
    assert not missed, (
        f"in {sum(ROUNDS)} random weeks {goal.name} never loses {' or '.join(missed)}, "
        "so its two halves were not compared: fill the weeks with what it looks at "
        f"(enrich and edge in tests/draws/{goal.name}.py, or FOCI in "
        "tests/strategies.py)"
    )


def _parity(goal: Goal, reached: Counter[str]) -> Callable[[st.DataObject], None]:
    """Return the comparison of the halves of a goal in one random week."""

    def compare(data: st.DataObject) -> None:
        week, roster = data.draw(weeks_and_rosters(goal.name))
        losses = list(goal.score(Facts(week, roster)))
        assert loss(week, roster, goal) == sum(part.points for part in losses), (
            f"post and score of {goal.name} differ: {losses}"
        )
        for part in losses:
            assert part.points >= 1
            assert say(part.message, part.values, week.clock)
        reached["points" if losses else "nothing"] += 1

    return compare


@EVERY_GOAL
def test_has_words_and_a_source(goal: Goal) -> None:
    assert goal.title
    assert goal.words.endswith(".")
    assert goal.source
    for setting in goal.settings:
        assert setting.words
        assert set(setting.sources) == set(setting.defaults), (
            f"give {setting.name} a source for each kind of force; CHOICE if none"
        )


@EVERY_GOAL
def test_has_a_hand_written_test(goal: Goal) -> None:
    file = Path(__file__).with_name(f"test_{goal.name}.py")
    assert file.is_file(), (
        f"write tests/goals/{file.name}: small rosters and their loss"
    )
