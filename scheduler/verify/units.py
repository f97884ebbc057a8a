"""What the value of a tier is counted in, and the words for it."""

from collections.abc import Callable, Mapping

from scheduler.domain.settings import Unit
from scheduler.goals import GOALS
from scheduler.words import N_, _, n_
from scheduler.words.render import hours_minutes, whole

LOSS_WORDS: Mapping[Unit, str] = {
    Unit.POINTS: N_("points"),
    Unit.MINUTES: N_("minutes"),
    Unit.COUNT: N_("count"),
}
"""What a plain number is counted in, where it stands alone in a cell."""


def loss_unit(goals: Mapping[str, int]) -> Unit:
    """Return the unit of a tier: that of its only goal, or points for a weighted sum.

    Parameters
    ----------
    goals
        Weight of each goal of the tier.
    """
    if len(goals) == 1:
        ((goal, weight),) = goals.items()
        if weight == 1:
            return GOALS[goal].unit
    return Unit.POINTS


def loss_of(goals: Mapping[str, int]) -> Callable[[int], str]:
    """Return what writes a value of a tier with its unit: ``454 points lost``."""
    unit = loss_unit(goals)
    if unit is Unit.MINUTES:
        return lambda value: _("{hours} lost", hours=hours_minutes(value))
    if unit is Unit.COUNT:
        return GOALS[next(iter(goals))].counted
    return lambda value: n_(
        "{points} point lost", "{points} points lost", value, points=whole(value)
    )


def goal_loss(goal: str, value: int) -> str:
    """Return the unweighted value of a goal with its unit."""
    return loss_of({goal: 1})(value)


def goal_line(goal: str, value: int) -> str:
    """Return the title of a goal and its unweighted value: ``Requests: 4 points lost``.

    A goal that is not known here is named by its code.
    """
    title = _(GOALS[goal].title) if goal in GOALS else goal
    return _("{goal}: {lost}", goal=title, lost=goal_loss(goal, value))
