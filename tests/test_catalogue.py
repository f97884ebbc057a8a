"""The built-in catalogue, family by family, read against the agreements.

Clermont-Ferrand: fields of the agreement extended in December 2022. Sénart: the
thirteen fields of the agreements of 23 November 2012. The rest: the model agreement,
CSI annexe 1. ``python -m tests.cooperation`` lists them with the missions that use
them.
"""

from pathlib import Path

import pytest

from scheduler.domain.missions import MissionKind
from scheduler.domain.people import ForceKind, Judicial
from scheduler.domain.powers import OpjNeed
from scheduler.scenarios.load import load
from scheduler.tables.catalogue import built_in
from scheduler.tables.kinds import FieldRow, KindRow
from scheduler.words import use_language

# A scenario that replaces no entry.
BASE = load(Path(__file__).parents[1] / "scenarios" / "broken" / "_base")
CATALOGUE = [r.kind for r in built_in(KindRow)]
KINDS = {k: BASE.kinds[k] for k in CATALOGUE}
FIELDS = {r.field: BASE.fields[r.field] for r in built_in(FieldRow)}
POWERS = {p.id: p for p in BASE.powers}

NATIONAL, MUNICIPAL = ForceKind.NATIONAL, ForceKind.MUNICIPAL


def seats(kind: MissionKind, force: ForceKind | None) -> int:
    return sum(p.count for p in kind.positions if p.force is force)


def of_field(field: str) -> set[str]:
    return {k for k in CATALOGUE if KINDS[k].field == field}


def leader(kind: str) -> ForceKind | None:
    [found] = [p for p in KINDS[kind].positions if p.leads]
    return found.force


# --- every entry ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", CATALOGUE)
def test_every_kind_says_what_it_serves(kind: str) -> None:
    entry = KINDS[kind]
    assert entry.field in FIELDS
    assert entry.name_fr
    assert entry.name_en
    assert entry.name_fr != entry.name_en
    assert entry.source
    assert set(entry.powers) <= set(POWERS)
    assert bool(entry.conditions_fr) == bool(entry.conditions_en)


@pytest.mark.parametrize("kind", CATALOGUE)
def test_every_joint_kind_mixes_and_is_led_by_the_state_force(kind: str) -> None:
    # CSI annexe 1 art. 11: functional authority of the State force.
    entry = KINDS[kind]
    if entry.joint:
        assert leader(kind) is NATIONAL
        assert seats(entry, NATIONAL) >= 1
        assert seats(entry, MUNICIPAL) >= 1
    else:
        assert len({p.force for p in entry.positions}) == 1
        assert entry.fallback is None


@pytest.mark.parametrize("kind", CATALOGUE)
def test_every_power_that_needs_a_national_officer_has_one_in_the_crew(
    kind: str,
) -> None:
    entry = KINDS[kind]
    for power in entry.powers:
        if POWERS[power].national:
            assert seats(entry, NATIONAL) >= 1, power
        if not POWERS[power].municipal:
            assert seats(entry, MUNICIPAL) == 0, power


def test_no_kind_is_public_order_policing() -> None:
    # CSI annexe 1, preamble: no cooperation in public-order policing.
    assert not [k for k in CATALOGUE if "public_order" in KINDS[k].powers]


@pytest.mark.parametrize("kind", CATALOGUE)
def test_who_falls_back_needs_no_more_than_before(kind: str) -> None:
    """Hours and papers of the form that stands in do not exceed those of the first."""
    entry = KINDS[kind]
    if entry.fallback is None:
        return
    other = KINDS[entry.fallback]
    assert other.priority < entry.priority
    assert (other.briefing, other.debriefing) <= (entry.briefing, entry.debriefing)
    assert other.permission == entry.permission
    assert other.presence == entry.presence


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_kind_names_and_a_source(field: str) -> None:
    entry = FIELDS[field]
    assert of_field(field)
    assert entry.source
    with use_language("en"):
        assert entry.name("en") == entry.name_en
    assert entry.name("fr") == entry.name_fr != entry.name_en


def test_wardens_sit_only_where_no_police_power_is_theirs() -> None:
    # Wardens (ASVP) have no patrol powers; they stand beside an officer.
    open_ = {k for k in CATALOGUE if any(p.wardens for p in KINDS[k].positions)}
    assert open_ == {
        "cctv_desk",
        "image_liaison",
        "municipal_senior_visit",
        "parking_control",
        "school_bus_watch",
    }
    assert not [k for k in open_ for p in KINDS[k].positions if p.wardens and (p.leads)]


# --- Clermont-Ferrand, extended in December 2022 --------------------------------------


def test_patrols_of_clermont_ferrand() -> None:
    assert of_field("foot_patrol") == {"joint_foot_patrol"}
    assert of_field("bike_patrol") == {"joint_bike_patrol"}
    # In threes where the unit does so (France 3, 3 November 2018).
    assert sum(p.count for p in KINDS["joint_bike_patrol"].positions) == 3
    assert of_field("evening_brigade") == {"evening_patrol"}
    assert sum(p.count for p in KINDS["evening_patrol"].positions) == 5


def test_meetings_of_clermont_ferrand() -> None:
    """One of each command, or a representative (CSI annexe 1 art. 10)."""
    for kind in (
        "coordination_meeting",
        "agreement_follow_up",
        "safety_diagnosis_session",
        "security_council",
        "annual_evaluation",
        "mayors_meeting",
    ):
        entry = KINDS[kind]
        assert {p.name for p in entry.positions} == {
            "national_command",
            "municipal_command",
        }
        assert (seats(entry, NATIONAL), seats(entry, MUNICIPAL)) == (1, 1)
        assert not entry.presence
    assert of_field("command_meeting") == {"coordination_meeting", "mayors_meeting"}
    assert of_field("agreement_follow_up") == {"agreement_follow_up"}
    assert of_field("evaluation") == {"annual_evaluation"}


def test_the_diagnosis_is_a_session_and_a_walk() -> None:
    assert of_field("safety_diagnosis") == {
        "safety_diagnosis_session",
        "safety_diagnosis_walk",
    }
    assert KINDS["safety_diagnosis_walk"].presence
    assert not KINDS["safety_diagnosis_session"].presence


def test_the_communes_without_a_municipal_force_are_patrolled() -> None:
    assert of_field("all_communes") == {"security_council", "national_patrol"}
    assert seats(KINDS["national_patrol"], MUNICIPAL) == 0
    # CPP 78-2: identity checks are for the national police alone.
    assert "identity_check" in KINDS["national_patrol"].powers


def test_phases_of_events() -> None:
    assert of_field("event_security") >= {
        "event_briefing",
        "event_build_up",
        "event_entry",
        "event_match",
        "event_dispersal",
    }
    # CSI L511-1, L613-3: pat-downs by a person of the same sex, with consent.
    assert POWERS["pat_down"].both_sexes
    assert "pat_down" in KINDS["event_entry"].powers
    assert KINDS["event_entry"].conditions("en").startswith("Pat-down: express consent")


def test_road_safety_has_an_opj_and_prevention() -> None:
    assert of_field("road_safety") == {
        "joint_road_safety_operation",
        "municipal_road_check",
        "road_prevention",
    }
    # Code de la route L234-9: on the initiative of an OPJ, whom we want on the spot.
    assert any(
        p.leads and p.judicial == {Judicial.OPJ}
        for p in KINDS["joint_road_safety_operation"].positions
    )
    # CSI annexe 1 art. 7: municipal checks are announced.
    assert any(POWERS[p].announced for p in KINDS["municipal_road_check"].powers)
    assert not KINDS["road_prevention"].powers


# --- Sénart, 23 November 2012 ---------------------------------------------------------


def test_beats_have_a_municipal_form_without_powers() -> None:
    assert of_field("neighbourhood_presence") == {
        "joint_beat_patrol",
        "municipal_beat_patrol",
    }
    assert KINDS["joint_beat_patrol"].fallback == "municipal_beat_patrol"
    assert KINDS["joint_beat_patrol"].unpredictable
    assert not KINDS["municipal_beat_patrol"].powers


def test_transport_has_stations_and_lines() -> None:
    assert of_field("transport") == {
        "transport_patrol",
        "municipal_transport_patrol",
        "line_patrol",
    }
    # CSI L511-1: municipal officers act in their own commune, so the crew is told.
    assert "every commune crossed" in KINDS["line_patrol"].conditions("en")
    assert KINDS["line_patrol"].fallback is None


def test_car_parks() -> None:
    assert of_field("car_parks") == {"car_park_patrol", "municipal_car_park_patrol"}
    assert KINDS["car_park_patrol"].fallback == "municipal_car_park_patrol"


def test_images_are_for_named_national_officers() -> None:
    # CSI L252-3: individually named and authorised.
    assert of_field("video_protection") == {"cctv_desk", "image_liaison"}
    assert seats(KINDS["cctv_desk"], NATIONAL) == 0
    [national] = [p for p in KINDS["image_liaison"].positions if p.force is NATIONAL]
    assert national.qualifications == ("video_images",)


def test_narcotics_are_the_national_police_s() -> None:
    assert of_field("narcotics") == {"narcotics_operation"}
    entry = KINDS["narcotics_operation"]
    assert POWERS["narcotics"].national
    assert set(entry.powers) == {"narcotics", "identity_check"}
    assert entry.fallback is None
    assert (entry.briefing, entry.debriefing) == (15, 15)


def test_seniors_are_visited_in_pairs() -> None:
    assert of_field("seniors") == {"senior_visit", "municipal_senior_visit"}
    assert (
        seats(KINDS["senior_visit"], NATIONAL),
        seats(KINDS["senior_visit"], MUNICIPAL),
    ) == (1, 1)


def test_crises_have_a_reserve_within_reach_and_a_command_post() -> None:
    assert of_field("urban_violence") == {"crisis_reserve", "joint_command_post"}
    assert KINDS["crisis_reserve"].reach == 30
    assert [k for k in CATALOGUE if KINDS[k].reach is not None] == ["crisis_reserve"]
    [national] = [
        p for p in KINDS["joint_command_post"].positions if p.force is NATIONAL
    ]
    assert national.judicial == {Judicial.OPJ}


def test_holidays_are_watched_by_either_force() -> None:
    assert of_field("holiday_watch") == {"joint_holiday_watch", "holiday_watch"}
    assert KINDS["joint_holiday_watch"].fallback == "holiday_watch"


def test_impounds_need_the_head_of_service_or_an_opj() -> None:
    # Code de la route R325-14: ordered by the head of the municipal police, or an OPJ.
    assert of_field("impound") == {"impound_round", "joint_impound_operation"}
    assert KINDS["impound_round"].powers == ("impound",)
    assert POWERS["impound"].chief == "pm_chief"
    # R325-14 II: a stolen vehicle needs an OPJ; nobody stands for one.
    assert "impound_stolen" in KINDS["joint_impound_operation"].powers
    assert not POWERS["impound_stolen"].chief


def test_encampments_are_led_by_the_state() -> None:
    assert of_field("encampments") == {"encampment_operation"}
    entry = KINDS["encampment_operation"]
    assert leader("encampment_operation") is NATIONAL
    assert seats(entry, NATIONAL) > seats(entry, MUNICIPAL)
    assert entry.fallback is None


def test_halls_need_the_permission_of_the_owner() -> None:
    # CCH L126-1 to L126-3, CSI L511-1: a permanent permission for the common parts.
    assert of_field("building_halls") == {"hall_operation", "municipal_hall_round"}
    assert {k for k in CATALOGUE if KINDS[k].permission} == {
        "hall_operation",
        "municipal_hall_round",
    }
    assert POWERS["hall_occupation"].municipal
    assert POWERS["hall_occupation"].opj is OpjNeed.REACHABLE


def test_dangerous_dogs_are_in_municipal_hands_too() -> None:
    # Code rural L211-14, L211-16: municipal officers record the breaches.
    assert of_field("dangerous_dogs") == {"dangerous_dogs_check"}
    assert POWERS["dangerous_dogs"].municipal
    assert POWERS["dangerous_dogs"].opj is OpjNeed.REACHABLE


# --- the model agreement --------------------------------------------------------------


def test_municipal_missions_of_the_model_agreement() -> None:
    for field, kinds in {
        "static_guard": {"static_guard"},
        "schools": {"school_watch", "school_bus_watch"},
        "markets": {"market_patrol"},
        "ceremonies": {"ceremony_watch"},
        "traffic_parking": {"parking_control"},
        "nuisance": {"nuisance_patrol"},
        "special_units": {"municipal_dog_patrol", "municipal_moto_patrol"},
        "assigned_sectors": {"municipal_patrol", "municipal_bike_patrol"},
    }.items():
        assert of_field(field) == kinds
        for kind in kinds:
            assert not KINDS[kind].joint
            assert seats(KINDS[kind], NATIONAL) == 0


def test_static_guard_and_ceremonies_may_be_held_at_night() -> None:
    # CSI L512-6: without a clause, only these between 23:00 and 06:00.
    assert {k for k in CATALOGUE if KINDS[k].night_exempt} == {
        "static_guard",
        "ceremony_watch",
    }


def test_joint_missions_of_the_model_agreement() -> None:
    for field, kind in {
        "missing_persons": "search_operation",
        "shopping_centres": "mall_patrol",
        "hold_ups": "shop_protection",
        "training": "joint_training",
    }.items():
        assert of_field(field) == {kind}
        assert KINDS[kind].joint


def test_the_state_trains_municipal_officers() -> None:
    # CSI annexe 1 art. 18.
    national, municipal = KINDS["joint_training"].positions
    assert (national.force, national.qualifications) == (NATIONAL, ("trainer",))
    assert (municipal.name, municipal.force) == ("trainee", MUNICIPAL)


def test_recording_traffic_offences_is_told_to_an_opj() -> None:
    # CSI annexe 1 art. 13: the road code's powers need an OPJ who can be reached.
    assert KINDS["parking_control"].powers == ("traffic_offence",)
    assert POWERS["traffic_offence"].opj is OpjNeed.REACHABLE
