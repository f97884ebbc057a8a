"""Missions lie inside tours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


class MissionInsideTour(Rule):
    """An officer is on a mission only within one tour that the officer works.

    A tour of the history that lasts into the horizon is one of them.
    """

    name = "mission_inside_tour"
    title = N_("Mission inside a tour")
    words = N_("A mission lies wholly inside one tour of each officer of its crew.")
    example = N_("A tour that ends at 14:30 cannot hold a mission from 14:00 to 15:00.")
    source = "CSI annexe 1 art. 11; working time counts inside tours"
    authority = Authority.LOGIC
    choices = (
        (
            "A tour of the history that lasts into the horizon may hold missions there "
            "(`Scenario.under_way`): the night team of the last Sunday covers Monday "
            "01:00. Its work, rest and share of nights are counted in the history."
        ),
    )

    def admits_placement(self, seat: Seat, slot: Span | None) -> bool:
        """Accept only tours that contain the mission."""
        return slot is not None and slot.contains(seat.occurrence.span)

    def post(self, model: "ModelFacade") -> None:
        """Seat no more officers on a tour than work it."""
        if model.obeys("one_place_at_a_time"):
            return  # It bounds whole clash sets by those on tour, single missions too.
        for group in model.groups:
            for placement in model.placements(group=group):
                model.add(model.heads([placement]) <= model.on_tour(group))

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the seats taken."""
        return len(facts.duties_of[officer])

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Look for a tour around each assignment."""
        for duty in facts.duties:
            span = duty.occurrence.span
            tours = facts.mission_tours_of[duty.officer]
            if any(t.span.contains(span) for t in tours):
                continue
            inside = max((t.span.overlap(span) for t in tours), default=0)
            yield Breach(
                rule=self.name,
                message=N_("{officer}: {mission} has {over:hm} outside any tour"),
                values={
                    "officer": duty.officer,
                    "mission": duty.occurrence.mission,
                    "over": span.length - inside,
                },
                officers=(duty.officer,),
                mission=duty.occurrence.mission,
                zone=duty.occurrence.zone,
                when=span.start,
                over=max(1, span.length - inside),
                unit=Unit.MINUTES,
            )
