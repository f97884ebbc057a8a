"""Officers on a cycle work it, unless a change is recorded."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.cycles import change_on, on_cycle, usual_tour
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Change, Tour
from scheduler.rules.base import Breach, Rule
from scheduler.rules.night_worker_by_day import NightWorkerByDay
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade

NIGHT_WORKER = NightWorkerByDay()

ON_REST = frozenset({Change.RECALL, Change.POSTPONEMENT, Change.EXCHANGE})
"""What explains a tour on a day off of the cycle."""

OTHER_HOURS = frozenset({Change.SHIFTED, Change.EXCHANGE})
"""What explains another shift on a working day."""

NO_TOUR = frozenset({Change.POSTPONEMENT, Change.EXCHANGE})
"""What explains a working day without tour: a postponed rest is taken that day."""


class CycleFollowed(Rule):
    """National officers on a cycle work it, save where a change is recorded.

    A tour on a day off needs a recall, a postponement or an exchange; another shift on
    a working day needs shifted hours or an exchange; a working day without its tour
    needs an exchange, a postponed rest that is taken then, or an absence that overlaps
    the tour. A day task of a night worker needs no record: the night from which it
    exempts is not worked, and a morning task may precede the night of the same day, as
    may a recorded recall (``night_worker_by_day``).
    """

    name = "cycle_followed"
    title = N_("Cycle adherence")
    words = N_(
        "A national officer on a cycle works exactly the tours of the cycle. "
        "Exceptions must be recorded for the day: a recall, a postponed rest, "
        "shifted hours, an exchange, an absence, or a day duty of a night "
        "worker."
    )
    example = N_(
        "An evening tour on the Saturday of a weekly cycle is refused until "
        "cycle_changes has a row for that Saturday."
    )
    source = "arrêté du 5 septembre 2019 art. 26 to 30, and its list of cycles"
    authority = Authority.LAW
    choices = (
        "A recorded change applies to the tour that begins on its day.",
        (
            "`shifted` explains other hours on a working day, never a tour on a day "
            "off: by arrêté art. 26 the shifted tour begins on the same day."
        ),
        (
            "`postponement` on a working day marks the day on which the postponed rest "
            "is taken."
        ),
        "A planned day task of a night worker needs no record of a change.",
    )

    def post(self, model: "ModelFacade") -> None:
        """Forbid what differs from the cycle; require its tours."""
        scenario = model.scenario
        for officer in scenario.officers.values():
            if not on_cycle(scenario, officer.id):
                continue
            recorded = {
                c.day: c.change for c in scenario.cycle_changes_of.get(officer.id, ())
            }
            options = model.tours(officer.id)
            for day in scenario.clock.dates:
                today = [t for t in options if t.day == day]
                usual = usual_tour(scenario, officer.id, day)
                change = recorded.get(day)
                if usual is None:
                    if change not in ON_REST:
                        model.add(sum(model.works(t) for t in today) == 0)
                    continue
                own = [t for t in today if t.shift == usual.shift]
                if change not in OTHER_HOURS:
                    other = [
                        t
                        for t in today
                        if t not in own and not _by_day(scenario, t, usual, change)
                    ]
                    model.add(sum(model.works(t) for t in other) == 0)
                away = scenario.absences_of.get(officer.id, ())
                excused = scenario.frozen(usual.span.start) or any(
                    a.span.overlaps(usual.span) for a in away
                )
                if not excused and change not in NO_TOUR:
                    # With shifted hours, some tour is still worked.
                    needed = today if change is Change.SHIFTED else own
                    tasks = [
                        t for t in options if NIGHT_WORKER.exempts(scenario, t, usual)
                    ]
                    if not any(
                        NIGHT_WORKER.exempts(scenario, t, usual)
                        for t in scenario.history_of.get(officer.id, ())
                    ):
                        worked = sum(map(model.works, dict.fromkeys((*needed, *tasks))))
                        model.add(worked >= 1)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the days on which the cycle or the roster has a tour."""
        if not on_cycle(facts.scenario, officer):
            return 0
        worked = {t.day for t in facts.tours_of[officer]}
        return sum(
            d in worked or usual_tour(facts.scenario, officer, d) is not None
            for d in facts.scenario.clock.dates
        )

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare each day of the roster with the cycle."""
        scenario = facts.scenario
        for officer, tours in facts.tours_of.items():
            if not on_cycle(scenario, officer):
                continue
            for day in scenario.clock.dates:
                usual = usual_tour(scenario, officer, day)
                noted = change_on(scenario, officer, day)
                change = noted.change if noted else None
                worked = [t for t in tours if t.day == day]
                for tour in worked:
                    if usual is None:
                        if change not in ON_REST:
                            yield self._breach(_ON_REST, tour)
                    elif (
                        tour.shift != usual.shift
                        and change not in OTHER_HOURS
                        and not _by_day(scenario, tour, usual, change)
                    ):
                        yield self._breach(_OTHER, tour, usual)
                if usual is None or change in NO_TOUR:
                    continue
                if scenario.frozen(usual.span.start):
                    continue  # The baseline roster says who was on tour.
                if change is Change.SHIFTED:
                    kept = bool(worked)
                else:
                    kept = any(t.shift == usual.shift for t in worked)
                exempt = any(
                    NIGHT_WORKER.exempts(scenario, t, usual)
                    for t in facts.record_of[officer]
                )
                if not kept and not exempt and not _absent(facts, usual):
                    yield self._breach(_NONE, usual)

    def _breach(self, message: str, tour: Tour, usual: Tour | None = None) -> Breach:
        return Breach(
            rule=self.name,
            message=message,
            values={
                "officer": tour.officer,
                "day": tour.day.isoformat(),
                "shift": tour.shift,
                "usual": usual.shift if usual else "",
            },
            officers=(tour.officer,),
            when=tour.span.start,
        )


def _by_day(scenario: Scenario, tour: Tour, usual: Tour, change: Change | None) -> bool:
    """Tell whether a day task may share its day with a usual night tour."""
    if change is Change.RECALL and NIGHT_WORKER.exempts(scenario, tour, usual):
        return True
    return NIGHT_WORKER.resumes(scenario, tour, usual)


def _absent(facts: Facts, tour: Tour) -> bool:
    return any(
        a.span.overlap(tour.span)
        for a in facts.scenario.absences_of.get(tour.officer, ())
    )


_ON_REST = N_(
    "{officer}: the tour {shift} of {day:day} is on a day off of the cycle, and no "
    "recall, postponement or exchange is recorded"
)
_OTHER = N_(
    "{officer}: on {day:day} the tour is {shift} and the cycle has {usual}, and no "
    "shifted hours or exchange are recorded"
)
_NONE = N_(
    "{officer}: on {day:day} the cycle has the tour {shift} and the roster none, and "
    "no absence, postponed rest or exchange is recorded"
)
