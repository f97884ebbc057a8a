"""What the ledger knows of the period: counters, versions, what changed later."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from scheduler.domain import changes as compared
from scheduler.domain.plans import plan_of
from scheduler.goals.few_changes import notice_of
from scheduler.ledger import counting, publication, versions
from scheduler.ledger.history import Record, recorded
from scheduler.ledger.people import numbers_of
from scheduler.ledger.store import Ledger, LedgerRefused, read_setting
from scheduler.ledger.versions import LATE, Version
from scheduler.render.counters import JOINT, TITLES
from scheduler.report.base import (
    Column,
    Figure,
    Section,
    Sort,
    Unknown,
    Value,
    Week,
    named,
)
from scheduler.report.missions import force_label, total_label
from scheduler.words import N_

SOURCE = N_("the ledger of publications")

_PURGED = Unknown(N_("the duties of these versions were purged from the ledger"))
_NO_REASON = Unknown(N_("the reason was purged from the ledger"))
_HIDDEN = "…"


class Standing(StrEnum):
    """What the roster of a week is to the ledger."""

    OFFICIAL = "official"
    """The version that is official now."""
    OTHER = "other"
    """Another version is official."""
    WAITING = "waiting"
    """No version of the week is official yet."""
    UNPUBLISHED = "unpublished"
    PURGED = "purged"
    """The duties of the official version were purged: nothing is left to compare."""


@dataclass(frozen=True, slots=True)
class Late:
    """Changes that officers were told later than the notice of their force allows.

    Parameters
    ----------
    version
        Name of the version with which they were told.
    number
        How many.
    reason
        Why, without the numbers of officers; ``None`` = purged.
    """

    version: str
    number: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """A week of the ledger.

    Parameters
    ----------
    first
        Its first day.
    versions, official
        Versions published, and those of them that were official.
    changes
        Changes of duties from each official version to the next; ``None`` = purged.
    late
        Those told late.
    """

    first: dt.date
    versions: int
    official: int
    changes: int | None
    late: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of the period of a report.

    Parameters
    ----------
    counters
        Total by force and kind.
    weeks
        The weeks that touch the period, in order.
    standings
        What each roster of the report is, in their order.
    """

    counters: Mapping[str, Mapping[str, int]]
    weeks: tuple[Published, ...]
    standings: tuple[Standing, ...]

    @property
    def changes(self) -> int | Unknown:
        """Changes of duties after publication, in all weeks."""
        found = [w.changes for w in self.weeks]
        return _PURGED if None in found else sum(n or 0 for n in found)


def read_known(
    ledger: Ledger, weeks: Sequence[Week], first: dt.date, last: dt.date
) -> Known | None:
    """Return what a ledger knows; ``None`` if it is that of another scenario.

    Parameters
    ----------
    ledger
        The ledger.
    weeks
        Rosters of the report.
    first, last
        The period.
    """
    with ledger.reading() as connection:
        of = read_setting(connection, publication.PLAN)
        if of and all(w.scenario.identity != of for w in weeks):
            return None
        counts = counting.counted(connection, first, last)
        by_version: dict[str, int] = {}
        for count in counts:
            if count.kind == LATE:
                before = by_version.get(count.version, 0)
                by_version[count.version] = before + count.value
        records: dict[dt.date, list[Record]] = {}
        for record in recorded(connection):
            made = record.version
            if made.week <= last and made.week + dt.timedelta(days=made.days) > first:
                records.setdefault(made.week, []).append(record)
        numbers = frozenset(numbers_of(connection).values())
        return Known(
            counters=counting.by_force(counts),
            weeks=tuple(
                _published(connection, found, by_version, numbers)
                for _week, found in sorted(records.items())
            ),
            standings=tuple(
                standing(connection, w)
                if of in ("", w.scenario.identity)
                else Standing.UNPUBLISHED
                for w in weeks
            ),
        )


def standing(connection: Connection, week: Week) -> Standing:
    """Return what the roster of a week is to a ledger."""
    first = week.scenario.clock.start
    if not versions.versions(connection, first):
        return Standing.UNPUBLISHED
    try:
        shown = versions.shown_plan(connection, first)
    except LedgerRefused:
        return Standing.PURGED
    if shown is None:
        return Standing.WAITING
    same = shown.duties() == plan_of(week.facts).duties()
    return Standing.OFFICIAL if same else Standing.OTHER


def _published(
    connection: Connection,
    records: Sequence[Record],
    late: Mapping[str, int],
    numbers: Collection[str],
) -> Published:
    official = [r.version for r in records if r.version.official_at is not None]
    return Published(
        first=records[0].version.week,
        versions=len(records),
        official=len(official),
        changes=_changes(connection, official),
        late=tuple(
            Late(
                r.version.name,
                late[r.version.name],
                None if r.reason is None else _unnamed(r.reason, numbers),
            )
            for r in records
            if r.version.name in late
        ),
    )


def _changes(connection: Connection, official: Sequence[Version]) -> int | None:
    """Return the number of changes from each version to the next."""
    if len(official) < 2:
        return 0
    try:
        plans = [versions.plan_of(connection, made) for made in official]
    except LedgerRefused:
        return None
    return sum(
        len(compared.changes(before, after, now=made.at, notice=notice_of()))
        for before, after, made in zip(plans, plans[1:], official[1:], strict=False)
    )


def _unnamed(reason: str, numbers: Collection[str]) -> str:
    """Return a reason without service numbers: the report names no officer."""
    for number in sorted(numbers, key=len, reverse=True):
        reason = re.sub(rf"(?<!\w){re.escape(number)}(?!\w)", _HIDDEN, reason)
    return reason


# --- figures --------------------------------------------------------------------------


def sections(weeks: Sequence[Week], known: Known | None) -> tuple[Section, ...]:
    """Return the section of the ledger, if there is one."""
    if known is None:
        return ()
    figures = (counters(weeks, known), by_week(known), late(known))
    return (Section(code="ledger", title=N_("Publications"), figures=figures),)


def counters(weeks: Sequence[Week], known: Known) -> Figure:
    """Return the counters of each force."""
    labels = {
        code: force_label(week, code)
        for week in reversed(weeks)
        for code in week.scenario.forces
    }
    forces = dict.fromkeys([*labels, *known.counters])
    return Figure(
        code="ledger_counters",
        title=N_("Counters of the ledger"),
        words=N_(
            "Of the official versions of all weeks that touch the period; weeks count "
            "whole. Tours count on the day on which they begin; late changes over all "
            "versions that were official. People removed by a purge are not counted."
        ),
        source=SOURCE,
        columns=(
            Column("force", N_("Force"), Sort.NAME),
            *(
                Column(kind, title, Sort.MINUTES if kind == JOINT else Sort.COUNT)
                for kind, title in TITLES.items()
            ),
        ),
        rows=tuple(
            (
                labels.get(code, named(code, code)),
                *(known.counters.get(code, {}).get(kind, 0) for kind in TITLES),
            )
            for code in sorted(forces)
        ),
    )


def by_week(known: Known) -> Figure:
    """Return what was published of each week."""
    rows: list[tuple[Value, ...]] = [
        (
            named(week.first.isoformat(), week.first.isoformat()),
            week.versions,
            week.official,
            _PURGED if week.changes is None else week.changes,
            sum(one.number for one in week.late),
        )
        for week in known.weeks
    ]
    whole = (
        total_label(),
        sum(w.versions for w in known.weeks),
        sum(w.official for w in known.weeks),
        known.changes,
        sum(one.number for w in known.weeks for one in w.late),
    )
    return Figure(
        code="ledger_weeks",
        title=N_("Versions published and changes after publication"),
        words=N_(
            "A change is one duty of one officer that differs from an official version "
            "to the next. A late change was told later than the notice of the force "
            "allows."
        ),
        source=SOURCE,
        columns=(
            Column("week", N_("Week from"), Sort.NAME),
            Column("versions", N_("Versions published")),
            Column("official", N_("Official versions")),
            Column("changes", N_("Changes after publication")),
            Column("late", N_("Late changes")),
        ),
        rows=(*rows, whole),
        total=True,
    )


def late(known: Known) -> Figure:
    """Return the changes told late, with the reason of each version."""
    return Figure(
        code="ledger_late",
        title=N_("Late changes and their reasons"),
        words=N_(
            "One row for each version that was official. Reasons are those given at "
            "the publication, without the numbers of officers."
        ),
        source=SOURCE,
        columns=(
            Column("version", N_("Version"), Sort.NAME),
            Column("late", N_("Late changes")),
            Column("reason", N_("Reason"), Sort.NAME),
        ),
        rows=tuple(_late_rows(known)),
    )


def _late_rows(known: Known) -> Iterator[tuple[Value, ...]]:
    for week in known.weeks:
        for one in week.late:
            reason: Value = _NO_REASON
            if one.reason is not None:
                reason = named("reason", one.reason)
            yield named(one.version, one.version), one.number, reason
