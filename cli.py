"""The command ``patrol``: parse, call the package, print, leave with an exit code."""

import scheduler.terminal.early  # noqa: F401 (it notices Ctrl-C from now on)

# isort: split
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.commands import (
    advising,
    explaining,
    links,
    publishing,
    replanning,
    serving,
)
from scheduler.commands.no_roster import no_roster
from scheduler.terminal import exits, printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Day,
    Group,
    Instant,
    Number,
    Option,
    db_option,
    json_option,
    language_of,
    language_option,
    option,
    path_argument,
    path_option,
    seed_option,
    workers_option,
)
from scheduler.terminal.progress import noting_ctrl_c, search_with_progress
from scheduler.version import __version__
from scheduler.words import N_, _, language

if TYPE_CHECKING:
    import datetime as dt


# Packages that are slow to load (solver, spreadsheets, calendars) are imported inside
# the commands that need them: --help answers at once.

scenario_argument = path_argument("scenario")
folder_argument = path_argument("folder", metavar="DIR")


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Rosters of joint patrols: solve a week, verify it, publish its calendars."
    ),
)
@language_option
@click.version_option(
    __version__,
    prog_name="patrol",
    cls=Option,
    help=N_("Show the version and exit."),
)
def patrol() -> None:
    """Group of all commands."""


@patrol.command(
    help=N_(
        "Write a new scenario NAME: an empty one with all its tables, or a copy of "
        "another."
    )
)
@path_argument("name")
@option("--xlsx", is_flag=True, help=N_("One workbook instead of a folder of tables."))
@path_option(
    "--from",
    "source",
    help=N_(
        "Scenario to copy: a folder, a workbook, or an example (quickstart, "
        "clermont-ferrand, senart)."
    ),
)
@option(
    "--start",
    type=Day(),
    help=N_("First day of an empty scenario; next Monday if not given."),
)
@path_option(
    "--after",
    nargs=2,
    metavar="SCENARIO DIR|VERSION",
    help=N_(
        "Scenario, and its solved folder or a published version such as "
        "2026-11-23/official: write the next horizon, with this one as its history."
    ),
)
@db_option
def new(
    name: Path,
    xlsx: bool,
    source: Path | None,
    start: "dt.date | None",
    after: tuple[Path, Path] | None,
    db: str | None,
) -> Exit:
    """Write a scenario to begin with."""
    import datetime as dt

    from scheduler.scenarios.create import copy_scenario, new_scenario
    from scheduler.scenarios.examples import scenario_or_example

    if after:
        if xlsx or source or start:
            raise click.UsageError(
                _("--after goes with none of the other options; leave those out")
            )
        return _roll(name, *after, db)
    if source:
        made = copy_scenario(scenario_or_example(source), name, as_xlsx=xlsx)
    else:
        today = dt.datetime.now().astimezone().date()
        first = start or today + dt.timedelta(days=7 - today.weekday())
        made = new_scenario(name, start=first, as_xlsx=xlsx, language=language())
    click.echo(_("Written: {path}", path=made))
    return Exit.OK


def _roll(name: Path, scenario: Path, before: Path, db: str | None) -> Exit:
    from scheduler.commands.published import ledger_there
    from scheduler.commands.rolling import (
        counters_before,
        published_week,
        unlike_published,
    )
    from scheduler.ledger.published import is_version
    from scheduler.roll import following, roll
    from scheduler.scenarios.load import load
    from scheduler.verify.report import verdict_lines
    from scheduler.verify.solved import read_solved

    week, version = load(scenario), is_version(before)
    found = published_week(week, before, db) if version else read_solved(week, before)
    if not found.verdict.passed:
        printing.print_lines(verdict_lines(week, found.verdict))
        wrong = _(
            "Nothing was written: version {version} does not pass with the tables as "
            "they are. Bring back those that it was made from.",
            version=before,
        )
        if not version:
            wrong = _(
                "Nothing was written: {folder} does not hold the roster that was "
                "computed. Bring it back, or compute it again.",
                folder=before,
            )
        click.echo(wrong, err=True)
        return Exit.NOT_VERIFIED
    with ledger_there(db) as ledger:
        unlike = unlike_published(ledger, found.facts, before)
        counters = counters_before(ledger, week, following(week))
    if unlike:
        click.echo(unlike, err=True)
    folder = None if version else before
    printing.print_rolled(roll(scenario, found.facts, folder, name))
    printing.print_lines(counters)
    return Exit.OK


@patrol.command(
    help=N_(
        "Solve SCENARIO, verify the roster and write all its outputs. Ctrl-C stops the "
        "search and keeps the best roster found."
    )
)
@scenario_argument
@path_option(
    "--out",
    help=N_("Folder of the outputs; out/NAME if not given."),
)
@option(
    "--time-limit",
    type=Number(0.1, 1_000_000),
    default=60.0,
    show_default=True,
    help=N_("Seconds for reading, building and all tiers of the search."),
)
@workers_option
@seed_option
@option(
    "--gap",
    type=Number(0.0, 1.0),
    default=0.0,
    show_default=True,
    help=N_("Relative gap at which a tier may stop before its proof."),
)
@path_option(
    "--near",
    help=N_(
        "Folder of a roster that people know, or a published version such as "
        "2026-11-23/1: once missions are settled, change as little of it as possible."
    ),
)
@option(
    "--freeze",
    metavar="INSTANT",
    help=N_(
        "With --near: what began before this instant stays as it is. Local time such "
        "as 2026-11-26T14:00, now, or none; now if near a published version."
    ),
)
@db_option
@json_option
def solve(
    scenario: Path,
    out: Path | None,
    time_limit: float,
    workers: int,
    seed: int,
    gap: float,
    near: Path | None,
    freeze: str | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Solve, verify, publish."""
    if freeze is not None and not near:
        raise click.UsageError(_("--freeze goes with --near"))
    from scheduler.scenarios.load import load
    from scheduler.solve.engine import Interruption, Search

    interruption = Interruption()
    week, before, base = load(scenario), None, ""
    if near:
        from scheduler.commands.published import keep_near

        # Read now: the outputs may replace this folder.
        week, before, base = keep_near(week, near, freeze, db)
    from scheduler.plan import describe, publish_verified
    from scheduler.publish import check_place
    from scheduler.verify.report import before_lines

    folder = out or Path("out") / week.name
    check_place(folder)
    search = Search(time_limit=time_limit, workers=workers, seed=seed, gap=gap)
    if not as_json:
        printing.print_lines(before_lines(week), err=True)
    # Ctrl-C while the roster is written does not lose it.
    with noting_ctrl_c():
        result = search_with_progress(week, search, interruption, quiet=as_json)
        if result.roster is None:
            return no_roster(week, result, interruption, as_json)
        stopped = interruption.stopped.is_set()
        run = describe(week, result, search, interrupted=stopped, base=base)
        solved = publish_verified(
            week,
            result.roster,
            run,
            folder,
            language_of(week),
            printing.print_kept,
            before,
        )
    if before is None or not solved.verdict.passed:
        printing.print_solve(solved, as_json)
    else:
        from scheduler.comparison import compare
        from scheduler.domain.plans import plan_of

        now = solved.run.computed_at
        found = compare(before, plan_of(solved.facts), now, week)
        if as_json:
            printing.print_solve(solved, as_json, changes=found.content())
        else:
            printing.print_solve(solved, as_json)
            click.echo("\n" + _("Changes against {folder}:", folder=near))
            printing.print_lines(found.lines())
    return Exit.OK if solved.verdict.passed else Exit.NOT_VERIFIED


@patrol.command(
    help=N_(
        "Check the roster in DIR against SCENARIO, without the solver: every rule, "
        "every value."
    )
)
@scenario_argument
@folder_argument
@option(
    "--certificate",
    "certified",
    is_flag=True,
    help=N_(
        "Print for each officer what every rule measures: value, limit, margin, "
        "article."
    ),
)
@option(
    "--officer",
    "officers",
    multiple=True,
    help=N_("Only this officer's certificate; may be given several times."),
)
@json_option
def verify(
    scenario: Path,
    folder: Path,
    certified: bool,
    officers: tuple[str, ...],
    as_json: bool,
) -> Exit:
    """Judge a roster read back from its files."""
    from scheduler.scenarios.load import load
    from scheduler.verify.solved import read_solved

    if officers and not certified:
        raise click.UsageError(_("--officer goes with --certificate"))
    week = load(scenario)
    unknown = [o for o in officers if o not in week.officers]
    if unknown:
        raise click.BadParameter(
            _("unknown officer {name}", name=", ".join(unknown)),
            param_hint="--officer",
        )
    solved = read_solved(week, folder)
    if certified:
        printing.print_certificates(solved, officers or None, as_json)
    else:
        printing.print_verification(solved, as_json)
    return Exit.OK if solved.verdict.passed else Exit.NOT_VERIFIED


@patrol.command(
    help=N_("Print the built-in mission kinds with their crews, or all about one KIND.")
)
@click.argument("kind", required=False)
@json_option
def kinds(kind: str | None, as_json: bool) -> Exit:
    """Print the built-in mission kinds."""
    from scheduler.io.faults import suggestion
    from scheduler.scenarios.kinds import (
        built_in_kinds,
        kind_json,
        kind_line,
        kind_lines,
    )

    known = built_in_kinds()
    if kind is not None and kind not in known:
        hint, more = suggestion(kind, known, N_("known kinds: {known}"))
        wrong = _("unknown mission kind {name}", name=kind)
        raise click.UsageError(f"{wrong} — {_(hint).format(**more)}")
    chosen = list(known.values()) if kind is None else [known[kind]]
    if as_json:
        printing.print_json([kind_json(k) for k in chosen])
    elif kind is None:
        printing.print_lines(map(kind_line, chosen))
    else:
        printing.print_lines(kind_lines(known[kind]))
    return Exit.OK


@patrol.command(
    help=N_(
        "Print every rule and goal with its words, its source and the values in force."
    )
)
@path_argument("scenario", required=False)
@json_option
def rules(scenario: Path | None, as_json: bool) -> Exit:
    """Print the rules."""
    from scheduler.scenarios.load import load
    from scheduler.verify.report import rule_lines, rules_json

    week = load(scenario) if scenario else None
    if as_json:
        printing.print_json(rules_json(week))
    else:
        printing.print_lines(rule_lines(week))
    return Exit.OK


@patrol.command(
    help=N_(
        "Write the outputs of the roster in DIR again from its tables, once verified."
    )
)
@scenario_argument
@folder_argument
@option(
    "--only", multiple=True, help=N_("Only this output; may be given several times.")
)
@json_option
def export(scenario: Path, folder: Path, only: tuple[str, ...], as_json: bool) -> Exit:
    """Write outputs again."""
    from scheduler.export import EXPORTERS
    from scheduler.plan import export_again
    from scheduler.scenarios.load import load

    unknown = sorted(set(only) - set(EXPORTERS))
    if unknown:
        raise click.BadParameter(
            _(
                "unknown output {name}: choose among {known}",
                name=", ".join(unknown),
                known=", ".join(EXPORTERS),
            ),
            param_hint="--only",
        )
    week = load(scenario)
    solved = export_again(
        week, folder, language_of(week), only or None, printing.print_kept
    )
    printing.print_verdict(solved, as_json)
    if solved.verdict.passed and not as_json:
        click.echo(_("Written: {path}", path=folder))
    return Exit.OK if solved.verdict.passed else Exit.NOT_VERIFIED


@patrol.command(
    help=N_(
        "Print who changes between the rosters BEFORE and AFTER, each a folder or a "
        "published version such as 2026-11-23/1: what was, what is, and by when to "
        "tell it."
    )
)
@path_argument("before")
@path_argument("after")
@path_option(
    "--scenario",
    help=N_(
        "Scenario of the rosters: names for its codes, notice of its forces, its days "
        "and local time."
    ),
)
@option(
    "--now",
    type=Instant(),
    help=N_("When officers are told, as 2026-11-23T06:30+01:00; now if not given."),
)
@path_option("--csv", "table", help=N_("New file for the changes as a table."))
@path_option(
    "--messages",
    help=N_("Folder for one message to each officer concerned, ready to send."),
)
@db_option
@json_option
def diff(
    before: Path,
    after: Path,
    scenario: Path | None,
    now: "dt.datetime | None",
    table: Path | None,
    messages: Path | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Compare two rosters."""
    import datetime as dt

    from scheduler.commands.published import plan_named, with_words
    from scheduler.comparison import (
        check_outputs,
        compare,
        plans_in,
        write_messages,
        write_table,
    )
    from scheduler.scenarios.load import load

    check_outputs(table, messages)
    week = load(scenario) if scenario else None
    named = [plan_named(name, db) for name in (before, after)]
    plans = plans_in(named[0][0], named[1][0], week)
    found = compare(*plans, now or dt.datetime.now(dt.UTC), week)
    if week is None:
        found = with_words(found, [version for _plan, version in named])
    if table:
        write_table(found, table)
    if messages:
        tongue = language_of(week) if week else language()
        for kept in write_messages(found, messages, tongue):
            printing.print_kept(kept)
    if as_json:
        printing.print_json(found.content())
        return Exit.OK
    printing.print_lines(found.lines())
    for path in filter(None, (table, messages)):
        click.echo(_("Written: {path}", path=path))
    return Exit.OK


@patrol.command(
    help=N_(
        "Write the periodic report of solved weeks: each SCENARIO with the folder DIR "
        "of its roster, any number of them."
    )
)
@path_argument(
    "pairs", metavar="SCENARIO DIR [SCENARIO DIR]...", nargs=-1, required=True
)
@path_option(
    "--out",
    default=Path("out") / "report",
    show_default=True,
    help=N_("Folder of the report."),
)
@option(
    "--period-from",
    type=Day(),
    help=N_("First day of the period; the first day of the weeks if not given."),
)
@option(
    "--period-to",
    type=Day(),
    help=N_("Last day of the period; the last day of the weeks if not given."),
)
@option(
    "--meetings-every",
    type=click.IntRange(1, 366),
    default=7,
    show_default=True,
    help=N_("Days between two coordination meetings, as the agreement sets them."),
)
@path_option(
    "--facts",
    help=N_("Table of what was counted after the fact: date, figure, commune, value."),
)
@db_option
@json_option
def report(
    pairs: tuple[Path, ...],
    out: Path,
    period_from: "dt.date | None",
    period_to: "dt.date | None",
    meetings_every: int,
    facts: Path | None,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Write the periodic report."""
    first, last = period_from, period_to
    if first and last and first > last:
        raise click.BadParameter(
            _("the period ends before it begins"), param_hint="--period-to"
        )
    if len(pairs) % 2:
        raise click.UsageError(
            _(
                "SCENARIO and DIR go in pairs, and {last} stands alone: give the "
                "folder of its roster after each scenario",
                last=pairs[-1],
            )
        )
    from scheduler.commands.published import ledger_there
    from scheduler.report.compiled import compile_report
    from scheduler.report.gather import NotVerified, Pair, gather
    from scheduler.report.ledger import read_known
    from scheduler.report.outcomes import read_facts
    from scheduler.report.published import check_folder, write_report

    check_folder(out)
    given = [Pair(*pair) for pair in zip(pairs[::2], pairs[1::2], strict=True)]
    try:
        weeks = gather(
            given, first, last, tell=printing.reading(len(given), quiet=as_json)
        )
    except NotVerified as error:
        printing.print_refused(error, as_json)
        return Exit.NOT_VERIFIED
    days = sorted({day for week in weeks for day in week.days})
    span = (first or days[0], last or days[-1])
    counted = read_facts(facts, weeks, *span) if facts else None
    with ledger_there(db) as ledger:
        known = None if ledger is None else read_known(ledger, weeks, *span)
        if ledger is not None and known is None:
            line = _("The ledger is left aside: it holds the weeks of other scenarios.")
            click.echo(line, err=True)
    found = compile_report(
        weeks,
        first=span[0],
        last=span[1],
        every=meetings_every,
        facts=counted,
        known=known,
    )
    for kept in write_report(found, out, language_of(weeks[0].scenario)):
        printing.print_kept(kept)
    printing.print_report(found, out, as_json)
    return Exit.OK


for command in (
    publishing.publish,
    publishing.history,
    publishing.sign,
    publishing.rollback,
    publishing.key,
    publishing.setting,
    publishing.audit,
    publishing.purge,
    advising.suggest,
    explaining.explain,
    links.token,
    links.unread,
    serving.serve,
    replanning.replan,
):
    patrol.add_command(command)


def main() -> None:
    """Run the command and leave with its exit code; never with a traceback."""
    exits.main(run)


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return exits.run_command(patrol, arguments)


if __name__ == "__main__":
    main()
