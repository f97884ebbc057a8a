"""A roster at a glance: a piece of a page that needs nothing else, for notebooks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.roster import Facts
from scheduler.domain.run import Run, SolveStatus
from scheduler.export._grid import legend
from scheduler.export._view import absent_days
from scheduler.export.board import environment
from scheduler.render.palette import ABSENT, Shade, shades
from scheduler.render.text import (
    date,
    day_off,
    force_label,
    hours,
    period,
    plain,
    shift_name,
    tier_name,
)
from scheduler.verify.judge import Verdict
from scheduler.verify.report import breach_line, missing_lines
from scheduler.verify.units import loss_of
from scheduler.words import N_, _, use_language
from scheduler.words.render import decimal

_PROOFS = {
    SolveStatus.OPTIMAL: N_("proved optimal"),
    SolveStatus.FEASIBLE: N_("not proved"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A tier: what is lost, what is proved, and in how many seconds."""

    name: str
    value: str
    bound: str
    proof: str
    seconds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A day of an officer: the looks of the tours with their hours, or an absence."""

    tours: tuple[tuple[Shade, str], ...]
    missions: int
    absent: bool


def glance(facts: Facts, verdict: Verdict, run: Run | None, language: str) -> str:
    """Return tiers, breaches, missing missions and the grid as HTML.

    It depends on nothing else in a page: no style sheet, no script, no address; every
    text of the tables is escaped.

    Parameters
    ----------
    facts, verdict
        A week and its roster, and what the checker found.
    run
        What the solver says of it; ``None`` = it was not solved.
    language
        ``fr`` or ``en``.
    """
    scenario = facts.scenario
    looks = shades(scenario)
    with use_language(language):
        return (
            environment()
            .get_template("glance.html")
            .render(
                lang=language,
                title=plain(scenario.title),
                period=period(scenario.clock),
                passed=verdict.passed,
                tiers=tuple(_tiers(facts, verdict, run)),
                breaches=tuple(breach_line(scenario, b) for b in verdict.breaches),
                missing=tuple(missing_lines(scenario, verdict)),
                days=[
                    (date(day, "EEE d"), day_off(scenario, day))
                    for day in scenario.clock.dates
                ],
                rows=tuple(_rows(facts, looks)),
                legend=legend(scenario, looks),
                absent=ABSENT,
            )
        )


def _tiers(facts: Facts, verdict: Verdict, run: Run | None) -> Iterator[_Line]:
    results = {} if run is None else {r.name: r for r in run.tiers}
    for tier, check in zip(facts.scenario.tiers, verdict.tiers, strict=True):
        lost, result = loss_of(tier.goals), results.get(tier.name)
        yield _Line(
            name=tier_name(tier.name),
            value=lost(check.value),
            bound="–" if result is None else lost(result.bound),
            proof="–" if result is None else _(_PROOFS[result.status]),
            seconds="–" if result is None else decimal(result.seconds),
        )


def _rows(
    facts: Facts, looks: Mapping[str, Shade]
) -> Iterator[tuple[str, str, tuple[_Cell, ...]]]:
    scenario = facts.scenario
    for officer in scenario.officers.values():
        absent = absent_days(scenario, officer.id)
        tours, duties = facts.tours_of[officer.id], facts.duties_of[officer.id]
        cells = tuple(
            _Cell(
                tours=tuple(
                    (
                        looks[tour.shift],
                        f"{shift_name(scenario.shifts[tour.shift])} "
                        f"{hours(scenario.clock, tour.span)}",
                    )
                    for tour in tours
                    if tour.day == day
                ),
                missions=sum(duty.occurrence.day == day for duty in duties),
                absent=day in absent,
            )
            for day in scenario.clock.dates
        )
        yield officer.id, force_label(scenario, officer.force), cells
