"""Causes and repairs as the board tells them."""

from collections.abc import Iterator
from dataclasses import replace

from scheduler.domain.roster import Facts
from scheduler.domain.run import Run
from scheduler.explain.answer import Explanation
from scheduler.explain.base import Ground, Repair
from scheduler.explain.causes import Cause
from scheduler.explain.edits import Desk
from scheduler.explain.lines import (
    cost_line,
    owner_words,
    repair_words,
    seat_lines,
    short,
    short_gain,
    title,
    why,
)
from scheduler.render.decisions import Choice, Decision
from scheduler.scenarios.draft import Draft
from scheduler.words import N_, _, n_
from scheduler.words.render import say, whole


def decisions_at_once(facts: Facts, run: Run | None) -> tuple[Decision, ...]:
    """Return what is to be decided, in the current language, without any trial.

    The tables of the week are not needed: repairs that change rows of them, such as
    other starts, are left out.
    """
    ground = Ground(facts, run, Desk(facts.scenario.name, Draft()))
    made = Explanation.of(ground)
    # What changes no table is no decision before a trial says that it helps.
    proposed = {repair: own for repair, own in made.proposed.items() if repair.price}
    return tuple(decisions_of(replace(made, proposed=proposed)))


def decisions_of(made: Explanation) -> Iterator[Decision]:
    """Yield what is to be decided, in the current language, the gravest first."""
    for number, cause in enumerate(made.causes, 1):
        # What all of it shares comes first here: it is the only one shown unopened.
        repairs = sorted(made.repairs(cause), key=lambda repair: repair != cause.main)
        yield Decision(
            id=str(number),
            title=title(made.ground, cause),
            lack=_lack(made.ground, cause),
            missions=tuple(
                dict.fromkeys(
                    lack.mission for lack in cause.lacks if lack.mission is not None
                )
            ),
            gain=short(cause),
            repairs=tuple(_choice(made, repair) for repair in repairs),
            deadline=_deadline(made.ground, cause) if repairs else "",
        )


def _lack(ground: Ground, cause: Cause) -> str:
    points = cause.points
    lost = n_(
        "{points} point lost", "{points} points lost", points, points=whole(points)
    )
    reasons = (words for lack in cause.lacks if (words := why(ground, lack)))
    sums = [*seat_lines(ground, cause)] or [next(reasons, "")]
    return _("; ").join(filter(None, [lost, *sums]))


def _deadline(ground: Ground, cause: Cause) -> str:
    when = {"when": cause.deadline(ground)}
    return say(N_("before {when:at}"), when, ground.scenario.clock)


def _choice(made: Explanation, repair: Repair) -> Choice:
    known = made.gains.get(repair)
    return Choice(
        words=repair_words(made.ground, repair, public=True),
        owner=owner_words(made.ground, repair),
        gain=short_gain(known) if known is not None and known.helps else "",
        cost=cost_line(made, repair) if repair in made.costs else "",
        proved=known is not None and known.helps and known.proved,
    )
