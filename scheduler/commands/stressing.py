"""The command that tries absences on a roster: what breaks, what a reserve saves."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands.advising import facts_of, refused
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
from scheduler.terminal.progress import Steps, heeding_ctrl_c
from scheduler.words import N_, _

if TYPE_CHECKING:
    from scheduler.domain.run import Run
    from scheduler.domain.scenario import Scenario
    from scheduler.explain.replacing import Replacing
    from scheduler.explain.stress import Dependence, Simulation

MOST_ON_CALL = 10
MOST_DRAWS = 10_000

QUESTIONS: Mapping[str, str] = {
    "officers": N_("Officers away: {done} of {of}"),
    "draws": N_("Draws of absences: {done} of {of}"),
    "reserve": N_("Draws with officers on call: {done} of {of}"),
    "proofs": N_("Rosters without an officer: {done} of {of}"),
}
"""What is being done, as progress tells it."""


@click.command(
    cls=Command,
    help=N_(
        "Try absences on the roster in DIR or a published version such as "
        "2026-11-23/official: each officer away in turn, usual absences by chance, and "
        "what officers on call would save. Ctrl-C keeps what is found."
    ),
)
@path_argument("scenario")
@path_argument("roster", metavar="DIR|VERSION")
@option(
    "--reserve",
    type=click.IntRange(0, MOST_ON_CALL),
    default=2,
    show_default=True,
    metavar="N",
    help=N_("Try 1 to N officers on call a day."),
)
@option(
    "--rate",
    "rates",
    multiple=True,
    metavar="PERCENT|FORCE=PERCENT",
    help=N_(
        "Usual rate of absence, of all forces or of one; may be given several times. "
        "5 if not given: a choice, not a figure of your forces."
    ),
)
@option(
    "--draws",
    type=click.IntRange(1, MOST_DRAWS),
    default=100,
    show_default=True,
    metavar="K",
    help=N_("Draws of absences."),
)
@option(
    "--most",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help=N_("Most officers shown."),
)
@option(
    "--prove",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    metavar="N",
    help=N_(
        "Search the best roster without each of the first N officers, with its bound."
    ),
)
@option(
    "--time-limit",
    type=Number(0.1, 1_000_000),
    default=60.0,
    show_default=True,
    help=N_("Seconds for all questions; what is found by then is shown."),
)
@workers_option
@seed_option
@db_option
@json_option
def stress(
    scenario: Path,
    roster: Path,
    reserve: int,
    rates: tuple[str, ...],
    draws: int,
    most: int,
    prove: int,
    time_limit: float,
    workers: int,
    seed: int,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Try absences."""
    since = time.monotonic()
    from scheduler.advise.openings import RosterBroken, situation
    from scheduler.explain.replacing import Replacing
    from scheduler.explain.stress_lines import (
        dependence_json,
        dependence_lines,
        simulation_json,
        simulation_lines,
    )
    from scheduler.scenarios.load import load

    week = load(scenario)
    by_force = _rates(week, rates)
    facts = facts_of(week, roster, db)
    run = _run(week, roster) if prove else None
    try:
        standing = situation(facts).moves.facts
    except RosterBroken as error:
        return refused(facts.scenario, error.breaches, as_json)
    trial = _Trial(
        replacing=Replacing(standing),
        rates=by_force,
        draws=draws,
        seed=seed,
        reserve=reserve,
        until=since + time_limit,
        run=run,
        prove=prove,
        workers=workers,
    )
    with Steps(quiet=as_json) as steps:
        trial.steps = steps
        heeding_ctrl_c(trial.work, trial, steps.show)
    week, found = standing.scenario, trial.simulation
    if as_json:
        printing.print_json(
            {
                "officers": dependence_json(week, trial.officers),
                "absences": None if found is None else simulation_json(found, seed),
                "complete": trial.complete,
            }
        )
        return Exit.OK
    there = len({t.officer for t in trial.replacing.tours})
    printing.print_lines(dependence_lines(week, trial.officers, there, most))
    click.echo()
    if found is not None:
        printing.print_lines(simulation_lines(week, found, draws))
    return Exit.OK


@dataclass
class _Trial:
    """The questions, asked one after the other until the time is over.

    It is stopped as a search is.
    """

    replacing: "Replacing"
    rates: Mapping[str, float]
    draws: int
    seed: int
    reserve: int
    until: float
    run: "Run | None"
    prove: int
    workers: int
    steps: "Steps | None" = None
    officers: "tuple[Dependence, ...]" = ()
    simulation: "Simulation | None" = None
    complete: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    hurried: threading.Event = field(default_factory=threading.Event)
    search: Any = None

    def stop(self) -> None:
        """Stop after the absence being tried."""
        self.stopped.set()
        if self.search is not None:
            self.search.stop()

    def over(self) -> bool:
        """Tell whether the time is over."""
        return self.stopped.is_set() or time.monotonic() >= self.until

    def tell(self, what: str, done: int, of: int) -> None:
        """Take news of the progress."""
        if self.steps is not None:
            self.steps.tell(_(QUESTIONS[what], done=done, of=of))

    def work(self) -> None:
        """Ask all questions."""
        from scheduler.explain.stress import each_away, simulate

        self.officers = each_away(self.replacing, self.tell, self.over)
        self.simulation = simulate(
            self.replacing,
            self.rates,
            draws=self.draws,
            seed=self.seed,
            reserve=self.reserve,
            tell=self.tell,
            over=self.over,
        )
        if self.run is not None:
            self._prove(self.run)
        self.complete = not self.over()

    def _prove(self, run: "Run") -> None:
        from scheduler.explain.stress import proved
        from scheduler.solve.ask import Asker
        from scheduler.solve.engine import Interruption

        self.search = Interruption()
        asker = Asker(workers=self.workers, seed=self.seed, interruption=self.search)
        found = list(self.officers)
        number = min(self.prove, len(found))
        with asker as ask:
            for i in range(number):
                if self.over():
                    break
                share = (self.until - time.monotonic()) / (number - i)
                found[i] = proved(self.replacing, found[i], run.tiers, ask, share)
                self.officers = tuple(found)
                self.tell("proofs", i + 1, number)


def _rates(week: "Scenario", given: tuple[str, ...]) -> dict[str, float]:
    """Return the rate of each force, in percent.

    Raises
    ------
    click.BadParameter
        If a text is no rate, or names no force.
    """
    from scheduler.explain.stress import RATE
    from scheduler.io.faults import suggestion

    usual, own = RATE, {}
    for text in given:
        force, equals, number = text.rpartition("=")
        try:
            rate = float(number.replace(",", ".").removesuffix("%"))
        except ValueError:
            rate = -1.0
        if not 0 <= rate <= 100:
            raise click.BadParameter(
                _(
                    "{text} is no rate — give a percentage from 0 to 100, such as 5 or "
                    "FORCE=5",
                    text=text,
                ),
                param_hint="--rate",
            )
        if not equals:
            usual = rate
        elif force in week.forces:
            own[force] = rate
        else:
            hint, more = suggestion(force, week.forces, N_("known forces: {known}"))
            wrong = _("unknown force {name}", name=force)
            raise click.BadParameter(
                f"{wrong} — {_(hint).format(**more)}", param_hint="--rate"
            )
    return {force: own.get(force, usual) for force in week.forces}


def _run(week: "Scenario", roster: Path) -> "Run":
    """Return what was proved of a roster.

    Raises
    ------
    click.UsageError
        If it is a published version, which does not keep it.
    """
    from scheduler.ledger.published import is_version
    from scheduler.rosters.files import read_files

    if is_version(roster):
        raise click.UsageError(
            _("--prove needs the folder of a roster, with its run.json")
        )
    return read_files(week, roster).run
