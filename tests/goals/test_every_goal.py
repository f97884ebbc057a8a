"""What holds for every goal in the folder, whoever wrote it."""

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


@EVERY_GOAL
@settings(max_examples=60)
@given(data=st.data())
def test_the_model_loses_exactly_what_the_roster_scores(
    goal: Goal, data: st.DataObject
) -> None:
    week, roster = data.draw(weeks_and_rosters(goal.name))
    losses = list(goal.score(Facts(week, roster)))
    assert loss(week, roster, goal) == sum(part.points for part in losses)
    for part in losses:
        assert part.points >= 1
        assert say(part.message, part.values, week.clock)


@EVERY_GOAL
def test_has_words_and_a_source(goal: Goal) -> None:
    assert goal.title
    assert goal.words.endswith(".")
    assert goal.source
    for setting in goal.settings:
        assert setting.words
        assert set(setting.sources) == set(setting.defaults)


@EVERY_GOAL
def test_has_a_hand_written_test(goal: Goal) -> None:
    assert Path(__file__).with_name(f"test_{goal.name}.py").is_file()
