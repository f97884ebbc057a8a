"""How the changes between two plans are told: to commanders, programs and officers.

A plan holds codes. `Labels` has the words for them, which can be kept with a plan; a
code that it does not have is shown as itself.
"""

import datetime as dt
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from scheduler.domain.changes import (
    Change,
    ChangeKind,
    PlannedDuty,
    count_by_force,
    late_by_officer,
)
from scheduler.domain.plans import Plan, PlannedSeat, PlannedTour
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Span
from scheduler.render.text import (
    date,
    force_label,
    hour,
    hours,
    instant,
    kind_title,
    period,
    plain,
    shift_name,
)
from scheduler.verify.reasons import position_name
from scheduler.words import LANGUAGES, N_, _, language, n_, use_language
from scheduler.words.render import hours_minutes

WIDTH = 80
"""Columns of a terminal that lines keep to."""

KIND_WORDS: Mapping[ChangeKind, str] = {
    ChangeKind.TOUR_ADDED: N_("tour added"),
    ChangeKind.TOUR_DROPPED: N_("tour removed"),
    ChangeKind.TOUR_MOVED: N_("tour changed"),
    ChangeKind.SEAT_ADDED: N_("mission added"),
    ChangeKind.SEAT_DROPPED: N_("mission removed"),
    ChangeKind.SEAT_MOVED: N_("mission changed"),
    ChangeKind.CREW: N_("crew changed"),
}
"""What happens to a duty (message ids)."""

_DAY, _FULL_DAY = "EEE d MMM", "EEEE d MMMM y"


@dataclass(frozen=True)
class Labels:
    """The words for the codes of a plan. All are empty if nothing is known.

    Parameters
    ----------
    forces, shifts, zones
        Name by code.
    kinds
        Title by code of the mission kind, by language.
    """

    forces: Mapping[str, str] = field(default_factory=dict)
    shifts: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """Return the labels as what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Labels":
        """Return the labels from what `content` returned."""
        return cls(**content)

    def force(self, code: str) -> str:
        """Return what a force is called."""
        return self.forces.get(code, code)

    def mission(self, seat: PlannedSeat) -> str:
        """Return what a mission is called: ``Joint foot patrol PM/PN – Jaude``."""
        title = self.kinds.get(language(), {}).get(seat.kind, seat.kind)
        zone = self.zones.get(seat.zone, seat.zone)
        # Codes alone do not tell which mission of the kind it is.
        known = title if title != seat.kind else seat.mission
        return " – ".join(filter(None, [known, zone]))


def labels_of(scenario: Scenario) -> Labels:
    """Return the words for the codes of a scenario."""
    kinds = {}
    for lang in LANGUAGES:
        with use_language(lang):
            kinds[lang] = {k.id: kind_title(k) for k in scenario.kinds.values()}
    return Labels(
        forces={code: force_label(scenario, code) for code in scenario.forces},
        shifts={s.id: shift_name(s) for s in scenario.shifts.values()},
        zones={z.id: plain(z.name) for z in scenario.zones.values()},
        kinds=kinds,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change as people read it, in the current language.

    Parameters
    ----------
    day
        Local day of the duty, the earlier of the two.
    officer, force
        Who, and the label of the employer.
    what
        What happens to the duty.
    was, becomes
        The former and the new duty; empty = there is none.
    told_by
        Local day and time until which telling the officer is in time.
    state
        ``begun``, ``late`` or ``short notice``; empty = in time.
    late
        Whether it needs a reason.
    """

    day: dt.date
    officer: str
    force: str
    what: str
    was: str
    becomes: str
    told_by: str
    state: str
    late: bool


def change_lines(
    found: Iterable[Change], labels: Labels, clock: Clock
) -> tuple[ChangeLine, ...]:
    """Return changes as people read them, in the current language.

    Parameters
    ----------
    found
        The changes.
    labels
        Words for codes.
    clock
        Local time.
    """
    return tuple(
        ChangeLine(
            day=c.first.day,
            officer=c.officer,
            force=labels.force(c.force),
            what=_(KIND_WORDS[c.kind]),
            was=_told(c, c.was, c.partners_were, labels, clock, _DAY),
            becomes=_told(c, c.becomes, c.partners_become, labels, clock, _DAY),
            told_by=_moment(clock, c.told_by, _DAY),
            state=state(c),
            late=c.late,
        )
        for c in found
    )


def state(change: Change) -> str:
    """Return ``begun``, ``late`` or ``short notice``; empty = told in time."""
    if change.past:
        return _("begun")
    if change.late:
        return _("late")
    return _("short notice") if change.flagged else ""


def changes_text(
    found: Sequence[Change], labels: Labels, clock: Clock
) -> Iterator[str]:
    """Yield the lines of a terminal: each change, then the totals."""
    if not found:
        yield _("No change.")
        return
    heads = (_("Day"), _("Officer"), _("Change"), _("Tell by"), "")
    lines = change_lines(found, labels, clock)
    cells = [
        (date(line.day, _DAY), line.officer, line.what, line.told_by, line.state)
        for line in lines
    ]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    yield _aligned(heads, widths)
    for line, row in zip(lines, cells, strict=True):
        yield _aligned(row, widths)
        if line.was:
            yield from _wrapped(_("Before: {duty}", duty=line.was))
        if line.becomes:
            yield from _wrapped(_("Now: {duty}", duty=line.becomes))
    yield ""
    for total in _totals(found, labels):
        yield from textwrap.wrap(total, WIDTH, subsequent_indent="    ")


def _aligned(cells: Iterable[str], widths: Iterable[int]) -> str:
    pairs = zip(cells, widths, strict=True)
    return "  ".join(f"{cell:<{width}}" for cell, width in pairs).rstrip()


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="    ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _totals(found: Sequence[Change], labels: Labels) -> Iterator[str]:
    officers = len({c.officer for c in found})
    yield ", ".join(
        (
            n_("{n} change", "{n} changes", len(found)),
            n_("{n} officer", "{n} officers", officers),
        )
    )
    counts = count_by_force(found).items()
    for force, own in groupby(counts, key=lambda item: item[0][0]):
        kinds = ", ".join(f"{_(KIND_WORDS[kind])} {n}" for (_f, kind), n in own)
        yield f"{labels.force(force)} – {kinds}"
    if late := late_by_officer(found):
        who = ", ".join(f"{officer} ({n})" for officer, n in late.items())
        yield _("Late, each with a reason to give: {officers}", officers=who)


def changes_json(found: Sequence[Change], clock: Clock) -> dict[str, Any]:
    """Return changes and their totals for programs: codes and instants."""
    counts: dict[str, dict[str, int]] = {}
    for (force, kind), number in count_by_force(found).items():
        counts.setdefault(force, {})[kind.value] = number
    return {
        "changes": [
            {
                "officer": c.officer,
                "force": c.force,
                "change": c.kind.value,
                "told_by": _iso(clock, c.told_by),
                "flagged": c.flagged,
                "late": c.late,
                "past": c.past,
                "was": _duty_json(clock, c.was, c.partners_were),
                "becomes": _duty_json(clock, c.becomes, c.partners_become),
                "came": list(c.came),
                "went": list(c.went),
            }
            for c in found
        ],
        "counts": counts,
        "late": dict(late_by_officer(found)),
    }


def messages(
    found: Sequence[Change],
    labels: Labels,
    clock: Clock,
    now: dt.datetime,
) -> Mapping[str, str]:
    """Return the message to each officer concerned, by service number.

    It tells the officer's own duties, with the service numbers of partners, and nothing
    else about others.

    Parameters
    ----------
    found
        The changes.
    labels
        Words for codes.
    clock
        Days of the roster, and local time.
    now
        Aware instant at which the changes are told.
    """
    own: dict[str, list[Change]] = {}
    for change in found:
        own.setdefault(change.officer, []).append(change)
    return {
        officer: "\n".join(_message(officer, listed, labels, clock, now)) + "\n"
        for officer, listed in sorted(own.items())
    }


def _message(
    officer: str,
    found: Sequence[Change],
    labels: Labels,
    clock: Clock,
    now: dt.datetime,
) -> Iterator[str]:
    yield _("{officer}: your duties change", officer=officer)
    yield ""
    yield _("Roster: {period}", period=period(clock))
    yield _("As of {when}", when=instant(clock, now))
    for number, change in enumerate(found, 1):
        yield ""
        what = _(KIND_WORDS[change.kind])
        yield f"{number}. {date(change.first.day, _FULL_DAY)} – {what}"
        was, becomes = (
            _told(change, duty, partners, labels, clock, _FULL_DAY)
            for duty, partners in (
                (change.was, change.partners_were),
                (change.becomes, change.partners_become),
            )
        )
        if was:
            yield "   " + _("Before: {duty}", duty=was)
        if becomes:
            yield "   " + _("Now: {duty}", duty=becomes)
        if change.kind is ChangeKind.CREW or (was and becomes):
            if change.came:
                yield "   " + _("New in the crew: {who}", who=", ".join(change.came))
            if change.went:
                gone = ", ".join(change.went)
                yield "   " + _("No longer in the crew: {who}", who=gone)
        by = _moment(clock, change.told_by, _FULL_DAY)
        yield "   " + _("To be told by: {when}", when=by)
        if change.past:
            yield "   " + _("This duty has already begun.")
        if change.late:
            yield "   " + _(
                "This change is late: your command gives you its reason and asks for "
                "your consent."
            )


def _told(
    change: Change,
    duty: PlannedDuty | None,
    partners: Sequence[str],
    labels: Labels,
    clock: Clock,
    day: str,
) -> str:
    """Return a duty in words; empty = there is none.

    The day and the minutes of work are told only where they change.
    """
    if duty is None:
        return ""
    both = [d for d in (change.was, change.becomes) if d is not None]
    span = _span(clock, duty.start, duty.end)
    parts = [hours(clock, span)] if span.length else []
    # Without length: when it ends is not known, nor when a tour begins.
    if not parts and isinstance(duty, PlannedSeat):
        parts.append(hour(clock, span.start))
    if isinstance(duty, PlannedSeat):
        name = labels.mission(duty)
        if duty.position:
            parts.append(position_name(duty.position))
        if partners:
            parts.append(_("with {who}", who=", ".join(partners)))
    else:
        name = labels.shifts.get(duty.shift, duty.shift)
        if duty.breaks:
            times = ", ".join(hours(clock, _span(clock, a, b)) for a, b in duty.breaks)
            parts.append(_("break {times}", times=times))
        if len({d.work for d in both if isinstance(d, PlannedTour)}) > 1:
            parts.append(_("{time} of work", time=hours_minutes(duty.work)))
    if len({d.day for d in both}) > 1:
        name = f"{date(duty.day, day)}, {name}"
    return ", ".join((name, *parts))


def _span(clock: Clock, start: dt.datetime, end: dt.datetime) -> Span:
    return Span(clock.from_datetime(start), clock.from_datetime(end))


def _moment(clock: Clock, when: dt.datetime, day: str) -> str:
    minute = clock.from_datetime(when)
    return f"{date(clock.date(minute), day)}, {hour(clock, minute)}"


def _iso(clock: Clock, when: dt.datetime) -> str:
    return when.astimezone(clock.zone).isoformat(timespec="minutes")


def _duty_json(
    clock: Clock, duty: PlannedDuty | None, partners: Sequence[str]
) -> dict[str, Any] | None:
    if duty is None:
        return None
    common = {
        "start": _iso(clock, duty.start),
        "end": _iso(clock, duty.end),
        "day": duty.day.isoformat(),
    }
    if isinstance(duty, PlannedTour):
        breaks = duty.breaks
        return {
            **common,
            "shift": duty.shift,
            "work_minutes": duty.work,
            "breaks": None
            if breaks is None
            else [[_iso(clock, a), _iso(clock, b)] for a, b in breaks],
        }
    return {
        **common,
        "mission": duty.mission,
        "kind": duty.kind,
        "zone": duty.zone,
        "position": duty.position,
        "leads": duty.leads,
        "partners": list(partners),
    }


def clock_of(plan: Plan) -> Clock:
    """Return the days of a plan, and its local time."""
    return Clock(plan.first, plan.days, plan.timezone)
