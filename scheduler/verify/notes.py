"""Notes: facts about a roster that break no rule and that people should check."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.domain.roster import Facts
from scheduler.rules.freeze_kept import FreezeKept
from scheduler.rules.night_average import NightAverage, becomes_night_worker
from scheduler.verify._agreement_notes import agreement_notes
from scheduler.verify._pairing_notes import pairing_notes
from scheduler.words import N_

MOST_NAMED = 8
"""Most missions that one note names."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for those who read the verdict.

    Parameters
    ----------
    message
        Sentence (message id) with ``{placeholders}`` for ``values``.
    values
        What fills the placeholders.
    source
        Article behind it.
    """

    message: str
    values: Mapping[str, str | int]
    source: str


def night_workers_not_recorded(facts: Facts) -> Iterator[Note]:
    """Yield officers who meet the thresholds of night workers, unrecorded as such.

    The averages of night workers are not judged for them.
    """
    for officer in facts.scenario.officers.values():
        habit = (
            None if officer.night_worker else becomes_night_worker(facts, officer.id)
        )
        if habit is None:
            continue
        message = (
            N_(
                "{officer} has {work:hm} of work at night in {year} and is not "
                "recorded as a night worker"
            )
            if habit.tours is None
            else N_(
                "{officer} has {tours} night tours in the week of {day:day} and is not "
                "recorded as a night worker"
            )
        )
        yield Note(
            message,
            {
                "officer": officer.id,
                "tours": habit.tours or 0,
                "work": habit.work,
                "day": habit.since.isoformat(),
                "year": habit.since.year,
            },
            NightAverage.source,
        )


def agreements_and_poolings(facts: Facts) -> Iterator[Note]:
    """Yield agreements about to end or missing, and short poolings."""
    for words in agreement_notes(facts):
        yield Note(*words)


def pairs_apart(facts: Facts) -> Iterator[Note]:
    """Yield officers who should be in one crew and never can be."""
    for words in pairing_notes(facts):
        yield Note(*words)


def remarks(facts: Facts) -> Iterator[Note]:
    """Yield what the tables ask for and this roster leaves out."""
    for remark in facts.scenario.remarks:
        yield Note(remark.message, remark.values, remark.place)


def begun_without_crew(facts: Facts) -> Iterator[Note]:
    """Yield the missions that start before the freeze only, and that nobody holds."""
    scenario = facts.scenario
    found = [
        mission.id
        for mission in scenario.missions.values()
        if mission.starts
        and not facts.held[mission.id]
        and all(scenario.frozen(o.span.start) for o in mission.starts)
    ]
    if found:
        listed = ", ".join(found[:MOST_NAMED]) + (", …" if found[MOST_NAMED:] else "")
        message = N_(
            "missions that start before the freeze and that the baseline roster does "
            "not hold: {count} ({missions})"
        )
        yield Note(
            message, {"count": len(found), "missions": listed}, FreezeKept.source
        )


NOTES: tuple[Callable[[Facts], Iterator[Note]], ...] = (
    remarks,
    begun_without_crew,
    agreements_and_poolings,
    night_workers_not_recorded,
    pairs_apart,
)
"""Every function that has notes to give, in the order in which they are printed."""


def notes(facts: Facts) -> Iterator[Note]:
    """Yield every note on a roster."""
    for find in NOTES:
        yield from find(facts)
