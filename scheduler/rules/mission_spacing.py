"""Occurrences of a mission keep the required spacing."""

from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Mission, Occurrence, Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class MissionSpacing(Rule):
    """A mission with a required spacing keeps it from one start to the next.

    Form and place do not matter. The last start before the horizon counts; those before
    the horizon are not compared with each other.
    """

    name = "mission_spacing"
    title = N_("Mission spacing")
    words = N_(
        "The starts of a mission with a required spacing must be at least that "
        "far apart, whatever its form and place. The last start before the "
        "horizon counts."
    )
    example = N_(
        "A patrol with a spacing of 48 h may be held on Monday and Wednesday at "
        "14:00, but not on Monday at 14:00 and Wednesday at 13:59."
    )
    source = "CHOICE; demand of the scenario"
    authority = Authority.LOGIC
    choices = (
        (
            "Spacing is measured from start to start in elapsed time. The briefing is "
            "left out."
        ),
    )

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Look at the mission alone."""
        return None

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Keep out of occurrences too soon after the last one before the horizon."""
        mission = scenario.missions[seat.occurrence.mission]
        if not mission.spacing or mission.id not in scenario.last_starts:
            return True
        last = scenario.last_starts[mission.id]
        return _start(seat.occurrence) >= last + mission.spacing

    def because(
        self, scenario: Scenario, seat: Seat
    ) -> tuple[str, Mapping[str, str | int]] | None:
        """Name the occurrence before the horizon that is too near."""
        mission = scenario.missions[seat.occurrence.mission]
        last = scenario.last_starts.get(mission.id)
        if last is None or _start(seat.occurrence) >= last + mission.spacing:
            return None
        return N_(
            "last held on {when:at}; {spacing:hm} must pass from start to start"
        ), {
            "when": last,
            "spacing": mission.spacing,
        }

    def post(self, model: "ModelFacade") -> None:
        """Allow one start in each window of the spacing.

        Windows that begin with a start are enough; those inside another are left out.
        """
        for mission in model.scenario.missions.values():
            if not mission.spacing:
                continue
            placings = sorted(mission.occurrences, key=_start)
            end = 0
            for first, opening in enumerate(placings):
                reached = end
                while (
                    end < len(placings)
                    and _start(placings[end]) < _start(opening) + mission.spacing
                ):
                    end += 1
                if end > reached and end - first > 1:
                    model.add(sum(model.held(o) for o in placings[first:end]) <= 1)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Measure from each start to the next."""
        for code, held in facts.held.items():
            mission = facts.scenario.missions[code]
            if not mission.spacing or not held:
                continue
            starts = sorted(held, key=_start)
            before = [
                p.span.start for p in facts.scenario.past_missions if p.mission == code
            ]
            if before:
                short = max(before) + mission.spacing - _start(starts[0])
                if short > 0:
                    yield self._breach(mission, starts[0], max(before), short)
            for one, following in pairwise(starts):
                short = _start(one) + mission.spacing - _start(following)
                if short > 0:
                    yield self._breach(mission, following, _start(one), short)

    def _breach(
        self, mission: Mission, occurrence: Occurrence, before: int, short: int
    ) -> Breach:
        return Breach(
            rule=self.name,
            message=N_(
                "{mission}: starts {short:hm} too soon after {before:at}, spacing of "
                "{spacing:hm} required"
            ),
            values={
                "mission": mission.id,
                "short": short,
                "spacing": mission.spacing,
                "before": before,
            },
            mission=mission.id,
            zone=occurrence.zone,
            when=occurrence.span.start,
            over=short,
            unit=Unit.MINUTES,
        )


def _start(occurrence: Occurrence) -> int:
    return occurrence.proper.start
