"""The command that repairs a published roster after the tables changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands.no_roster import no_roster
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
    path_option,
    seed_option,
    workers_option,
)
from scheduler.terminal.progress import (
    heeding_ctrl_c,
    noting_ctrl_c,
    search_with_progress,
)
from scheduler.words import N_, _

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.solve.engine import Search
    from scheduler.solve.tiers import Result

MOST_ALTERNATIVES = 20


@click.command(
    cls=Command,
    help=N_(
        "Repair a roster that people know after the tables of SCENARIO changed: once "
        "mandatory missions and minimum cover are settled, the duties of as few "
        "officers as possible change, in as few tours and seats as possible."
    ),
)
@path_argument("scenario")
@path_argument("near", metavar="DIR|VERSION")
@path_option("--out", help=N_("Folder of the outputs; out/NAME if not given."))
@option(
    "--freeze",
    metavar="INSTANT",
    help=N_(
        "What began before this instant stays as it is. Local time such as "
        "2026-11-26T14:00, now, or none; now if a published version is repaired."
    ),
)
@option(
    "--alternatives",
    type=click.IntRange(1, MOST_ALTERNATIVES),
    default=1,
    show_default=True,
    metavar="K",
    help=N_(
        "Show K repairs with what each costs: the proved one, then others that cover "
        "more with more people, or that need other people."
    ),
)
@option(
    "--choose",
    type=click.IntRange(1, MOST_ALTERNATIVES),
    default=1,
    show_default=True,
    metavar="N",
    help=N_("Write repair N instead of the first."),
)
@option(
    "--time-limit",
    type=Number(0.1, 1_000_000),
    default=60.0,
    show_default=True,
    help=N_("Seconds for reading, building and searching; as long again for others."),
)
@workers_option
@seed_option
@db_option
@json_option
def replan(
    scenario: Path,
    near: Path,
    out: Path | None,
    freeze: str | None,
    alternatives: int,
    choose: int,
    time_limit: float,
    workers: int,
    seed: int,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Repair, verify, publish."""
    from scheduler.commands.published import keep_near
    from scheduler.comparison import compare
    from scheduler.domain.plans import plan_of
    from scheduler.domain.roster import Facts
    from scheduler.plan import describe, publish_verified
    from scheduler.publish import check_place
    from scheduler.render.repairs import Repair, choice_lines, reason_lines
    from scheduler.scenarios.load import load
    from scheduler.solve.engine import Interruption, Search
    from scheduler.solve.replan import replan as repair

    interruption = Interruption()
    week = load(scenario)
    # Read now: the outputs may replace this folder.
    week, before, base = keep_near(week, near, freeze, db, repair=True)
    folder = out or Path("out") / week.name
    check_place(folder)
    search = Search(time_limit=time_limit, workers=workers, seed=seed)
    with noting_ctrl_c():
        first = search_with_progress(
            week, search, interruption, quiet=as_json, find=repair
        )
        if first.roster is None:
            return no_roster(week, first, interruption, as_json)
        stopped = interruption.stopped.is_set()
        number = max(alternatives, choose) - 1
        others = _others(week, first, number, search, stopped=stopped)
        results = [first, *others]
        if choose > len(results):
            raise click.UsageError(
                _(
                    "--choose {number}: only {count} repairs were found; choose one of "
                    "them, or give more with --time-limit",
                    number=choose,
                    count=len(results),
                )
            )
        chosen = results[choose - 1]
        assert chosen.roster is not None
        run = describe(week, chosen, search, interrupted=stopped, base=base)
        solved = publish_verified(
            week,
            chosen.roster,
            run,
            folder,
            language_of(week),
            printing.print_kept,
            before,
        )
    repairs = [Repair(Facts(week, r.roster)) for r in results if r.roster is not None]
    if not solved.verdict.passed:
        printing.print_solve(solved, as_json)
        return Exit.NOT_VERIFIED
    found = compare(before, plan_of(solved.facts), solved.run.computed_at, week)
    if as_json:
        told = {"repairs": [r.content() for r in repairs], "chosen": choose}
        printing.print_solve(solved, as_json, changes=found.content(), **told)
        return Exit.OK
    printing.print_solve(solved, as_json)
    if len(repairs) > 1:
        click.echo("\n" + _("Repairs, of which number {n} is written:", n=choose))
        printing.print_lines(choice_lines(repairs))
    click.echo("\n" + _("Who changes, and why:"))
    printing.print_lines(reason_lines(repairs[choose - 1]))
    click.echo("\n" + _("Changes against {folder}:", folder=near))
    printing.print_lines(found.lines())
    return Exit.OK


def _others(
    week: "Scenario",
    first: "Result",
    number: int,
    search: "Search",
    *,
    stopped: bool,
) -> "tuple[Result, ...]":
    """Return other repairs, at most so many; none if the search was stopped."""
    if number < 1 or stopped:
        return ()
    from scheduler.solve.alternatives import alternatives
    from scheduler.solve.engine import Interruption

    stop = Interruption()
    return heeding_ctrl_c(
        lambda: alternatives(week, first, number, search, interruption=stop), stop
    )
