"""The command ``patrol``: parse, call the package, print, leave with an exit code."""

import scheduler.early

# isort: split
import json
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from scheduler import __version__, console
from scheduler.words import LANGUAGES, N_, _, detect_language, language, set_language
from scheduler.words.of_click import speak
from scheduler.words.render import percent

if TYPE_CHECKING:
    import datetime as dt

    from scheduler.domain.run import Run
    from scheduler.domain.scenario import Scenario
    from scheduler.report.compiled import Report
    from scheduler.report.gather import NotVerified, Pair
    from scheduler.solve.engine import Interruption, Progress, Search
    from scheduler.solve.tiers import Result
    from scheduler.verify.judge import Verdict

# Packages that are slow to load (solver, spreadsheets, calendars) are imported inside
# the commands that need them: --help answers at once.


CHOSEN = "patrol.language"
_STATE_MARKS = {"kept": "✓", "attention": "!", "unknown": "?"}


_KNOWN = [[lang] for lang in LANGUAGES]


class Exit(IntEnum):
    """Exit codes, a contract."""

    OK = 0
    ERROR = 1
    INPUT = 2
    INFEASIBLE = 3
    NO_ROSTER = 4
    NOT_VERIFIED = 5


class _Translated:
    """Shows ``help`` in the reader's language at the time it is asked for."""

    _raw_help: str | None = None

    @property
    def help(self) -> str | None:
        """The help text in the current language."""
        return _(self._raw_help) if self._raw_help else self._raw_help

    @help.setter
    def help(self, value: str | None) -> None:
        self._raw_help = value


class Command(_Translated, click.Command):
    """A command with help in two languages."""


class Group(_Translated, click.Group):
    """A group of such commands."""

    command_class = Command


class Option(_Translated, click.Option):
    """An option with help in two languages."""


class Number(click.FloatRange):
    """A number between bounds, which ``nan`` is not."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(_("{value} is not a number.", value=value), param, ctx)
        return number


class Day(click.ParamType):  # type: ignore[type-arg]
    """A date, as tables write it."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> "dt.date":
        """Return the date."""
        from scheduler.io.cells import CellError, parse
        from scheduler.io.schema import Column, Type

        column = Column(name="date", type=Type.DATE, words="", required=True)
        try:
            day: dt.date = parse(column, value)
        except CellError as error:
            wrong, remedy = (
                _(text).format(**error.values) for text in (error.message, error.hint)
            )
            self.fail(f"{wrong} — {remedy}", param, ctx)
        return day


def option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """Declare an option with help in two languages."""
    return click.option(*names, cls=Option, **attributes)


def _choose_language(
    context: click.Context, _option: click.Parameter, lang: str | None
) -> None:
    if lang:
        set_language(lang)
        context.find_root().meta[CHOSEN] = lang


def _language_of(week: "Scenario") -> str:
    """Return the language of the outputs: the one asked for, else the scenario's."""
    chosen: str | None = click.get_current_context().find_root().meta.get(CHOSEN)
    return chosen or week.language


as_json = option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
scenario_argument = click.argument("scenario", type=click.Path(path_type=Path))


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Rosters of joint patrols: solve a week, verify it, publish its calendars."
    ),
)
@option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_choose_language,
    help=N_(
        "Language of what is printed and written; else that of the system, and that of "
        "the scenario for its outputs."
    ),
)
@click.version_option(__version__, prog_name="patrol")
def patrol() -> None:
    """Group of all commands."""


@patrol.command(
    help=N_(
        "Write a new scenario NAME: an empty one with all its tables, or a copy of "
        "another."
    )
)
@click.argument("name", type=click.Path(path_type=Path))
@option("--xlsx", is_flag=True, help=N_("One workbook instead of a folder of tables."))
@option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
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
@option(
    "--after",
    nargs=2,
    metavar="SCENARIO DIR",
    type=click.Path(path_type=Path),
    help=N_(
        "Scenario and its solved folder: write the next horizon, with this one as its "
        "history."
    ),
)
def new(
    name: Path,
    xlsx: bool,
    source: Path | None,
    start: "dt.date | None",
    after: tuple[Path, Path] | None,
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
        return _roll(name, *after)
    if source:
        made = copy_scenario(scenario_or_example(source), name, as_xlsx=xlsx)
    else:
        today = dt.datetime.now().astimezone().date()
        first = start or today + dt.timedelta(days=7 - today.weekday())
        made = new_scenario(name, start=first, as_xlsx=xlsx, language=language())
    click.echo(_("Written: {path}", path=made))
    return Exit.OK


def _roll(name: Path, scenario: Path, solved: Path) -> Exit:
    from scheduler.io.roll import roll
    from scheduler.scenarios.load import load
    from scheduler.verify.judge import judge_folder

    week = load(scenario)
    verdict = judge_folder(week, solved)
    if not verdict.passed:
        _report_verdict(week, verdict, as_json=False)
        click.echo(
            _(
                "Nothing was written: {folder} does not hold the roster that was "
                "computed. Bring it back, or compute it again.",
                folder=solved,
            ),
            err=True,
        )
        return Exit.NOT_VERIFIED
    rolled = roll(scenario, solved, name)
    click.echo(_("Written: {path}", path=rolled.path))
    click.echo(_("First day: {day}", day=rolled.start.isoformat()))
    for table, count in rolled.dropped.items():
        if count:
            click.echo(
                _(
                    "{table}.csv: {count} rows left out, about days gone by or decided "
                    "for that horizon alone",
                    table=table,
                    count=count,
                )
            )
    return Exit.OK


@patrol.command(
    help=N_(
        "Solve SCENARIO, verify the roster and write all its outputs. Ctrl-C stops the "
        "search and keeps the best roster found."
    )
)
@scenario_argument
@option(
    "--out",
    type=click.Path(path_type=Path),
    help=N_("Folder of the outputs; out/NAME if not given."),
)
@option(
    "--time-limit",
    type=Number(0.1, 1_000_000),
    default=60.0,
    show_default=True,
    help=N_("Seconds for reading, building and all tiers of the search."),
)
@option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help=N_("Threads of the solver; 1 gives the same roster every time."),
)
@option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help=N_("Seed of the search."),
)
@option(
    "--gap",
    type=Number(0.0, 1.0),
    default=0.0,
    show_default=True,
    help=N_("Relative gap at which a tier may stop before its proof."),
)
@option(
    "--near",
    type=click.Path(path_type=Path),
    help=N_(
        "Folder of a roster that people know: once missions are settled, change as "
        "little of it as possible."
    ),
)
@as_json
def solve(
    scenario: Path,
    out: Path | None,
    time_limit: float,
    workers: int,
    seed: int,
    gap: float,
    near: Path | None,
    as_json: bool,
) -> Exit:
    """Solve, verify, publish."""
    from scheduler.io.baseline import near as keep_near
    from scheduler.scenarios.load import load
    from scheduler.solve.engine import Interruption, Search

    interruption = Interruption()
    week = load(scenario)
    if near:
        week = keep_near(week, near)
    from scheduler.plan import describe, publish_verified
    from scheduler.publish import check_place
    from scheduler.verify.report import before_lines

    folder = out or Path("out") / week.name
    check_place(folder)
    search = Search(time_limit=time_limit, workers=workers, seed=seed, gap=gap)
    if not as_json:
        for line in before_lines(week):
            click.echo(line, err=True)
    # Whoever presses Ctrl-C again while the roster is written still gets it.
    with _ctrl_c():
        result = _search(week, search, interruption, quiet=as_json)
        if result.roster is not None:
            stopped = interruption.stopped.is_set()
            run = describe(week, result, search, interrupted=stopped)
            verdict = publish_verified(
                week, result.roster, run, folder, _language_of(week), _tell_kept
            )
    if result.roster is None:
        return _no_roster(week, result, interruption, as_json)
    _report_solve(week, run, verdict, folder, as_json)
    return Exit.OK if verdict.passed else Exit.NOT_VERIFIED


@patrol.command(
    help=N_(
        "Check the roster in DIR against SCENARIO, without the solver: every rule, "
        "every value."
    )
)
@scenario_argument
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
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
@as_json
def verify(
    scenario: Path,
    folder: Path,
    certified: bool,
    officers: tuple[str, ...],
    as_json: bool,
) -> Exit:
    """Judge a roster read back from its files."""
    from scheduler.scenarios.load import load
    from scheduler.verify.judge import judge_folder
    from scheduler.verify.report import missing_lines

    if officers and not certified:
        raise click.UsageError(_("--officer goes with --certificate"))
    week = load(scenario)
    unknown = [o for o in officers if o not in week.officers]
    if unknown:
        raise click.BadParameter(
            _("unknown officer {name}", name=", ".join(unknown)),
            param_hint="--officer",
        )
    verdict = judge_folder(week, folder)
    if certified:
        _report_certificates(week, folder, verdict, officers or None, as_json)
    else:
        if verdict.passed and not as_json:
            for line in missing_lines(week, verdict):
                click.echo(line)
        _report_verdict(week, verdict, as_json)
    return Exit.OK if verdict.passed else Exit.NOT_VERIFIED


@patrol.command(
    help=N_("Print the built-in mission kinds with their crews, or all about one KIND.")
)
@click.argument("kind", required=False)
@as_json
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
        _print_json([kind_json(k) for k in chosen])
    elif kind is None:
        for entry in chosen:
            click.echo(kind_line(entry))
    else:
        for line in kind_lines(known[kind]):
            click.echo(line)
    return Exit.OK


@patrol.command(
    help=N_(
        "Print every rule and goal with its words, its source and the values in force."
    )
)
@click.argument("scenario", required=False, type=click.Path(path_type=Path))
@as_json
def rules(scenario: Path | None, as_json: bool) -> Exit:
    """Print the rules."""
    from scheduler.scenarios.load import load
    from scheduler.verify.report import rule_lines, rules_json

    week = load(scenario) if scenario else None
    if as_json:
        _print_json(rules_json(week))
    else:
        for line in rule_lines(week):
            click.echo(line)
    return Exit.OK


@patrol.command(
    help=N_(
        "Write the outputs of the roster in DIR again from its tables, once verified."
    )
)
@scenario_argument
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option(
    "--only", multiple=True, help=N_("Only this output; may be given several times.")
)
@as_json
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
    verdict = export_again(week, folder, _language_of(week), only or None, _tell_kept)
    _report_verdict(week, verdict, as_json)
    if verdict.passed and not as_json:
        click.echo(_("Written: {path}", path=folder))
    return Exit.OK if verdict.passed else Exit.NOT_VERIFIED


@patrol.command(
    help=N_(
        "Write the periodic report of solved weeks: each SCENARIO with the folder DIR "
        "of its roster, any number of them."
    )
)
@click.argument(
    "pairs",
    metavar="SCENARIO DIR [SCENARIO DIR]...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@option(
    "--out",
    type=click.Path(path_type=Path),
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
@option(
    "--facts",
    type=click.Path(path_type=Path),
    help=N_("Table of what was counted after the fact: date, figure, commune, value."),
)
@as_json
def report(
    pairs: tuple[Path, ...],
    out: Path,
    period_from: "dt.date | None",
    period_to: "dt.date | None",
    meetings_every: int,
    facts: Path | None,
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
    from scheduler.report.compiled import compile_report
    from scheduler.report.gather import NotVerified, Pair, gather
    from scheduler.report.outcomes import read_facts
    from scheduler.report.published import check_folder, write_report

    check_folder(out)
    given = [Pair(*pair) for pair in zip(pairs[::2], pairs[1::2], strict=True)]
    try:
        weeks = gather(given, first, last, tell=_reading(len(given), quiet=as_json))
    except NotVerified as error:
        return _report_refused(error, as_json)
    days = sorted({day for week in weeks for day in week.days})
    span = (first or days[0], last or days[-1])
    counted = read_facts(facts, weeks, *span) if facts else None
    found = compile_report(
        weeks, first=span[0], last=span[1], every=meetings_every, facts=counted
    )
    for kept in write_report(found, out, _language_of(weeks[0].scenario)):
        _tell_kept(kept)
    _say_report(found, out, as_json)
    return Exit.OK


# --- solving with progress and Ctrl-C -------------------------------------------------


def _search(
    week: "Scenario", search: "Search", interruption: "Interruption", *, quiet: bool
) -> "Result":
    """Search in another thread, so that Ctrl-C is heard at once."""
    from concurrent.futures import ThreadPoolExecutor
    from concurrent.futures import TimeoutError as NotYet

    from scheduler.solve.tiers import solve as search_tiers

    with (
        _Ticker(week, quiet=quiet) as ticker,
        ThreadPoolExecutor(1) as pool,
        _ctrl_c() as pressed,
    ):
        future = pool.submit(
            search_tiers, week, search, listener=ticker.tell, interruption=interruption
        )
        while True:
            try:
                return future.result(timeout=0.1)
            except NotYet:
                ticker.show()
            if pressed:
                # Again each time: a solver that is just starting does not hear it.
                interruption.stop()
            if len(pressed) > 1:
                interruption.hurried.set()


@contextmanager
def _ctrl_c() -> Iterator[list[int]]:
    """Note Ctrl-C in a list instead of raising an exception wherever it may fall."""
    pressed: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    if (
        threading.current_thread() is not threading.main_thread()
        or usual is signal.SIG_IGN
    ):
        yield pressed
        return
    signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


class _Ticker:
    """Shows the progress of a search: one live line on a terminal, plain lines else."""

    def __init__(self, week: "Scenario", *, quiet: bool) -> None:
        self._goals = {tier.name: tier.goals for tier in week.tiers}
        self._live = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._quiet = quiet
        self._news: Progress | None = None
        self._printed: tuple[object, ...] = ()
        self._last = 0.0
        self._status: Any = None

    def __enter__(self) -> "_Ticker":
        if self._live:
            from rich.console import Console

            self._status = Console(stderr=True).status(_("Building the model…"))
            self._status.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._status:
            self._status.stop()

    def tell(self, news: "Progress") -> None:
        """Take news from the solver's threads."""
        self._news = news

    def show(self) -> None:
        """Print what is new, at most once a second when not on a terminal."""
        news = self._news
        if news is None or self._quiet:
            return
        from scheduler.verify.units import loss_of

        lost = loss_of(self._goals.get(news.tier, {}))
        line = _(
            "{tier}: best {best}, at least {bound} in any roster, gap {gap}, "
            "{seconds} s",
            tier=_(news.tier),
            best="–" if news.best is None else lost(news.best),
            bound=lost(news.bound),
            gap=percent(news.gap) if news.best is not None else "–",
            seconds=round(news.seconds),
        )
        if self._status:
            self._status.update(line)
            return
        key = (news.tier, news.best, news.bound)
        if key != self._printed and time.monotonic() - self._last >= 1:
            self._printed, self._last = key, time.monotonic()
            click.echo(line, err=True)


# --- what is printed ------------------------------------------------------------------


def _report_solve(
    week: "Scenario", run: "Run", verdict: "Verdict", folder: Path, as_json: bool
) -> None:
    from scheduler.verify.report import solve_json, solve_lines

    if as_json:
        _print_json(solve_json(week, run, verdict, folder))
    else:
        for line in solve_lines(week, run, verdict, folder):
            click.echo(line)


def _report_verdict(week: "Scenario", verdict: "Verdict", as_json: bool) -> None:
    from scheduler.verify.report import verdict_json, verdict_lines

    if as_json:
        _print_json(verdict_json(week, verdict))
    else:
        for line in verdict_lines(week, verdict):
            click.echo(line)


def _report_certificates(
    week: "Scenario",
    folder: Path,
    verdict: "Verdict",
    officers: Sequence[str] | None,
    as_json: bool,
) -> None:
    from scheduler.domain.roster import Facts
    from scheduler.io.roster_files import read_roster
    from scheduler.verify.certificate import certificates
    from scheduler.verify.certificate_report import certificate_json, certificate_lines
    from scheduler.verify.report import verdict_json, verdict_lines

    facts = Facts(week, read_roster(week, folder))
    found = certificates(facts, officers)
    # What is handed to one officer does not tell about the others.
    if as_json:
        listed = [certificate_json(week, c) for c in found]
        whole = {"passed": verdict.passed} if officers else verdict_json(week, verdict)
        _print_json({**whole, "certificates": listed})
        return
    for certificate in found:
        for line in certificate_lines(week, certificate):
            click.echo(line)
        click.echo()
    lines = list(verdict_lines(week, verdict))
    for line in lines[-1:] if officers else lines:
        click.echo(line)


def _no_roster(
    week: "Scenario", result: "Result", interruption: "Interruption", as_json: bool
) -> Exit:
    from scheduler.domain.run import SolveStatus
    from scheduler.solve.explain import explain
    from scheduler.verify.conflict import conflict_lines

    if result.status is SolveStatus.INFEASIBLE:
        code, lines = Exit.INFEASIBLE, list(conflict_lines(week, explain(week)))
    else:
        code = Exit.NO_ROSTER
        lines = [
            _("Stopped before a first roster was found.")
            if interruption.stopped.is_set()
            else _(
                "No roster was found in the time given; give more with --time-limit."
            )
        ]
    if as_json:
        _print_json({"status": result.status.value, "reasons": lines})
    else:
        for line in lines:
            click.echo(line, err=True)
    return code


def _reading(count: int, *, quiet: bool) -> "Callable[[int, Pair], None]":
    """Return what says which of several rosters is being read."""

    def tell(number: int, pair: "Pair") -> None:
        if count > 1 and not quiet:
            line = _(
                "Reading {folder} ({number} of {count})",
                folder=pair.folder,
                number=number,
                count=count,
            )
            click.echo(line, err=True)

    return tell


def _report_refused(error: "NotVerified", as_json: bool) -> Exit:
    from scheduler.verify.report import verdict_json, verdict_lines

    if as_json:
        refused = [
            {"folder": str(r.pair.folder), **verdict_json(r.week, r.verdict)}
            for r in error.refused
        ]
        _print_json({"status": "not verified", "refused": refused})
        return Exit.NOT_VERIFIED
    for refused_one in error.refused:
        click.echo(f"{refused_one.pair.folder}:")
        for line in verdict_lines(refused_one.week, refused_one.verdict):
            click.echo(f"  {line}")
    click.echo(
        _(
            "No report was written: it counts verified rosters only. Correct these, or "
            "leave them out."
        )
    )
    return Exit.NOT_VERIFIED


def _say_report(found: "Report", folder: Path, as_json: bool) -> None:
    from scheduler.report.as_json import report_json

    if as_json:
        _print_json({"written": str(folder), **report_json(found)})
        return
    for point in found.points:
        names = ", ".join(name.text for name in point.names)
        words = f"{point.text} {names}".strip()
        click.echo(f"{_STATE_MARKS[point.state.value]} {words}")
    click.echo(_("Written: {path}", path=folder))


def _tell_kept(path: PurePosixPath) -> None:
    """Say that a file was set aside, for its name was needed."""
    line = _(
        "Kept as {path}: it was changed by hand, or another program wrote it.",
        path=path,
    )
    click.echo(line, err=True)


def _print_json(content: Any) -> None:
    whole = console.unicode(sys.stdout)
    click.echo(json.dumps(content, ensure_ascii=not whole, indent=2))


# --- the way out ----------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code; never with a traceback."""
    console.prepare()
    try:
        scheduler.early.loaded()
        code = run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        code = _say_errors(Exit.ERROR, [_("Stopped.")], as_json=False)
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (error := console.lost()) is not None:
        line = _(
            "Not all of what was to be printed could be ({reason}); files that were "
            "written are in place.",
            reason=error.strerror,
        )
        code = _say_errors(code or Exit.ERROR, [line], as_json=False)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    set_language(detect_language())
    speak()
    arguments = _language_first(arguments)
    if arguments[:1] == ["--lang"] and arguments[1:2] in _KNOWN:
        set_language(arguments[1])
    as_json = "--json" in arguments
    try:
        return int(patrol.main(args=list(arguments), standalone_mode=False) or Exit.OK)
    except click.ClickException as error:
        if as_json:
            return _say_errors(error.exit_code, [error.format_message()], as_json)
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say_errors(Exit.ERROR, [_("Stopped.")], as_json)
    except Exception as error:
        if _interrupted(error):
            return _say_errors(Exit.ERROR, [_("Stopped.")], as_json)
        return _failed(error, as_json)


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an error: libraries being loaded rename it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _language_first(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``--lang`` before the others, wherever it stood."""
    ours, rest = list(arguments), []
    if "--" in ours:
        at = ours.index("--")
        ours, rest = ours[:at], ours[at:]
    said: list[str] = []
    for at in range(len(ours) - 1, -1, -1):
        name, equals, value = ours[at].partition("=")
        if name == "--lang" and (equals or at + 1 < len(ours)):
            said = ["--lang", value if equals else ours[at + 1]]
            del ours[at : at + (1 if equals else 2)]
    return [*said, *ours, *rest]


def _failed(error: Exception, as_json: bool) -> int:
    """Say in a line what went wrong: input, output, or a fault of ours."""
    from scheduler.io.faults import InputFaults
    from scheduler.publish import OutputRefused

    if isinstance(error, InputFaults):
        code, lines = Exit.INPUT, error.lines
    elif isinstance(error, OutputRefused):
        code, lines = Exit.INPUT if error.usage else Exit.ERROR, [str(error)]
    else:
        if os.environ.get("PATROL_DEBUG"):
            raise error
        code = Exit.ERROR
        lines = [
            _(
                "Unexpected error: {kind}: {words}. This is a fault of the program; "
                "PATROL_DEBUG=1 shows where.",
                kind=type(error).__name__,
                words=error,
            )
        ]
    return _say_errors(code, lines, as_json)


def _say_errors(code: int, lines: Sequence[str], as_json: bool) -> int:
    if as_json:
        _print_json({"status": "error", "exit_code": int(code), "errors": lines})
    else:
        for line in lines:
            click.echo(line, err=True)
    return int(code)


if __name__ == "__main__":
    main()
