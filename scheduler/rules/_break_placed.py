"""Judges the breaks that a roster states, for ``daily_break``."""

from collections.abc import Iterator, Sequence

from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules._break_chains import Limits
from scheduler.rules._break_gaps import free_between, gaps, held_during, pairs_around
from scheduler.rules.base import Breach
from scheduler.words import N_


def break_breach(
    tour: Tour, message: str, over: int, *, setting: str, **values: str | int
) -> Breach:
    """Return a breach by the breaks of one tour.

    The message may use ``{officer}``, ``{day}``, ``{over}`` and the values given.
    """
    return Breach(
        rule="daily_break",
        message=message,
        values={
            "officer": tour.officer,
            "day": tour.day.isoformat(),
            "over": over,
            **values,
        },
        officers=(tour.officer,),
        when=tour.span.start,
        over=over,
        unit=Unit.MINUTES,
        setting=setting,
    )


def check_fixed(
    facts: Facts, tour: Tour, pause: Span, breaks: Sequence[Span], needed: bool
) -> Iterator[Breach]:
    """Look for the break of a split shift at its time, and for missions around it.

    The transition time between two missions must fit without the break. If the roster
    has the break at its time, ``check_placed`` looks at that.

    Parameters
    ----------
    facts, tour, pause, breaks
        The roster, a tour, the break of its shift, and the breaks that the roster
        states for it.
    needed
        Whether the break of the shift must be one of those stated.
    """
    found = max((span.overlap(pause) for span in breaks), default=0)
    if found == pause.length:
        return
    if needed:
        yield break_breach(
            tour,
            N_(
                "{officer}: no break of the tour of {day:day} lies from {start:at} "
                "to {end:at}, as the shift says"
            ),
            pause.length - found,
            setting="minimum",
            start=pause.start,
            end=pause.end,
        )
    held = held_during(facts, tour)
    for before, after in pairs_around(facts.scenario, pause, held):
        yield break_breach(
            tour,
            N_(
                "{officer}: the unpaid break on {start:at} takes {over:hm} of the "
                "transition time from {before} to {after}"
            ),
            pause.length - free_between(facts.scenario, before, after),
            setting="minimum",
            before=before.mission,
            after=after.mission,
            start=pause.start,
        )


def check_placed(
    facts: Facts, tour: Tour, breaks: Sequence[Span], limits: Limits | None
) -> Iterator[Breach]:
    """Judge the breaks that a roster states for a tour.

    Each one by the tour and its missions; all of them by the transition times and, if
    the tour asks for breaks, by ``limits``.
    """
    yield from _check_each(facts, tour, breaks)
    yield from _check_transitions(facts, tour, breaks)
    if limits is not None:
        yield from _check_lengths(tour, breaks, limits)
        yield from _check_stretches(tour, breaks, limits)


def _check_each(facts: Facts, tour: Tour, breaks: Sequence[Span]) -> Iterator[Breach]:
    """Yield breaks that lie outside the tour or overlap a mission."""
    held = held_during(facts, tour)
    for span in breaks:
        outside = span.length - span.overlap(tour.span)
        if outside:
            yield break_breach(
                tour,
                N_(
                    "{officer}: the break on {start:at} lies {over:hm} outside the "
                    "tour of {day:day}"
                ),
                outside,
                setting="minimum",
                start=span.start,
            )
        for occurrence in held:
            if span.overlaps(occurrence.span):
                yield break_breach(
                    tour,
                    N_(
                        "{officer}: the break on {start:at} overlaps mission {mission} "
                        "by {over:hm}"
                    ),
                    span.overlap(occurrence.span),
                    setting="minimum",
                    start=span.start,
                    mission=occurrence.mission,
                )


def _check_transitions(
    facts: Facts, tour: Tour, breaks: Sequence[Span]
) -> Iterator[Breach]:
    """Yield gaps between missions in which breaks take part of the transition time."""
    groups = _apart_from_fixed(tour, breaks)
    for gap in gaps(facts, tour):
        free = max(0, gap.free)
        for group in groups:
            taken = sum(span.overlap(gap.span) for span in group)
            if taken > free and gap.free < gap.span.length:
                yield break_breach(
                    tour,
                    N_(
                        "{officer}: a break takes {over:hm} of the transition time "
                        "after {start:at}"
                    ),
                    taken - free,
                    setting="minimum",
                    start=gap.span.start,
                )


def _apart_from_fixed(tour: Tour, breaks: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """Return the breaks in groups that must leave the transition times together.

    On a split shift: the breaks that contain the break of the shift, those before it,
    and the rest.
    """
    if tour.pause is None:
        return (breaks,)
    around = [s for s in breaks if s.contains(tour.pause)]
    others = [s for s in breaks if s not in around]
    early = [s for s in others if s.start < tour.pause.start]
    return (around, early, [s for s in others if s not in early])


def _check_lengths(
    tour: Tour, breaks: Sequence[Span], limits: Limits
) -> Iterator[Breach]:
    """Yield breaks that are too short, and an unpaid break cut into pieces."""
    for span in breaks:
        if span.length < limits.pause:
            yield break_breach(
                tour,
                N_(
                    "{officer}: the break on {start:at} lasts {found:hm}, "
                    "{minimum:hm} required"
                ),
                limits.pause - span.length,
                setting="minimum",
                start=span.start,
                found=span.length,
                minimum=limits.pause,
            )
    longest = max(span.length for span in breaks)
    unpaid = tour.span.length - tour.work
    if limits.pause <= longest < unpaid:
        yield break_breach(
            tour,
            N_(
                "{officer}: no break of the tour of {day:day} lasts as long as the "
                "unpaid break of the shift, {unpaid:hm}: {over:hm} missing"
            ),
            unpaid - longest,
            setting="minimum",
            unpaid=unpaid,
        )


def _check_stretches(
    tour: Tour, breaks: Sequence[Span], limits: Limits
) -> Iterator[Breach]:
    """Yield the times without a break that are too long."""
    since = tour.span.start
    for span in (*breaks, Span(tour.span.end, tour.span.end)):
        late = min(span.start, tour.span.end) - since - limits.stretch
        if late > 0:
            yield break_breach(
                tour,
                N_(
                    "{officer}: {found:hm} without a break from {since:at}, "
                    "{stretch:hm} allowed"
                ),
                late,
                setting="from",
                found=late + limits.stretch,
                since=since,
                stretch=limits.stretch,
            )
        since = max(since, span.end)
