"""Missions lie inside tours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Seat
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class MissionInsideTour(Rule):
    """An officer is on a mission only within one tour that the officer works.

    A tour of the history that lasts into the horizon is one of them. If the shift says
    when its unpaid break is, the tour has two parts of duty, before it and after it,
    and a mission lies within one of them. This rule judges that, not ``daily_break``,
    because one seat and one tour are enough to see it.
    """

    name = "mission_inside_tour"
    title = N_("Mission within a tour")
    words = N_(
        "A mission must lie entirely within one tour of each officer in its crew, "
        "before or after the unpaid break of a split shift."
    )
    example = N_("A tour that ends at 14:30 cannot hold a mission from 14:00 to 15:00.")
    source = "CSI annexe 1 art. 11; working time counts inside tours"
    authority = Authority.LOGIC
    choices = (
        (
            "A tour of the history that lasts into the horizon may hold missions there "
            "(`Scenario.under_way`): the night team of the last Sunday covers Monday "
            "01:00. Its work, rest and share of nights are counted in the history."
        ),
        (
            "A mission lies in one part of a split shift. Tours of the same hours with "
            "different breaks are therefore different slots of the model (`Tour.slot`)."
        ),
    )

    def admits_placement(self, seat: Seat, slot: Span | None) -> bool:
        """Accept only tours with a part that contains the mission."""
        return slot is not None and slot.contains(seat.occurrence.span)

    def post(self, model: "ModelFacade") -> None:
        """Seat no more officers on a tour than work it."""
        if model.obeys("one_place_at_a_time"):
            return  # That rule bounds clash sets by those on tour, single missions too.
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
            if any(_holds(t, span) for t in tours):
                continue
            inside = max(
                (t.span.overlap(span) - _off(t, span) for t in tours), default=0
            )
            message = N_("{officer}: {over:hm} of {mission} outside any tour")
            if any(t.span.contains(span) for t in tours):
                message = N_(
                    "{officer}: {mission} overlaps the unpaid break of the tour by "
                    "{over:hm}"
                )
            yield Breach(
                rule=self.name,
                message=message,
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


def _holds(tour: Tour, span: Span) -> bool:
    """Tell whether a tour is on duty all through a mission."""
    return tour.span.contains(span) and not _off(tour, span)


def _off(tour: Tour, span: Span) -> int:
    """Return the minutes of a mission in the unpaid break of a tour, if it has one."""
    if tour.pause is None:
        return 0
    inside = Span(
        max(tour.span.start, tour.pause.start), min(tour.span.end, tour.pause.end)
    )
    return inside.overlap(span)
