"""Officers attend in the order in which they are named."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.missions import Mission
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade, Placement


class AttendanceOrder(Goal):
    """One point for each officer passed over by an alternate who attends.

    For a position with several seats, as many officers are asked first. An officer
    admitted by an override ranks after all who are named.
    """

    name = "attendance_order"
    title = N_("Attendee preference")
    words = N_(
        "Alternates who hold a position in place of those preferred: one point "
        "for the first alternate, two for the second, and so on."
    )
    source = "CSI annexe 1 art. 10; attendees of the scenario"
    unit = Unit.POINTS
    choices = (
        (
            "For a position with several seats, as many officers are asked first as "
            "there are seats."
        ),
        "An officer admitted by an override ranks after all who are named.",
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Count the heads of each group, times the points of each."""
        terms = []
        for mission in model.scenario.meetings:
            for occurrence in mission.occurrences:
                for placement in model.placements(occurrence=occurrence):
                    later = _later(mission, placement)
                    if later:
                        terms.append(later * model.heads([placement]))
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each alternate."""
        for duty in facts.duties:
            mission = facts.scenario.missions[duty.occurrence.mission]
            asked = list(mission.attendees.get(duty.position.name, ()))
            if not asked or duty.officer in asked[: duty.position.count]:
                continue
            alternates = [*asked[duty.position.count :], duty.officer]
            yield Loss(
                points=alternates.index(duty.officer) + 1,
                message=N_(
                    "{mission}: {officer} holds {position} as alternate no. {rank}"
                ),
                values={
                    "mission": mission.id,
                    "officer": duty.officer,
                    "position": duty.position.name,
                    "rank": alternates.index(duty.officer) + 1,
                },
                officer=duty.officer,
                mission=mission.id,
                zone=duty.occurrence.zone,
                day=duty.occurrence.day,
            )


def _later(mission: Mission, placement: "Placement") -> int:
    """Return how many are passed over if an officer of a group takes a seat."""
    position = placement.seat.position
    return placement.group.common(lambda o: mission.asked_before(position, o.id))
