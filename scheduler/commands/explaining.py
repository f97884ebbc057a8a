"""The command that says why a roster is as it is, and what would change it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.advising import refused
from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Command,
    Number,
    db_option,
    json_option,
    option,
    path_argument,
    seed_option,
    workers_option,
)
from scheduler.terminal.progress import heeding_ctrl_c
from scheduler.words import N_, _

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.explain.answer import Explanation
    from scheduler.explain.base import Ground


@click.command(
    cls=Command,
    help=N_(
        "Print why missions are not held in the roster in DIR or a published version, "
        "by cause, and which decisions would help: what each gains, what it costs, who "
        "may take it and until when. With MISSION: the cause of that one."
    ),
)
@path_argument("scenario")
@path_argument("roster", metavar="DIR|VERSION")
@click.argument("name", metavar="[MISSION]", required=False)
@option(
    "--time-limit",
    type=Number(0, 1_000_000),
    default=60.0,
    show_default=True,
    help=N_("Seconds for trying repairs; 0 = list them untried."),
)
@workers_option
@seed_option
@db_option
@json_option
def explain(
    scenario: Path,
    roster: Path,
    name: str | None,
    time_limit: float,
    workers: int,
    seed: int,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Print causes and repairs."""
    from scheduler.explain.lines import explanation_json, explanation_lines
    from scheduler.scenarios.load import load

    week = load(scenario)
    if name is not None and name not in week.missions:
        raise click.UsageError(_no_mission(week, name))
    ground = _ground(scenario, week, roster, db)
    if ground.breaches:
        return refused(ground.scenario, ground.breaches, as_json)
    made = _explained(ground, name, time_limit, workers, seed, quiet=as_json)
    if as_json:
        printing.print_json(explanation_json(made))
    else:
        printing.print_lines(explanation_lines(made))
    return Exit.OK


def _no_mission(week: "Scenario", name: str) -> str:
    from scheduler.io.faults import suggestion

    hint, more = suggestion(name, tuple(week.missions), N_("see {known}"))
    wrong = _("no mission is called {name}", name=name)
    return f"{wrong} — {_(hint).format(**more)}" if hint else wrong


def _ground(path: Path, week: "Scenario", roster: Path, db: str | None) -> "Ground":
    """Return the roster to explain, with the tables of its week."""
    from scheduler.commands.rolling import published_week
    from scheduler.domain.roster import Facts
    from scheduler.explain.base import Ground
    from scheduler.explain.edits import Desk
    from scheduler.io.faults import Faults
    from scheduler.ledger.published import is_version
    from scheduler.rosters.files import read_files
    from scheduler.scenarios.draft import draft_of

    faults = Faults()
    desk = Desk(week.name, draft_of(path, faults))
    faults.stop()
    if is_version(roster):
        return Ground(published_week(week, roster, db).facts, None, desk)
    files = read_files(week, roster)
    return Ground(Facts(files.scenario, files.roster), files.run, desk)


def _explained(
    ground: "Ground",
    mission: str | None,
    seconds: float,
    workers: int,
    seed: int,
    *,
    quiet: bool,
) -> "Explanation":
    """Try repairs in another thread, so that Ctrl-C keeps what is known."""
    from scheduler.explain.answer import explain as explained
    from scheduler.solve.ask import Asker
    from scheduler.solve.engine import Interruption
    from scheduler.words import language, use_language

    interruption = Interruption()
    ask = Asker(workers=workers, seed=seed, interruption=interruption)
    spoken = language()
    shown = 0
    tried = (0, 0)

    def tell(done: int, most: int) -> None:
        nonlocal tried
        tried = (done, most)

    def show() -> None:
        nonlocal shown
        if tried[0] > shown and not quiet:
            shown = tried[0]
            click.echo(
                _("repairs: {done} tried, at most {most}", done=shown, most=tried[1]),
                err=True,
            )

    def work() -> "Explanation":
        with use_language(spoken):
            return explained(
                ground,
                ask,
                seconds=seconds,
                only=mission,
                tell=tell,
                over=interruption.stopped.is_set,
            )

    return heeding_ctrl_c(work, interruption, show)
