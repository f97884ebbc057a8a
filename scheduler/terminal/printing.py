"""What the commands print: lines for people, or JSON for machines."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from scheduler.terminal import console
from scheduler.words import _

if TYPE_CHECKING:
    from scheduler.report.compiled import Report
    from scheduler.report.gather import NotVerified, Pair
    from scheduler.roll import Rolled
    from scheduler.verify.solved import SolvedWeek

_STATE_MARKS = {"kept": "✓", "attention": "!", "unknown": "?"}


def print_lines(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines as they come."""
    for line in lines:
        click.echo(line, err=err)


def print_json(content: Any) -> None:
    """Print a value as JSON, in ASCII where the terminal knows no more."""
    whole = console.unicode(sys.stdout)
    click.echo(json.dumps(content, ensure_ascii=not whole, indent=2))


def print_solve(solved: "SolvedWeek", as_json: bool, **more: Any) -> None:
    """Print how a solve ended: tiers, what is missing, verdict, where files are.

    ``more`` is added to the JSON.
    """
    from scheduler.verify.report import solve_json, summary_lines

    week, run, verdict = solved.scenario, solved.run, solved.verdict
    if as_json:
        print_json({**solve_json(week, run, verdict, solved.folder), **more})
        return
    print_lines(summary_lines(week, run, verdict))
    print_lines(_where(solved.folder, written=verdict.passed))


def _where(folder: Path, *, written: bool) -> Iterator[str]:
    """Yield where each output is that people open."""
    from scheduler.export import EXPORTERS

    if not written:
        yield _(
            "Nothing was written to {path}: a previous roster there stays.", path=folder
        )
        return
    for exporter in EXPORTERS.values():
        if exporter.place:
            yield _(exporter.where, path=folder / exporter.place)


def print_verdict(solved: "SolvedWeek", as_json: bool) -> None:
    """Print the verdict on a folder."""
    from scheduler.verify.report import verdict_json, verdict_lines

    if as_json:
        print_json(verdict_json(solved.scenario, solved.verdict))
    else:
        print_lines(verdict_lines(solved.scenario, solved.verdict))


def print_verification(solved: "SolvedWeek", as_json: bool) -> None:
    """Print the verdict on a folder, after what is missing in it."""
    from scheduler.verify.report import missing_lines

    if solved.verdict.passed and not as_json:
        print_lines(missing_lines(solved.scenario, solved.verdict))
    print_verdict(solved, as_json)


def print_certificates(
    solved: "SolvedWeek", officers: Sequence[str] | None, as_json: bool
) -> None:
    """Print what every rule measures for officers.

    Parameters
    ----------
    solved
        The roster.
    officers
        Whose certificates; ``None`` = everybody's. What is handed to one officer does
        not tell about the others.
    as_json
        Print JSON.
    """
    from scheduler.verify.certificate import certificates
    from scheduler.verify.certificate_report import certificate_json, certificate_lines
    from scheduler.verify.report import verdict_json, verdict_lines

    week, verdict = solved.scenario, solved.verdict
    found = certificates(solved.facts, officers)
    if as_json:
        listed = [certificate_json(week, c) for c in found]
        whole = {"passed": verdict.passed} if officers else verdict_json(week, verdict)
        print_json({**whole, "certificates": listed})
        return
    for certificate in found:
        print_lines([*certificate_lines(week, certificate), ""])
    lines = list(verdict_lines(week, verdict))
    print_lines(lines[-1:] if officers else lines)


def print_no_roster(status: str, reasons: Sequence[str], as_json: bool) -> None:
    """Print why there is no roster."""
    if as_json:
        print_json({"status": status, "reasons": reasons})
    else:
        print_lines(reasons, err=True)


def print_rolled(rolled: "Rolled") -> None:
    """Print where the next horizon was written, and what was left out of it."""
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


def print_kept(path: PurePosixPath) -> None:
    """Print that a file was set aside, for its name was needed."""
    line = _(
        "Kept as {path}: it was changed by hand, or another program wrote it.",
        path=path,
    )
    click.echo(line, err=True)


def reading(count: int, *, quiet: bool) -> "Callable[[int, Pair], None]":
    """Return what prints which of several rosters is being read."""

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


def print_report(found: "Report", folder: Path, as_json: bool) -> None:
    """Print the points of a periodic report, and where it is."""
    from scheduler.report.as_json import report_json

    if as_json:
        print_json({"written": str(folder), **report_json(found)})
        return
    for point in found.points:
        names = ", ".join(name.text for name in point.names)
        words = f"{point.text} {names}".strip()
        click.echo(f"{_STATE_MARKS[point.state.value]} {words}")
    click.echo(_("Written: {path}", path=folder))


def print_refused(error: "NotVerified", as_json: bool) -> None:
    """Print which rosters a report was not made of, and why."""
    from scheduler.verify.report import verdict_json, verdict_lines

    if as_json:
        refused = [
            {"folder": str(r.pair.folder), **verdict_json(r.week, r.verdict)}
            for r in error.refused
        ]
        print_json({"status": "not verified", "refused": refused})
        return
    for one in error.refused:
        click.echo(f"{one.pair.folder}:")
        print_lines(f"  {line}" for line in verdict_lines(one.week, one.verdict))
    click.echo(
        _(
            "No report was written: it counts verified rosters only. Correct these, or "
            "leave them out."
        )
    )
