"""Changes announced late, exceptions, and breaches."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from scheduler.domain.authority import Derogation, Override
from scheduler.domain.changes import Notice
from scheduler.domain.tours import Change, CycleChange
from scheduler.goals.few_changes import notice_of
from scheduler.report.base import (
    NOT_FOLLOWED,
    Column,
    Figure,
    Label,
    Outcome,
    Section,
    Sort,
    Value,
    Week,
    share,
)
from scheduler.report.ledger import Known
from scheduler.report.missions import total_label
from scheduler.rules import RULES
from scheduler.words import N_

USUAL = Notice(flagged=dt.timedelta(days=7), reason=dt.timedelta(hours=48))
"""The notice after which columns are named, where every force keeps to it."""

NAMED = (
    Column("below_7_days", N_("Less than 7 days")),
    Column("below_48_hours", N_("Less than 48 h")),
)
OWN = (
    Column("flagged", N_("Flagged: less than the notice of the force")),
    Column("late", N_("Late: less than the notice that needs no reason")),
)

_NOT_FOLLOWED = N_(
    "Recorded departures from the cycle, one for each officer and day. Notice runs "
    "from when the officer was told to the start of the tour, or of the day if there "
    "is none. Changes to a roster once published are not known."
)
_FOLLOWED = N_(
    "Recorded departures from the cycle, one for each officer and day. Notice runs "
    "from when the officer was told to the start of the tour, or of the day if there "
    "is none."
)

CHANGES = {
    Change.RECALL: Label("recall", N_("Recalled on a rest day")),
    Change.POSTPONEMENT: Label("postponement", N_("Postponed rest")),
    Change.SHIFTED: Label("shifted", N_("Other hours")),
    Change.EXCHANGE: Label("exchange", N_("Exchanged or granted")),
}


def section(weeks: Sequence[Week], known: Known | None = None) -> Section:
    """Return every figure of changes and exceptions."""
    return Section(
        code="changes",
        title=N_("Changes, exceptions and rules"),
        figures=(
            compliance(weeks, known),
            exceptions_by_rule(weeks),
            late_changes(weeks, known),
        ),
    )


def late_changes(weeks: Sequence[Week], known: Known | None = None) -> Figure:
    """Return the recorded changes of each sort, by the notice given.

    The columns of notice are `NAMED` where every force owes the usual one, else `OWN`.
    """
    below = notice_columns(weeks)
    found: defaultdict[Label, Counter[str]] = defaultdict(Counter)
    for week in weeks:
        for change in week.scenario.cycle_changes:
            if change.day in week.days:
                for key in (CHANGES[change.change], total_label()):
                    found[key].update(["changes", *_lateness(week, change, below)])
    columns = (
        Column("changes", N_("Changes")),
        *below,
        Column("not_recorded", N_("Notice not recorded")),
    )
    return Figure(
        code="late_changes",
        title=N_("Changes of duty and the notice given"),
        words=_NOT_FOLLOWED if known is None else _FOLLOWED,
        source=N_("choice: no text sets a notice"),
        columns=(Column("change", N_("Change"), Sort.NAME), *columns),
        rows=tuple(
            (key, *(found[key][c.code] for c in columns))
            for key in (*CHANGES.values(), total_label())
        ),
        total=True,
    )


def notice_columns(weeks: Sequence[Week]) -> tuple[Column, Column]:
    """Return the columns that tell how much notice was given."""
    usual = all(
        notice_of(week.scenario)(force, day) == USUAL
        for week in weeks
        for force in week.scenario.forces
        for day in week.days
    )
    return NAMED if usual else OWN


def notice_given(week: Week, change: CycleChange) -> int | None:
    """Return the minutes between telling an officer and the day changed."""
    if change.told is None:
        return None
    starts = [
        t.span.start for t in week.facts.tours_of[change.officer] if t.day == change.day
    ]
    clock = week.scenario.clock
    return min(starts, default=clock.midnight(change.day)) - change.told


def compliance(weeks: Sequence[Week], known: Known | None = None) -> Figure:
    """Return what the checker found, and what was set aside."""
    asked = [a for w in weeks for a in w.asked_jointly]
    alone = sum(a.outcome is Outcome.ALONE for a in asked)
    held = alone + sum(a.outcome is Outcome.HELD for a in asked)
    rows: tuple[tuple[Label, Value], ...] = (
        (Label("rosters", N_("Rosters verified")), len(weeks)),
        (Label("rules", N_("Rules judged in each")), len(RULES)),
        (
            Label("breaches", N_("Breaches found")),
            sum(len(week.verdict.breaches) for week in weeks),
        ),
        (
            Label("overrides", N_("Overrides used")),
            sum(len(list(overrides_used(week))) for week in weeks),
        ),
        (
            Label("derogations", N_("Derogations used")),
            sum(len(list(derogations_used(week))) for week in weeks),
        ),
        (Label("alone", N_("Joint missions held by one force alone")), alone),
        (
            Label("after_publication", N_("Changes after publication")),
            NOT_FOLLOWED if known is None else known.changes,
        ),
    )
    return Figure(
        code="compliance",
        title=N_("Rules kept and exceptions made"),
        words=N_(
            "An override sets a rule of the agreement or of a command aside for one "
            "case; a derogation is one that a text allows. Only those that the roster "
            "relies on are counted."
        ),
        source="CSI annexe 1 art. 19",
        columns=(
            Column("what", N_("What"), Sort.NAME),
            Column("number", N_("Number")),
            Column("held_share", N_("Of joint missions held (%)"), Sort.SHARE),
        ),
        rows=tuple(
            (label, value, share(alone, held) if label.code == "alone" else None)
            for label, value in rows
        ),
    )


def exceptions_by_rule(weeks: Sequence[Week]) -> Figure:
    """Return the overrides and derogations used of each rule that has any."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for week in weeks:
        for override in overrides_used(week):
            found[override.rule]["overrides"] += 1
        for derogation in derogations_used(week):
            found[derogation.rule]["derogations"] += 1
    return Figure(
        code="exceptions_by_rule",
        title=N_("Exceptions by rule"),
        source="CSI annexe 1 art. 19",
        columns=(
            Column("rule", N_("Rule"), Sort.NAME),
            Column("overrides", N_("Overrides used")),
            Column("derogations", N_("Derogations used")),
        ),
        rows=tuple(
            (
                Label(name, RULES[name].title),
                found[name]["overrides"],
                found[name]["derogations"],
            )
            for name in RULES
            if name in found
        ),
    )


def overrides_used(week: Week) -> Iterator[Override]:
    """Yield each override that a roster relies on, once, on the days that count."""
    seen = set()
    for breach, override in week.verdict.overridden:
        day = override.day
        if day is None and breach.when is not None:
            day = week.scenario.clock.date(breach.when)
        if override.case not in seen and (day is None or day in week.days):
            seen.add(override.case)
            yield override


def derogations_used(week: Week) -> Iterator[Derogation]:
    """Yield each derogation that a roster relies on, on the days that count."""
    for derogation in week.verdict.derogations:
        if any(day in derogation.validity for day in week.days):
            yield derogation


def _lateness(
    week: Week, change: CycleChange, below: tuple[Column, Column]
) -> Iterator[str]:
    given = notice_given(week, change)
    if given is None:
        yield "not_recorded"
        return
    force = week.scenario.officers[change.officer].force
    owed = notice_of(week.scenario)(force, change.day)
    for column, least in zip(below, (owed.flagged, owed.reason), strict=True):
        if dt.timedelta(minutes=given) < least:
            yield column.code
