"""Coordination meetings held and due, and who attended."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind
from scheduler.report.base import (
    Asked,
    Chart,
    Column,
    Figure,
    Label,
    Outcome,
    Section,
    Sort,
    Unknown,
    Value,
    Week,
    covered,
    mean,
    share,
)
from scheduler.report.fields import is_evaluation, is_mayors_meeting, is_meeting
from scheduler.report.missions import force_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 10"
EVERY = 7
"""Days between two operational meetings, unless the reader says otherwise (a choice:
the model agreement leaves the rhythm blank)."""

_NO_KIND = N_("no mission kind of these weeks is a meeting of this sort")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Meetings of one sort, and how often they are due.

    Parameters
    ----------
    label
        What they are called.
    every
        Days between two.
    of
        Which mission kinds are such meetings; ``None`` = none is known.
    """

    label: Label
    every: int
    of: Callable[[MissionKind], bool] | None = None


def rhythms(every: int = EVERY) -> tuple[Rhythm, ...]:
    """Return the rhythm of each sort of meeting, in days (choices).

    Seen in the field: weekly (Moissy-Cramayel), half-yearly (Sénart), yearly
    (Chamalières); the yearly evaluation is that of annexe 1 art. 20. Whole weeks: a
    year of 52 owes one yearly meeting.
    """
    return (
        Rhythm(Label("operational", N_("Operational meeting")), every, is_meeting),
        Rhythm(Label("chiefs", N_("Meeting of the chiefs")), 28),
        Rhythm(
            Label("elected", N_("Meeting with elected members")), 182, is_mayors_meeting
        ),
        Rhythm(
            Label("evaluation", N_("Yearly evaluation (art. 20)")), 364, is_evaluation
        ),
    )


def section(weeks: Sequence[Week], *, every: int = EVERY) -> Section:
    """Return every figure of meetings."""
    return Section(
        code="meetings",
        title=N_("Coordination meetings"),
        figures=(
            by_rhythm(weeks, every=every),
            by_agreement(weeks, every=every),
            attendance(weeks),
        ),
    )


def by_rhythm(weeks: Sequence[Week], *, every: int = EVERY) -> Figure:
    """Return the meetings asked for, held, and due by their rhythm.

    One meeting is due for each whole interval of the days that the weeks cover.
    """
    days = len(covered(weeks))
    rows = []
    for rhythm in rhythms(every):
        asked: Value = Unknown(_NO_KIND)
        held: Value = Unknown(_NO_KIND)
        missing: Value = Unknown(_NO_KIND)
        due = days // rhythm.every
        if rhythm.of is not None:
            found = [a for w in weeks for a in w.asked if rhythm.of(a.kind)]
            number = sum(a.outcome is not Outcome.NOT_HELD for a in found)
            asked, held, missing = len(found), number, max(0, due - number)
        rows.append((rhythm.label, rhythm.every, asked, held, due, missing))
    return Figure(
        code="meetings_by_rhythm",
        title=N_("Meetings held and due"),
        words=N_(
            "Asked for: in the tables of the weeks. Due: one for each whole interval "
            "of the days covered. The agreement sets the rhythm; what is shown is a "
            "choice, to be set with --meetings-every."
        ),
        source=f"{SOURCE}, 20",
        columns=(
            Column("meeting", N_("Meeting"), Sort.NAME),
            Column("every", N_("Every (days)"), Sort.DAYS),
            Column("asked", N_("Asked for")),
            Column("held", N_("Held")),
            Column("due", N_("Due")),
            Column("missing", N_("Missing")),
        ),
        rows=tuple(rows),
    )


def by_agreement(weeks: Sequence[Week], *, every: int = EVERY) -> Figure:
    """Return the operational meetings of each municipal force that has an agreement.

    Due while an agreement of the force is in force; held if the force attended.
    """
    days: defaultdict[Label, set[dt.date]] = defaultdict(set)
    held: Counter[Label] = Counter()
    for week in weeks:
        for agreement in week.scenario.agreements.values():
            label = force_label(week, agreement.municipal_force)
            days[label].update(d for d in week.days if d in agreement.in_force)
        for asked in _held(week):
            held.update(
                force_label(week, force)
                for force in _attending(week, asked)
                if week.scenario.forces[force].kind is ForceKind.MUNICIPAL
            )
    rows = []
    for label in sorted(days, key=lambda f: f.order):
        due = len(days[label]) // every
        missing = max(0, due - held[label])
        rows.append((label, len(days[label]), held[label], due, missing))
    return Figure(
        code="meetings_by_agreement",
        title=N_("Operational meetings by municipal force"),
        words=N_(
            "Each agreement owes its own meetings. A meeting counts for every "
            "municipal force that attends."
        ),
        source=SOURCE,
        columns=(
            Column("force", N_("Force"), Sort.NAME),
            Column("days", N_("Days under an agreement"), Sort.DAYS),
            Column("held", N_("Held")),
            Column("due", N_("Due")),
            Column("missing", N_("Missing")),
        ),
        rows=tuple(rows),
        chart=Chart(
            ("held", "due"),
            N_("Two bars for each municipal force: meetings held, and meetings due."),
            stacked=False,
        ),
    )


def attendance(weeks: Sequence[Week]) -> Figure:
    """Return how many of the meetings held each force attended, and with how many."""
    held = 0
    attended: Counter[Label] = Counter()
    heads: Counter[Label] = Counter()
    for week in weeks:
        for asked in _held(week):
            held += 1
            for force, number in _attending(week, asked).items():
                attended[force_label(week, force)] += 1
                heads[force_label(week, force)] += number
    return Figure(
        code="meetings_attendance",
        title=N_("Attendance by force"),
        source=SOURCE,
        columns=(
            Column("force", N_("Force"), Sort.NAME),
            Column("attended", N_("Meetings attended")),
            Column("attended_share", N_("Of those held (%)"), Sort.SHARE),
            Column("officers", N_("Officers at a meeting"), Sort.MEAN),
        ),
        rows=tuple(
            (f, attended[f], share(attended[f], held), mean(heads[f], attended[f]))
            for f in sorted(attended, key=lambda f: (-attended[f], f.code))
        ),
    )


def _held(week: Week) -> list[Asked]:
    return [
        a
        for a in week.asked
        if is_meeting(a.kind) and a.outcome is not Outcome.NOT_HELD
    ]


def _attending(week: Week, asked: Asked) -> Counter[str]:
    return Counter(seat.force for seat in week.crews[asked.occurrence])
