"""Answers of ``explain`` that ask the solver: contrasts and contradictions."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.words import _, n_
from scheduler.words.render import decimal

if TYPE_CHECKING:
    from scheduler.domain.roster import Facts
    from scheduler.domain.run import Run
    from scheduler.domain.scenario import Scenario
    from scheduler.explain.questions import Question


def contrasted(
    week: "Scenario",
    facts: "Facts",
    run: "Run | None",
    officer: str,
    target: str,
    instead: str | None,
    seconds: float,
    as_json: bool,
    *,
    workers: int = 2,
    seed: int = 0,
) -> Exit:
    """Print why an officer has, or has not, a mission or a tour, and what if not.

    Parameters
    ----------
    week
        The week as its tables are now.
    facts
        The roster asked about.
    run
        What is proved of it; ``None`` = nothing.
    officer, target, instead
        Who; a mission or a day as ``2026-11-26``; another officer, or nobody.
    seconds
        Most time for the search.
    as_json
        Whether the answer is for machines.
    workers, seed
        As for a search.

    Raises
    ------
    click.UsageError
        If there is no such officer, mission or day, or the question makes no sense.
    """
    from scheduler.advise.lines import broken_json
    from scheduler.advise.openings import RosterBroken
    from scheduler.explain.contrast import Outcome, contrast
    from scheduler.explain.contrast_words import contrast_json, contrast_lines
    from scheduler.solve.ask import Asker
    from scheduler.solve.clash import impossible
    from scheduler.solve.engine import Interruption
    from scheduler.terminal.progress import heeding_ctrl_c
    from scheduler.verify.report import breach_line

    asked = _asked(facts, officer, target, instead)
    interruption = Interruption()
    told = None if as_json else _telling()
    try:
        answer = heeding_ctrl_c(
            lambda: contrast(
                facts,
                asked,
                Asker(workers=workers, seed=seed, interruption=interruption),
                run=run,
                seconds=seconds,
                impossible=impossible,
                told=told,
            ),
            interruption,
        )
    except RosterBroken as error:
        if as_json:
            printing.print_json(broken_json(week, error.breaches))
        else:
            click.echo(
                _("The roster breaks rules with the tables as they are:"), err=True
            )
            lines = (f"  {breach_line(week, b)}" for b in error.breaches)
            printing.print_lines(lines, err=True)
        return Exit.NOT_VERIFIED
    if as_json:
        printing.print_json(contrast_json(answer))
    else:
        printing.print_lines(contrast_lines(answer))
    return Exit.NO_ROSTER if answer.outcome is Outcome.UNKNOWN else Exit.OK


def _asked(
    facts: "Facts", officer: str, target: str, instead: str | None
) -> "Question":
    from scheduler.explain.questions import NotAskableError, question

    about: str | dt.date = target
    if target not in facts.scenario.missions:
        try:
            about = dt.date.fromisoformat(target)
        except ValueError:
            about = target
    try:
        return question(facts, officer, about, instead)
    except NotAskableError as error:
        raise click.UsageError(str(error)) from error


def _telling() -> "Callable[[int, int, float], None]":
    """Return what tells of a search that begins, in the language of this thread."""
    words = _("Searching {number} of {every} goals, {seconds} s left…")

    def told(number: int, every: int, seconds: float) -> None:
        left = decimal(seconds)
        line = words.format(number=number, every=every, seconds=left)
        click.echo(line, err=True)

    return told


def contradicted(week: "Scenario", as_json: bool) -> Exit:
    """Print the facts and rules of a week that contradict each other.

    Parameters
    ----------
    week
        The week as its tables are now.
    as_json
        Whether the answer is for machines.
    """
    from scheduler.explain.contradictions import contradictions
    from scheduler.solve.clash import impossible
    from scheduler.verify.conflict import conflict_json, conflicts_lines

    found = contradictions(week, impossible)
    if as_json:
        told = [conflict_json(week, c) for c in found]
        status = "infeasible" if found else "none"
        printing.print_json({"status": status, "contradictions": told})
    elif found:
        printing.print_lines(conflicts_lines(week, found))
    else:
        facts = len(week.pins) + len(week.fixed_tours) + len(week.absences)
        click.echo(
            n_(
                "No contradiction: {n} pin, fixed tour or absence allows a roster.",
                "No contradiction: {n} pins, fixed tours and absences allow a roster.",
                facts,
            )
        )
    return Exit.INFEASIBLE if found else Exit.OK
