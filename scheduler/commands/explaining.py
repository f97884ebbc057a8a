"""The command that says why a roster is as it is, and what would change it."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scheduler.commands.advising import refused
from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Command,
    Number,
    db_option,
    json_option,
    language_of,
    option,
    path_argument,
    seed_option,
    workers_option,
)
from scheduler.terminal.progress import heeding_ctrl_c
from scheduler.words import N_, _, use_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.scenario import Scenario
    from scheduler.explain.answer import Explanation
    from scheduler.explain.base import Ground
    from scheduler.explain.worth import Worth

T = TypeVar("T")

CAUSES_SECONDS, QUESTION_SECONDS = 60.0, 10.0


@click.command(
    cls=Command,
    help=N_(
        "Print why a roster in DIR, or a published version, is as it is. With no NAME: "
        "why missions are not held, by cause, and which decisions would help: what "
        "each gains, what it costs, who may take it and until when. With a MISSION: "
        "the cause of that one. With an OFFICER and a MISSION or a day such as "
        "2026-11-26: why the officer has it or not, and what the opposite would cost. "
        "With no roster: which facts of SCENARIO contradict each other."
    ),
)
@path_argument("scenario")
@path_argument("roster", metavar="[DIR|VERSION]", required=False)
@click.argument("name", metavar="[MISSION|OFFICER]", required=False)
@click.argument("target", metavar="[MISSION|DAY]", required=False)
@option(
    "--instead",
    metavar="OTHER",
    help=N_("With an officer: who would have it instead, or would not have it."),
)
@option(
    "--costs",
    is_flag=True,
    help=N_("What each tier loses: by goal, officer, zone, force and day."),
)
@option(
    "--more",
    is_flag=True,
    help=N_("What one more officer of each kind would gain."),
)
@option(
    "--time-limit",
    type=Number(0, 1_000_000),
    help=N_(
        "Seconds for trying: 60 for repairs and officers more, 10 for a question about "
        "an officer; 0 = list repairs untried."
    ),
)
@option(
    "--board",
    is_flag=True,
    help=N_("Draw the board in DIR anew, with the repairs that were tried."),
)
@workers_option
@seed_option
@db_option
@json_option
def explain(
    scenario: Path,
    roster: Path | None,
    name: str | None,
    target: str | None,
    instead: str | None,
    costs: bool,
    more: bool,
    time_limit: float | None,
    board: bool,
    workers: int,
    seed: int,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Print causes and repairs, or the answer to a question."""
    from scheduler.commands.contrasting import contradicted, contrasted
    from scheduler.explain.lines import explanation_json, explanation_lines
    from scheduler.scenarios.load import load

    week = load(scenario)
    _check(week, roster, name, target, instead, costs=costs, more=more, board=board)
    if roster is None:
        return contradicted(week, as_json)
    ground = _ground(scenario, week, roster, db)
    usual = CAUSES_SECONDS if target is None else QUESTION_SECONDS
    seconds = usual if time_limit is None else time_limit
    if name is not None and target is not None:
        return contrasted(
            week,
            ground.facts,
            ground.run,
            name,
            target,
            instead,
            seconds,
            as_json,
            workers=workers,
            seed=seed,
        )
    if ground.breaches:
        return refused(ground.scenario, ground.breaches, as_json)
    asking = _Asking(ground, seconds, workers, seed, quiet=as_json)
    if costs:
        return _print_costs(ground, as_json)
    if more:
        return asking.print_more(as_json)
    made = asking.causes(name)
    if as_json:
        printing.print_json(explanation_json(made))
    else:
        printing.print_lines(explanation_lines(made))
    if board:
        _draw(week, roster, made)
        if not as_json:
            click.echo(_("Board: {path}", path=roster / "board.html"))
    return Exit.OK


def _check(
    week: "Scenario",
    roster: Path | None,
    name: str | None,
    target: str | None,
    instead: str | None,
    *,
    costs: bool,
    more: bool,
    board: bool,
) -> None:
    """Refuse what does not go together, and names that the week does not have.

    Raises
    ------
    click.UsageError
        If there is any.
    """
    if instead is not None and target is None:
        raise click.UsageError(_("--instead goes with an officer and a mission or day"))
    if costs + more + board > 1:
        raise click.UsageError(_("one of --costs, --more and --board at a time"))
    if (costs or more or board) and (roster is None or name is not None):
        raise click.UsageError(
            _("--costs, --more and --board go with a roster, and without a name")
        )
    if board and roster is not None and not roster.is_dir():
        raise click.UsageError(_("--board goes with a folder"))
    if name is None or target is not None or name in week.missions:
        return
    if name in week.officers:
        raise click.UsageError(
            _("name a mission or a day too: what about {officer}?", officer=name)
        )
    from scheduler.io.faults import suggestion

    hint, values = suggestion(name, (*week.missions, *week.officers), N_("see {known}"))
    wrong = _("no mission and no officer is called {name}", name=name)
    raise click.UsageError(f"{wrong} — {_(hint).format(**values)}" if hint else wrong)


def _print_costs(ground: "Ground", as_json: bool) -> Exit:
    from scheduler.explain.costs import cost_lines, costs, costs_json

    found = costs(ground.facts)
    if as_json:
        printing.print_json(costs_json(found, command=True))
    else:
        printing.print_lines(cost_lines(ground.scenario, found, command=True))
    return Exit.OK


def _draw(week: "Scenario", folder: Path, made: "Explanation") -> None:
    """Draw the board anew, with what is to be decided."""
    from scheduler.explain.decided import decisions_of
    from scheduler.plan import export_again

    spoken = language_of(week)
    with use_language(spoken):
        decided = tuple(decisions_of(made))
    export_again(
        week, folder, spoken, ("board", "decisions"), printing.print_kept, decided
    )


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


class _Asking:
    """Questions to the solver in another thread, so that Ctrl-C keeps what is known."""

    def __init__(
        self,
        ground: "Ground",
        seconds: float,
        workers: int,
        seed: int,
        *,
        quiet: bool,
    ) -> None:
        from scheduler.solve.ask import Asker
        from scheduler.solve.engine import Interruption

        self._ground, self._seconds, self._quiet = ground, seconds, quiet
        self._stop = Interruption()
        self._ask = Asker(workers=workers, seed=seed, interruption=self._stop)
        self._tried, self._shown = (0, 0), 0

    def causes(self, mission: str | None) -> "Explanation":
        """Return causes and repairs, tried as far as time allows."""
        from scheduler.explain.answer import explain as explained

        return self._done(
            lambda: explained(
                self._ground,
                self._ask,
                seconds=self._seconds,
                only=mission,
                tell=self._tell,
                over=self._stop.stopped.is_set,
            )
        )

    def print_more(self, as_json: bool) -> Exit:
        """Print what one more officer of each kind would gain."""
        from scheduler.explain.worth import (
            planned_anew,
            worth_json,
            worth_lines,
            worths,
        )

        run = self._ground.run
        if run is None:
            raise click.UsageError(_("--more goes with a folder"))

        def search() -> "tuple[Scenario, tuple[Worth, ...]]":
            facts, before = planned_anew(self._ground.facts, run.tiers, self._ask)
            found = worths(
                facts,
                before,
                self._ask,
                seconds=self._seconds,
                tell=self._tell,
                over=self._stop.stopped.is_set,
            )
            return facts.scenario, found

        week, found = self._done(search)
        if as_json:
            printing.print_json(worth_json(week, found))
        else:
            printing.print_lines(worth_lines(week, found))
        return Exit.OK

    def _tell(self, done: int, most: int) -> None:
        self._tried = (done, most)

    def _show(self) -> None:
        done, most = self._tried
        if done > self._shown and not self._quiet:
            self._shown = done
            click.echo(
                _("{done} tried, at most {most}", done=done, most=most), err=True
            )

    def _done(self, work: "Callable[[], T]") -> "T":
        spoken = language_of(self._ground.scenario)

        def told() -> "T":
            # Another thread has a language of its own.
            with use_language(spoken), self._ask:
                return work()

        return heeding_ctrl_c(told, self._stop, self._show)
