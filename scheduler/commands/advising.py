"""Commands that advise on a roster without searching for another one."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.terminal import printing
from scheduler.terminal.exits import Exit
from scheduler.terminal.options import (
    Command,
    Day,
    Time,
    db_option,
    instant_of,
    json_option,
    option,
    path_argument,
)
from scheduler.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.advise.suggestions import Answer
    from scheduler.domain.roster import Facts
    from scheduler.domain.scenario import Scenario


@click.command(
    cls=Command,
    help=N_(
        "Print who could take an open seat of MISSION, or replace OFFICER, in the "
        "roster in DIR or a published version such as 2026-11-23/official: ranked, "
        "with what each would cost."
    ),
)
@path_argument("scenario")
@path_argument("roster", metavar="DIR|VERSION")
@click.argument("name", metavar="MISSION|OFFICER")
@option("--day", type=Day(), help=N_("With MISSION: the day on which it begins."))
@option(
    "--start", type=Time(), help=N_("With MISSION: the time at which it begins, 08:30.")
)
@option(
    "--from",
    "since",
    metavar="INSTANT",
    help=N_(
        "With OFFICER: since when, local time such as 2026-11-26T14:00, or now; now if "
        "not given, or the start of the roster."
    ),
)
@option(
    "--until",
    metavar="INSTANT",
    help=N_("With OFFICER: until when; the end of the roster if not given."),
)
@option(
    "--most",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help=N_("Most suggestions for a seat."),
)
@db_option
@json_option
def suggest(
    scenario: Path,
    roster: Path,
    name: str,
    day: dt.date | None,
    start: dt.time | None,
    since: str | None,
    until: str | None,
    most: int,
    db: str | None,
    as_json: bool,
) -> Exit:
    """Print who could step in."""
    from scheduler.advise.lines import answer_json, answer_lines
    from scheduler.advise.openings import RosterBroken
    from scheduler.advise.suggestions import about_mission, about_officer
    from scheduler.scenarios.load import load

    week = load(scenario)
    mission = _is_mission(week, name)
    _check_options(mission, (day, start), (since, until))
    facts = _facts(week, roster, db)
    try:
        if mission:
            _check_time(facts.scenario, name, day, start)
            answer: Answer = about_mission(facts, name, day, start, most)
        else:
            times = _away(facts.scenario, since, until)
            answer = about_officer(facts, name, *times, most)
    except RosterBroken as error:
        return refused(facts.scenario, error.breaches, as_json)
    if as_json:
        printing.print_json(answer_json(answer))
    else:
        printing.print_lines(answer_lines(answer))
    return Exit.OK if answer.possible else Exit.NO_ROSTER


def refused(week: "Scenario", breaches: "Collection[Any]", as_json: bool) -> Exit:
    """Print that a roster breaks rules, and which."""
    from scheduler.advise.lines import broken_json
    from scheduler.verify.report import breach_line

    if as_json:
        printing.print_json(broken_json(week, breaches))
    else:
        click.echo(_("The roster breaks rules with the tables as they are:"), err=True)
        lines = (breach_line(week, b) for b in breaches)
        printing.print_lines((f"  {line}" for line in lines), err=True)
    return Exit.NOT_VERIFIED


def _facts(week: "Scenario", roster: Path, db: str | None) -> "Facts":
    from scheduler.commands.rolling import published_week
    from scheduler.domain.roster import Facts
    from scheduler.ledger.published import is_version
    from scheduler.rosters.files import read_files

    if is_version(roster):
        return published_week(week, roster, db).facts
    files = read_files(week, roster)
    return Facts(files.scenario, files.roster)


def _is_mission(week: "Scenario", name: str) -> bool:
    """Tell whether a name is that of a mission, and not that of an officer."""
    from scheduler.io.faults import suggestion

    if name in week.missions or name in week.officers:
        return name in week.missions
    hint, more = suggestion(name, (*week.missions, *week.officers), N_("see {known}"))
    wrong = _("no mission and no officer is called {name}", name=name)
    raise click.UsageError(f"{wrong} — {_(hint).format(**more)}" if hint else wrong)


def _check_options(
    mission: bool,
    of_missions: Iterable[object],
    of_officers: Iterable[object],
) -> None:
    if mission and any(value is not None for value in of_officers):
        raise click.UsageError(_("--from and --until go with an officer"))
    if not mission and any(value is not None for value in of_missions):
        raise click.UsageError(_("--day and --start go with a mission"))


def _check_time(
    week: "Scenario", name: str, day: dt.date | None, start: dt.time | None
) -> None:
    """Refuse a day or time at which a mission cannot begin, and say which there are."""
    starts = [week.wall(o.proper.start) for o in week.missions[name].starts]
    if day is not None and all(day != s.date() for s in starts):
        known = dict.fromkeys(s.date().isoformat() for s in starts)
        raise click.BadParameter(
            _("{mission} begins on {known} only", mission=name, known=_few(known)),
            param_hint="--day",
        )
    if start is not None:
        on_day = [s for s in starts if day in (None, s.date())]
        if all(start != s.time() for s in on_day):
            known = dict.fromkeys(f"{s:%H:%M}" for s in on_day)
            raise click.BadParameter(
                _("{mission} begins at {known} only", mission=name, known=_few(known)),
                param_hint="--start",
            )


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:8]) + (", …" if len(listed) > 8 else "")


def _away(week: "Scenario", since: str | None, until: str | None) -> tuple[int, int]:
    """Return from when until when an officer is away, in minutes."""
    clock, horizon = week.clock, week.clock.span
    # Tours of the last night end on the day after.
    last = clock.midnight(clock.dates[-1] + dt.timedelta(days=2))
    now = clock.from_datetime(dt.datetime.now(dt.UTC).replace(second=0, microsecond=0))
    begins = now if horizon.start < now < horizon.end else horizon.start
    if since is not None:
        begins = instant_of(since, clock, "--from")
    ends = last if until is None else instant_of(until, clock, "--until")
    if ends <= begins:
        raise click.BadParameter(_("it is not after --from"), param_hint="--until")
    if begins >= last or ends <= horizon.start:
        raise click.BadParameter(
            _("the roster has no day between --from and --until"), param_hint="--from"
        )
    return begins, ends
