"""The time that missions of a tour leave free for breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from scheduler.domain.missions import Occurrence
from scheduler.domain.patience import heed
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour


@dataclass(frozen=True, slots=True)
class Gap:
    """Time of a tour without a mission.

    Parameters
    ----------
    span
        From the end of a mission, or the start of the tour, to the next mission or the
        end of the tour.
    free
        Minutes of it that transition times leave; negative if they do not fit.
    """

    span: Span
    free: int


def held_during(facts: Facts, tour: Tour) -> list[Occurrence]:
    """Return the occurrences that an officer holds during a tour, in order of time."""
    duties = facts.duties_of[tour.officer]
    found = [d.occurrence for d in duties if d.occurrence.span.overlaps(tour.span)]
    return sorted(found, key=lambda o: o.span)


def free_between(scenario: Scenario, before: Occurrence, after: Occurrence) -> int:
    """Return the minutes that the transition time leaves between two missions."""
    return after.span.start - before.span.end - scenario.transition_time(before, after)


def gaps(facts: Facts, tour: Tour) -> list[Gap]:
    """Return the gaps between the missions of a tour, in order of time."""
    held = held_during(facts, tour)
    found = []
    start = tour.span.start
    for end in (*(o.span.start for o in held), tour.span.end):
        between = [
            free_between(facts.scenario, before, after)
            for before in held
            for after in held
            if before.span.end <= start and end <= after.span.start
        ]
        if start < end:
            found.append(Gap(Span(start, end), min([end - start, *between])))
        start = max([start, *(o.span.end for o in held if o.span.start == end)])
    return found


def clash(facts: Facts, tour: Tour) -> bool:
    """Tell whether one person cannot hold all missions of an officer on a tour."""
    return any(
        free_between(facts.scenario, before, after) < 0
        for before, after in pairwise(held_during(facts, tour))
    )


def pairs_around(
    scenario: Scenario, pause: Span, occurrences: Iterable[Occurrence]
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Yield pairs of missions around a break whose transition time needs part of it.

    Without the break one person could hold both. Missions farther from the break than
    the longest transition time are skipped.
    """
    near = Span(
        pause.start - scenario.longest_transition,
        pause.end + scenario.longest_transition,
    )
    ordered = sorted(set(occurrences), key=lambda o: (o.span, o.key))
    earlier = [o for o in ordered if near.start < o.span.end <= pause.start]
    later = [o for o in ordered if pause.end <= o.span.start < near.end]
    for before in earlier:
        heed()
        for after in later:
            if 0 <= free_between(scenario, before, after) < pause.length:
                yield before, after
