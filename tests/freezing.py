"""Baselines for tests: a roster as officers know it, and the freeze."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.domain.baseline import Baseline, KnownSeat, KnownTour
from scheduler.domain.roster import Break, Facts, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span


def known(week: Scenario, roster: Roster, freeze: Minute | None = None) -> Baseline:
    """Return a roster of a week as a baseline."""
    facts = Facts(week, roster)
    stated = roster.breaks is not None
    return Baseline(
        frozenset(
            KnownTour(
                officer=t.officer,
                day=t.day,
                shift=t.shift,
                span=t.span,
                breaks=facts.breaks_of.get(t.key, ()) if stated else None,
            )
            for t in roster.tours
        ),
        frozenset(
            KnownSeat(
                mission=d.occurrence.mission,
                start=d.occurrence.span.start,
                officer=d.officer,
                position=d.position.name,
                kind=week.kind(d.occurrence).id,
                zone=d.occurrence.zone,
            )
            for d in facts.duties
        ),
        freeze,
    )


def frozen(before: Facts, freeze: Minute, now: Scenario | None = None) -> Scenario:
    """Return a week whose baseline is a roster, frozen before an instant.

    Parameters
    ----------
    before, freeze
        The roster that people know, and the freeze.
    now
        The week as it is now; the same if not given.
    """
    baseline = known(before.scenario, before.roster, freeze)
    return replace(now or before.scenario, baseline=baseline)


def with_breaks(facts: Facts, breaks: Iterable[tuple[str, int, int]]) -> Facts:
    """Return a roster with breaks: officer, and first and last minute.

    Each belongs to the tour of that officer in which it starts.
    """

    placed = []
    for officer, start, end in breaks:
        tours = facts.tours_of[officer]
        tour = next(t for t in tours if t.span.start <= start < t.span.end)
        placed.append(Break(*tour.key, Span(start, end)))
    roster = replace(facts.roster, breaks=tuple(sorted(placed)))
    return Facts(facts.scenario, roster)
