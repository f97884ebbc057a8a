"""The report at one glance: five numbers, and whether the agreement is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.people import ForceKind
from scheduler.report import (
    agreements,
    changes,
    hours,
    ledger,
    meetings,
    missions,
    notices,
    road_safety,
)
from scheduler.report.base import ALL, Figure, Label, Unknown, Week, covered, named
from scheduler.words import N_
from scheduler.words.render import say

HELD_ENOUGH = 0.9
"""Share of joint missions held jointly from which that point is kept (a choice: no text
sets one)."""


class State(StrEnum):
    """How a point stands."""

    KEPT = "kept"
    ATTENTION = "attention"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the agreement.

    Parameters
    ----------
    code
        Code of the point.
    state
        How it stands.
    message, values
        What was found: message id and what fills it.
    source
        Article.
    names
        What needs attention, if it has a name.
    """

    code: str
    state: State
    message: str
    values: Mapping[str, str | int]
    source: str
    names: tuple[Label, ...] = ()

    @property
    def text(self) -> str:
        """What was found, in the current language."""
        return say(self.message, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The numbers at the top.

    Parameters
    ----------
    planned, held, alone, not_held
        Joint missions.
    joint_minutes, joint_municipal, joint_national
        Person-minutes in joint missions.
    meetings_kept, meetings_due
        Of the operational meetings that the agreements of all municipal forces owe,
        those held; a force that met oftener makes up for no other.
    meetings_held, meetings_asked
        Operational meetings held, and those asked for.
    night_minutes, night_share
        Of the joint person-minutes, those between 23:00 and 06:00.
    overrides, derogations
        Exceptions used.
    """

    planned: int
    held: int
    alone: int
    not_held: int
    joint_minutes: int
    joint_municipal: int
    joint_national: int
    meetings_kept: int
    meetings_due: int
    meetings_held: int
    meetings_asked: int
    night_minutes: int
    night_share: float | None
    overrides: int
    derogations: int


def headline(weeks: Sequence[Week], *, every: int = meetings.EVERY) -> Headline:
    """Return the numbers at the top."""
    counts = missions.in_all(weeks)
    bands = hours.by_band(weeks)
    met = meetings.by_rhythm(weeks, every=every)
    by_force = meetings.by_agreement(weeks, every=every)
    owed, missing = by_force.numbers("due"), by_force.numbers("missing")
    rules = changes.compliance(weeks)
    night = bands.cell("night", "joint_share")
    return Headline(
        planned=counts.number("planned", "missions"),
        held=counts.number("held", "missions"),
        alone=counts.number("alone", "missions"),
        not_held=counts.number("not_held", "missions"),
        joint_minutes=bands.number(ALL, "joint"),
        joint_municipal=bands.number(ALL, f"joint_{ForceKind.MUNICIPAL}"),
        joint_national=bands.number(ALL, f"joint_{ForceKind.NATIONAL}"),
        meetings_kept=sum(owed.values()) - sum(missing.values()),
        meetings_due=sum(owed.values()),
        meetings_held=met.number("operational", "held"),
        meetings_asked=met.number("operational", "asked"),
        night_minutes=bands.number("night", "joint"),
        night_share=night if isinstance(night, float) else None,
        overrides=rules.number("overrides", "number"),
        derogations=rules.number("derogations", "number"),
    )


def points(
    weeks: Sequence[Week],
    *,
    every: int = meetings.EVERY,
    days: int | None = None,
    known: ledger.Known | None = None,
) -> tuple[Point, ...]:
    """Return whether each point of the agreement is kept.

    Parameters
    ----------
    weeks
        What is reported on.
    every
        Days between two operational meetings.
    days
        Days of the period; ``None`` = those that the weeks cover.
    known
        What the ledger knows; ``None`` = there is none.
    """
    found = (
        _missions(missions.in_all(weeks)),
        _meetings(meetings.by_agreement(weeks, every=every)),
        _mayors(notices.by_sort(weeks)),
        _opj(road_safety.by_kind(weeks)),
        _rules(changes.compliance(weeks)),
        _changes(changes.late_changes(weeks)),
        *(() if known is None else (_published(weeks, known),)),
        _agreements(weeks),
    )
    covered_days = len(covered(weeks))
    whole = covered_days if days is None else days
    return (*found, _covered(covered_days, whole))


def _state(kept: bool) -> State:
    return State.KEPT if kept else State.ATTENTION


def _missions(figure: Figure) -> Point:
    planned, held = (figure.number(c, "missions") for c in ("planned", "held"))
    if not planned:
        return Point(
            code="missions",
            state=State.UNKNOWN,
            message=N_("No joint mission was asked for."),
            values={},
            source=figure.source,
        )
    return Point(
        code="missions",
        state=_state(held >= HELD_ENOUGH * planned),
        message=N_(
            "Joint missions held jointly: {held} of {planned}; by one force alone: "
            "{alone}; not held: {not_held} (kept from {enough} %)."
        ),
        values={
            "held": held,
            "planned": planned,
            "alone": figure.number("alone", "missions"),
            "not_held": figure.number("not_held", "missions"),
            "enough": round(100 * HELD_ENOUGH),
        },
        source=figure.source,
    )


def _meetings(figure: Figure) -> Point:
    lacking = tuple(force for force, n in figure.numbers("missing").items() if n)
    owing = sum(bool(n) for n in figure.numbers("due").values())
    if not owing:
        return Point(
            code="meetings",
            state=State.UNKNOWN,
            message=N_("No whole interval between two meetings is covered."),
            values={},
            source=figure.source,
        )
    return Point(
        code="meetings",
        state=_state(not lacking),
        message=N_(
            "Municipal forces that met the national police as often as due: {kept} of "
            "{forces}."
        ),
        values={"kept": owing - len(lacking), "forces": owing},
        source=figure.source,
        names=lacking,
    )


def _mayors(figure: Figure) -> Point:
    written, due = figure.cell("mayors", "written"), figure.number("mayors", "due")
    if isinstance(written, Unknown):
        return Point(
            code="mayors",
            state=State.UNKNOWN,
            message=written.reason,
            values=dict(written.values),
            source="CSI annexe 1 art. 11",
        )
    number = figure.number("mayors", "written")
    return Point(
        code="mayors",
        state=_state(number == due),
        message=N_(
            "Notices of joint missions to mayors that are written: {written} of {due}."
        ),
        values={"written": number, "due": due},
        source="CSI annexe 1 art. 11",
    )


def _opj(figure: Figure) -> Point:
    held, missing = (figure.number(ALL, c) for c in ("held", "opj_missing"))
    if not held:
        return Point(
            code="opj",
            state=State.UNKNOWN,
            message=N_("No road-safety operation was held."),
            values={},
            source="CSI annexe 1 art. 13",
        )
    return Point(
        code="opj",
        state=_state(not missing),
        message=N_(
            "Road-safety operations with the OPJ that they need: {reached} of {held}."
        ),
        values={"reached": held - missing, "held": held},
        source="CSI annexe 1 art. 13",
    )


def _rules(figure: Figure) -> Point:
    breaches = figure.number("breaches", "number")
    return Point(
        code="rules",
        state=_state(not breaches),
        message=N_(
            "Rosters verified: {rosters}, each against {rules} rules; breaches: "
            "{breaches}; exceptions on record: {exceptions}."
        ),
        values={
            "rosters": figure.number("rosters", "number"),
            "rules": figure.number("rules", "number"),
            "breaches": breaches,
            "exceptions": figure.number("overrides", "number")
            + figure.number("derogations", "number"),
        },
        source=figure.source,
    )


def _changes(figure: Figure) -> Point:
    codes = [c.code for c in figure.columns]
    below = changes.OWN if changes.OWN[0].code in codes else changes.NAMED
    flagged, late = (figure.number(ALL, c.code) for c in below)
    silent = figure.number(ALL, "not_recorded")
    return Point(
        code="changes",
        state=_state(not late and not silent),
        message=_OWN_NOTICE if below == changes.OWN else _USUAL_NOTICE,
        values={
            "changes": figure.number(ALL, "changes"),
            "week": flagged,
            "late": late,
            "silent": silent,
        },
        source=figure.source,
    )


_USUAL_NOTICE = N_(
    "Changes of duty: {changes}; announced less than 7 days before: {week}, less than "
    "48 h: {late}, without a record: {silent}."
)
_OWN_NOTICE = N_(
    "Changes of duty: {changes}; announced with less than the notice of the force: "
    "{week}, of which late: {late}, without a record: {silent}."
)


_COMPARED = N_(
    "Rosters that are the official version of their week: {official} of {rosters}; "
    "replaced, or not official yet: {other}; never published: {unpublished}."
)
_SOME_PURGED = N_(
    "Rosters that are the official version of their week: {official} of {rosters}; "
    "replaced, or not official yet: {other}; never published: {unpublished}; not "
    "compared, since the duties of their week were purged: {purged}."
)


def _published(weeks: Sequence[Week], known: ledger.Known) -> Point:
    rosters = [
        (week, standing)
        for week, standing in zip(weeks, known.standings, strict=True)
        if standing is not ledger.Standing.PURGED
    ]
    official = ledger.Standing.OFFICIAL
    wanting = tuple(w for w, standing in rosters if standing is not official)
    state = _state(not wanting) if rosters else State.UNKNOWN
    found = Counter(known.standings)
    purged = found[ledger.Standing.PURGED]
    return Point(
        code="published",
        state=state,
        message=_SOME_PURGED if purged else _COMPARED,
        values={
            "rosters": len(weeks),
            "official": found[official],
            "other": found[ledger.Standing.OTHER] + found[ledger.Standing.WAITING],
            "unpublished": found[ledger.Standing.UNPUBLISHED],
            "purged": purged,
        },
        source=ledger.SOURCE,
        names=tuple(
            named(w.scenario.clock.start.isoformat(), _title(w)) for w in wanting
        ),
    )


def _title(week: Week) -> str:
    return f"{week.scenario.title} {week.scenario.clock.start.isoformat()}"


def _agreements(weeks: Sequence[Week]) -> Point:
    wanting = agreements.attention(weeks)
    return Point(
        code="agreements",
        state=_state(not wanting),
        message=N_("Agreements ended, about to end or denounced: {wanting}."),
        values={"wanting": len(wanting)},
        source=agreements.SOURCE,
        names=wanting,
    )


def _covered(days: int, whole: int) -> Point:
    return Point(
        code="covered",
        state=_state(days >= whole),
        message=N_("Days of the period that rosters cover: {days} of {whole}."),
        values={"days": days, "whole": whole},
        source="CSI annexe 1 art. 19",
    )
