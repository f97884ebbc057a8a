"""The agreements themselves: how long they still run, and notice given."""

from collections.abc import Sequence
from enum import StrEnum

from scheduler.domain.agreements import Agreement, months_later
from scheduler.report.base import (
    Column,
    Figure,
    Label,
    Section,
    Sort,
    Week,
    covered,
    named,
)
from scheduler.report.missions import force_label
from scheduler.words import N_

SOURCE = "CSI annexe 1 art. 21"


class State(StrEnum):
    """State of an agreement on the last day of the report."""

    TO_COME = "to_come"
    IN_FORCE = "in_force"
    ENDING = "ending"
    """It ends before a notice given that day would take effect."""
    DENOUNCED = "denounced"
    RENEWED = "renewed"
    """It ended, or will, and another goes on the day after."""
    ENDED = "ended"


STATES = {
    State.TO_COME: Label("to_come", N_("not yet in force")),
    State.IN_FORCE: Label("in_force", N_("in force")),
    State.ENDING: Label("ending", N_("about to end: express renewal needed")),
    State.DENOUNCED: Label("denounced", N_("notice given: a new one is needed")),
    State.RENEWED: Label("renewed", N_("renewed by another")),
    State.ENDED: Label("ended", N_("ended")),
}


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of agreements."""
    return Section(
        code="agreements",
        title=N_("Agreements"),
        figures=(by_agreement(weeks),) if weeks else (),
    )


def by_agreement(weeks: Sequence[Week]) -> Figure:
    """Return the state of every agreement on the last day covered.

    One that ended before the first day covered is left out. Where weeks differ, the
    latest counts.
    """
    days = covered(weeks)
    rows = []
    for (_code, _name), (week, agreement) in sorted(_latest(weeks).items()):
        if agreement.last_day < days[0]:
            continue
        last = agreement.last_day
        rows.append(
            (
                named(agreement.id, agreement.name),
                force_label(week, agreement.municipal_force),
                agreement.validity.first,
                last,
                (last - days[-1]).days,
                agreement.denounced,
                STATES[state(weeks, agreement)],
            )
        )
    return Figure(
        code="agreements",
        title=N_("Agreements on the last day covered"),
        words=N_(
            "Three years, renewed expressly; either party may end it by six months' "
            "notice. Days left are counted from the last day covered; below 0 it had "
            "ended."
        ),
        source=SOURCE,
        columns=(
            Column("agreement", N_("Agreement"), Sort.NAME),
            Column("force", N_("Municipal force"), Sort.NAME),
            Column("first", N_("From"), Sort.DATE),
            Column("last", N_("Last day"), Sort.DATE),
            Column("days_left", N_("Days left"), Sort.DAYS),
            Column("denounced", N_("Notice given"), Sort.DATE),
            Column("state", N_("State"), Sort.NAME),
        ),
        rows=tuple(rows),
    )


def state(weeks: Sequence[Week], agreement: Agreement) -> State:
    """Return the state of an agreement on the last day covered."""
    today = covered(weeks)[-1]
    last = agreement.last_day
    denounced = agreement.denounced is not None and agreement.denounced <= today
    if agreement.validity.starts_after(today):
        return State.TO_COME
    if not denounced and last >= months_later(today, agreement.notice_months):
        return State.IN_FORCE
    if _renewed(weeks, agreement):
        return State.RENEWED
    if last < today:
        return State.ENDED
    return State.DENOUNCED if denounced else State.ENDING


def _renewed(weeks: Sequence[Week], agreement: Agreement) -> bool:
    """Tell whether other agreements cover every commune later than this one."""
    others = [
        a
        for _week, a in _latest(weeks).values()
        if a.municipal_force == agreement.municipal_force
        and a.national_force == agreement.national_force
        and a.last_day > agreement.last_day
        and (a.validity.first - agreement.last_day).days <= 1
    ]
    return all(any(c in a.communes for a in others) for c in agreement.communes)


def _latest(weeks: Sequence[Week]) -> dict[tuple[str, str], tuple[Week, Agreement]]:
    """Return every agreement as in the latest week that has it."""
    ordered = sorted(weeks, key=lambda w: (w.scenario.clock.start, w.scenario.name))
    return {
        (a.id, week.scenario.forces[a.municipal_force].name): (week, a)
        for week in ordered
        for a in week.scenario.agreements.values()
    }


def attention(weeks: Sequence[Week]) -> tuple[Label, ...]:
    """Return the agreements that need attention."""
    figure = by_agreement(weeks)
    wanting = {STATES[s] for s in (State.ENDING, State.DENOUNCED, State.ENDED)}
    return tuple(
        row[0]
        for row in figure.rows
        if row[-1] in wanting and isinstance(row[0], Label)
    )
