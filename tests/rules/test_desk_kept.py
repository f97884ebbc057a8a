"""Duty desk: an officer who holds the desk is on no mission.

CHOICE, so that CSI annexe 1 art. 13 holds: an OPJ can be reached at any time.
"""

from scheduler.domain.authority import Override
from scheduler.domain.run import SolveStatus
from scheduler.rules import RULES
from tests.builders import facts, mission, officer, scenario
from tests.fixing import verdict
from tests.judge import allowed, breaches, refused

RULE = "desk_kept"


def seated(who, **changes):
    week = scenario(
        officers=[officer("o"), officer("d", desk=True)],
        missions=[mission("m")],
        **changes,
    )
    return facts(week, crews=[("m", "agent", who)])


def test_an_officer_of_the_desk_is_refused():
    [breach] = refused(RULE, seated("d"), over=1)
    assert (breach.mission, breach.zone, breach.when) == ("m", "north", 600)
    assert breach.officers == ("d",)


def test_the_others_are_allowed():
    allowed(RULE, seated("o"))


def waived(officer_id, mission_id):
    override = Override(
        rule=RULE,
        officer=officer_id,
        mission=mission_id,
        municipal_author="PM-001",
        reason="reinforcement",
    )
    return seated("d", overrides=(override,))


def test_the_own_command_may_set_it_aside_for_an_officer_and_a_mission():
    found = waived("d", "m")
    [breach] = breaches(RULE, found)
    assert RULES[RULE].excuse(found.scenario, breach) is not None
    status = verdict(found.scenario, found.roster, [RULES[RULE]])
    assert status is SolveStatus.OPTIMAL


def test_for_another_officer_or_mission_it_stands():
    refused(RULE, waived("o", "m"), over=1)
    refused(RULE, waived("d", "other"), over=1)
