"""Comparing two plans: what changes, told on a terminal, in a table and by message."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from scheduler.domain.changes import Change, NoticeOf, changes
from scheduler.domain.plans import Plan
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock
from scheduler.goals.few_changes import notice_of
from scheduler.io.faults import Faults, InputFaults, refusal, shown
from scheduler.io.files import Modes, new_file, write_new
from scheduler.publish import MESSAGES, check_place, put
from scheduler.render.changes import (
    Labels,
    changes_json,
    changes_text,
    clock_of,
    labels_of,
    messages,
)
from scheduler.rosters.changes import render_changes
from scheduler.rosters.plans import plan_in
from scheduler.words import N_, use_language

_TO_SEND = "messages"
_INDEX = "index.csv"
_ONLY_OWNER = Modes(0o600, 0o700)


@dataclass(frozen=True)
class Comparison:
    """What differs between two plans.

    Parameters
    ----------
    before, after
        The plan that officers know, and the new one.
    now
        Aware instant at which officers are told.
    labels
        Words for the codes.
    notice
        Notice that each force owes.
    """

    before: Plan
    after: Plan
    now: dt.datetime
    labels: Labels = field(default_factory=Labels)
    notice: NoticeOf = field(default_factory=notice_of)

    @cached_property
    def found(self) -> tuple[Change, ...]:
        """The changes, by time and officer."""
        return changes(self.before, self.after, now=self.now, notice=self.notice)

    @property
    def clock(self) -> Clock:
        """The days of the new plan, and its local time."""
        return clock_of(self.after)

    def lines(self) -> Iterator[str]:
        """Yield what people read, in the current language."""
        return changes_text(self.found, self.labels, self.clock)

    def content(self) -> dict[str, Any]:
        """Return what programs read."""
        return {
            "now": self.now.astimezone(self.clock.zone).isoformat(timespec="seconds"),
            **changes_json(self.found, self.clock),
        }


def compare(
    before: Plan, after: Plan, now: dt.datetime, scenario: Scenario | None = None
) -> Comparison:
    """Return what differs between two plans, in the words of a scenario, if given.

    Without a scenario codes stand for themselves, and the notice is the usual one.
    """
    labels = Labels() if scenario is None else labels_of(scenario)
    return Comparison(before, after, now, labels, notice_of(scenario))


def plans_in(
    before: Path | Plan, after: Path | Plan, scenario: Scenario | None = None
) -> tuple[Plan, Plan]:
    """Return the plans that two folders of solved weeks hold.

    Parameters
    ----------
    before, after
        A folder, or a plan that was read elsewhere.
    scenario
        Its days count, and its local time.

    Raises
    ------
    InputFaults
        If a folder holds no readable roster, or the two have no day in common: all
        faults of both.
    """
    clock = None if scenario is None else scenario.clock
    faults, plans = Faults(), []
    for folder in (before, after):
        if isinstance(folder, Plan):
            plans.append(folder)
            continue
        try:
            plans.append(plan_in(folder, clock))
        except InputFaults as error:
            faults.extend(error.faults)
    faults.stop()
    one, other = plans
    if one.last < other.first or other.last < one.first:
        raise refusal(
            _name(after),
            N_("no day in common with {folder}"),
            N_("name two rosters of the same days"),
            folder=_name(before),
        )
    return one, other


def _name(of: Path | Plan) -> str:
    return of.first.isoformat() if isinstance(of, Plan) else str(of)


def check_outputs(table: Path | None, folder: Path | None) -> None:
    """Make sure that files may be written, before anything is read.

    Raises
    ------
    InputFaults
        If the table exists.
    OutputRefused
        If the folder of messages holds something else.
    """
    if table is not None and table.exists():
        raise refusal(
            str(table),
            N_("already exists"),
            N_("choose another name, or remove it first"),
        )
    if folder is not None:
        check_place(folder, MESSAGES)


def write_table(found: Comparison, path: Path) -> None:
    """Write the table of changes, for its owner alone to read.

    Raises
    ------
    InputFaults
        If the file exists or cannot be written; nothing is written then.
    """
    data = render_changes(found.found, found.after.timezone)
    try:
        with new_file(path) as beside:
            write_new(beside, data, _ONLY_OWNER)
    except OSError as error:
        raise refusal(
            str(path),
            N_("cannot be written ({value})"),
            N_("choose another name or folder"),
            value=shown(error.strerror or error),
        ) from error


def write_messages(
    found: Comparison, folder: Path, language: str
) -> tuple[PurePosixPath, ...]:
    """Write one message for each officer concerned, for their owner alone to read.

    ``messages/`` holds a file for each officer, and ``index.csv``, which lists them
    with the instant by which each is to be told. All messages of a previous comparison
    go.

    Parameters
    ----------
    found
        The comparison.
    folder
        A new or empty folder, or one that holds messages of a previous comparison.
    language
        ``fr`` or ``en``.

    Returns
    -------
    tuple of PurePosixPath
        Files of a previous comparison that were set aside: somebody changed them.

    Raises
    ------
    OutputRefused
        If the folder holds something else, or cannot be written.
    """
    with use_language(language):
        told = messages(found.found, found.labels, found.clock, found.now)
    files = [
        (PurePosixPath(_TO_SEND, f"{officer}.txt"), text.encode())
        for officer, text in told.items()
    ]
    files.append((PurePosixPath(_TO_SEND, _INDEX), _index(found)))
    content = json.dumps(found.content(), ensure_ascii=False, indent=2) + "\n"
    files.append((PurePosixPath(MESSAGES), content.encode()))
    return put(files, folder, mark=MESSAGES)


def _index(found: Comparison) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("officer", "force", "file", "changes", "told_by", "late"))
    by_officer: dict[str, list[Change]] = {}
    for change in found.found:
        by_officer.setdefault(change.officer, []).append(change)
    for officer, own in sorted(by_officer.items()):
        first = min(c.told_by for c in own).astimezone(found.clock.zone)
        writer.writerow(
            (
                officer,
                own[0].force,
                f"{officer}.txt",
                len(own),
                first.isoformat(timespec="minutes"),
                sum(c.late for c in own),
            )
        )
    return text.getvalue().encode()
