"""The built-in mission kinds."""

import pytest

from scheduler.domain.people import ForceKind, Judicial
from scheduler.scenarios.load import load

from .conftest import BASE, KNOWN

KINDS = load(BASE, known=KNOWN).kinds
BUILT_IN = [k for k in KINDS if k != "river_patrol"]
DESKS = ("cctv_desk",)
"""Kinds indoors, held by one operator whom nobody leads."""


def test_the_kinds_that_there_are():
    assert BUILT_IN == [
        "joint_foot_patrol",
        "joint_bike_patrol",
        "joint_road_safety_operation",
        "coordination_meeting",
        "event_briefing",
        "event_build_up",
        "event_entry",
        "event_match",
        "event_half_time",
        "event_dispersal",
        "event_debrief",
        "school_watch",
        "municipal_patrol",
        "municipal_bike_patrol",
        "municipal_transport_patrol",
        "municipal_road_check",
        "evening_patrol",
        "market_patrol",
        "transport_patrol",
        "static_guard",
        "agreement_follow_up",
        "safety_diagnosis_session",
        "safety_diagnosis_walk",
        "security_council",
        "national_patrol",
        "joint_beat_patrol",
        "municipal_beat_patrol",
        "line_patrol",
        "car_park_patrol",
        "municipal_car_park_patrol",
        "cctv_desk",
        "image_liaison",
        "narcotics_operation",
        "senior_visit",
        "municipal_senior_visit",
        "road_prevention",
        "crisis_reserve",
        "joint_command_post",
        "joint_holiday_watch",
        "holiday_watch",
        "impound_round",
        "joint_impound_operation",
        "encampment_operation",
        "hall_operation",
        "municipal_hall_round",
        "dangerous_dogs_check",
        "ceremony_watch",
        "school_bus_watch",
        "parking_control",
        "search_operation",
        "mall_patrol",
        "nuisance_patrol",
        "shop_protection",
        "municipal_dog_patrol",
        "municipal_moto_patrol",
        "joint_training",
        "annual_evaluation",
        "mayors_meeting",
    ]


@pytest.mark.parametrize("kind", BUILT_IN)
def test_a_kind_has_names_and_a_source(kind):
    entry = KINDS[kind]
    assert entry.source
    assert entry.name("fr") != entry.name("en")


@pytest.mark.parametrize("kind", [k for k in BUILT_IN if k not in DESKS])
def test_one_seat_leads_and_it_is_national_where_forces_mix(kind):
    # CSI annexe 1 art. 11: joint missions run under the authority of the State force.
    [leader] = [p for p in KINDS[kind].positions if p.leads]
    assert leader.count == 1
    national = KINDS[kind].joint or kind == "national_patrol"
    assert leader.force is (ForceKind.NATIONAL if national else ForceKind.MUNICIPAL)


@pytest.mark.parametrize("kind", [k for k in BUILT_IN if k not in DESKS])
def test_nobody_is_alone(kind):
    assert sum(p.count for p in KINDS[kind].positions) >= 2


def test_an_opj_leads_the_road_safety_operation():
    # Code de la route L234-9: preventive checks are at the initiative of an OPJ.
    positions = KINDS["joint_road_safety_operation"].positions
    [leader] = [p for p in positions if p.leads]
    assert leader.judicial == {Judicial.OPJ}
    count = {
        force: sum(p.count for p in positions if p.force is force)
        for force in ForceKind
    }
    assert count == {ForceKind.NATIONAL: 2, ForceKind.MUNICIPAL: 2}


def test_bike_patrols_ride_in_threes_on_bikes():
    kind = KINDS["joint_bike_patrol"]
    assert sum(p.count for p in kind.positions) == kind.equipment["bike"] == 3
    assert all(p.qualifications == ("bike",) for p in kind.positions)


def test_joint_patrols_fall_back_to_the_municipal_ones():
    # CSI annexe 1 art. 11: joint missions are led by the State force; without it the
    # town patrols by itself (L511-1), and a meeting or an event is not held at all.
    fallbacks = {k: f for k in BUILT_IN if (f := KINDS[k].fallback) is not None}
    assert fallbacks == {
        "joint_foot_patrol": "municipal_patrol",
        "joint_bike_patrol": "municipal_bike_patrol",
        "transport_patrol": "municipal_transport_patrol",
        "joint_beat_patrol": "municipal_beat_patrol",
        "car_park_patrol": "municipal_car_park_patrol",
        "senior_visit": "municipal_senior_visit",
        "joint_holiday_watch": "holiday_watch",
        "hall_operation": "municipal_hall_round",
        "mall_patrol": "municipal_patrol",
    }
    for kind, fallback in fallbacks.items():
        assert KINDS[kind].joint
        assert not KINDS[fallback].joint
        assert {p.force for p in KINDS[fallback].positions} == {ForceKind.MUNICIPAL}
