"""Limits on the starts of patrols from week to week."""

from dataclasses import replace

from tests.builders import SOLO, past_mission
from tests.rules.edges import Place, Stage, case

HOUR = 60
FOOT = replace(SOLO, id="foot", unpredictable=True)


@case("start_spread", at_least=True)
def forty_five_minutes_off_the_week_before(place: Place, delta: int):
    """Minutes of the wall, a week on, whatever the clocks did in between."""
    stage = Stage(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + HOUR)
    local = place.clock.local(place.pivot - 2 * HOUR)
    before = past_mission(
        "before", FOOT, place.midnight - 8, f"{local:%H:%M}", on=place.clock
    )
    start = place.pivot - 2 * HOUR + 45 + delta
    stage.mission(start, HOUR, FOOT, by=[("agent", "o")])
    stage.changes |= {"kinds": (SOLO, FOOT), "past_missions": (before,)}
    return stage.facts()


@case("start_spread", at_least=True)
def forty_five_minutes_round_midnight(place: Place, delta: int):
    """From before midnight of the week before to after midnight of this one."""
    stage = Stage(place)
    stage.tour(place.pivot - 6 * HOUR, place.pivot + HOUR)
    before = past_mission("before", FOOT, place.midnight - 8, "23:30", on=place.clock)
    stage.mission(place.pivot + 15 + delta, HOUR, FOOT, by=[("agent", "o")])
    stage.changes |= {"kinds": (SOLO, FOOT), "past_missions": (before,)}
    return stage.facts()
