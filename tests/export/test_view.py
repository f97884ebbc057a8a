"""What is missing is counted from the roster itself."""

from dataclasses import replace

from scheduler.domain.missions import Cover
from scheduler.domain.people import Request
from scheduler.export._view import absent_days, held_missions, shortfalls
from scheduler.words import use_language
from tests import builders as b
from tests.export.conftest import alone_facts, edition_of, small_facts, small_week


def requests(*wishes: tuple[str, int, str, str | None]) -> tuple[Request, ...]:
    return tuple(
        Request(officer=who, day=b.day(day), wish=wish, shift=shift)  # type: ignore[arg-type]
        for who, day, wish, shift in wishes
    )


def cover(shift: str, minimum: int, **more: str) -> Cover:
    return Cover(force="pm", shift=shift, day=b.day(0), minimum=minimum, **more)  # type: ignore[arg-type]


def test_missions_not_held_are_named() -> None:
    lacks = shortfalls(edition_of(small_facts(small_week())))
    assert (lacks.missions_wanted, lacks.missions_held) == (4, 3)
    assert [m.mission for m in lacks.missions] == ["never"]


def test_a_mission_is_not_held_for_a_reason() -> None:
    with use_language("en"):
        lacks = shortfalls(edition_of(small_facts(small_week()), "en"))
    assert "1 wanted, 0 on tour" in lacks.missions[0].reason


def test_mandatory_missions_come_first() -> None:
    must = b.mission("must", at=[(4, "10:00")], mandatory=True)
    week = small_week(missions=[b.mission("may", at=[(3, "10:00")]), must])
    lacks = shortfalls(edition_of(b.facts(week)))
    assert [m.mission for m in lacks.missions] == ["must", "may"]


def test_a_flexible_mission_held_too_seldom_tells_how_often() -> None:
    week = small_week(
        missions=[b.mission("often", at=[(0, "10:00"), (1, "10:00")], times=2)]
    )
    facts = b.facts(
        week, tours=[("PM-1", 0, "jour")], crews=[("often", "agent", "PM-1")]
    )
    (lack,) = shortfalls(edition_of(facts)).missions
    assert (lack.wanted, lack.held, lack.missing, lack.when) == (2, 1, 1, ())


def test_heads_missing_are_counted() -> None:
    week = small_week(cover=(cover("jour", 3), cover("jour", 2)))
    lacks = shortfalls(edition_of(small_facts(week)))
    assert [(g.present, g.missing) for g in lacks.cover] == [(2, 1)]
    assert (lacks.heads_wanted, lacks.heads_missing) == (5, 1)


def test_a_gap_names_force_shift_unit_and_qualification() -> None:
    row = cover("jour", 2, unit="bike", qualification="dog_team")
    (gap,) = shortfalls(edition_of(b.facts(small_week(cover=(row,))))).cover
    assert gap.title == "PM · jour · bike · dog team"
    assert (gap.day, gap.wanted, gap.present) == (b.day(0), 2, 0)


def test_cover_of_a_unit_counts_the_unit() -> None:
    officers = [b.officer("PM-1", unit="bike"), b.officer("PM-2"), b.officer("PM-9")]
    week = small_week(
        officers=officers, missions=[], cover=(cover("jour", 2, unit="bike"),)
    )
    facts = b.facts(week, tours=[("PM-1", 0, "jour"), ("PM-2", 0, "jour")])
    assert shortfalls(edition_of(facts)).cover[0].present == 1


def test_cover_of_a_qualification_counts_those_who_hold_it_that_day() -> None:
    expired = b.held("dog", last=b.day(-1))
    officers = [
        b.officer("PM-1", qualifications=(b.held("dog"),)),
        b.officer("PM-2", qualifications=(expired,)),
    ]
    week = small_week(
        officers=officers, missions=[], cover=(cover("jour", 2, qualification="dog"),)
    )
    facts = b.facts(week, tours=[("PM-1", 0, "jour"), ("PM-2", 0, "jour")])
    assert shortfalls(edition_of(facts)).cover[0].present == 1


def test_requests_not_met_are_counted() -> None:
    week = small_week(
        requests=requests(
            ("PM-1", 0, "off", None),
            ("PM-1", 1, "off", None),
            ("PM-1", 0, "work", None),
            ("PM-1", 1, "work", None),
            ("PM-1", 0, "shift", "jour"),
            ("PM-1", 0, "shift", "nuit"),
            ("PM-1", 0, "not_shift", "nuit"),
            ("PM-1", 0, "not_shift", "jour"),
        )
    )
    lacks = shortfalls(edition_of(small_facts(week)))
    assert (lacks.requests_made, lacks.requests_unmet) == (8, 4)


def test_the_leader_comes_first_in_a_crew() -> None:
    ride = held_missions(edition_of(small_facts(small_week())))[1]
    assert [m.officer for m in ride.crew] == ["PN-1", "PM-1", "PM-2"]


def test_the_mark_of_joint_crews_stands_beside_the_name() -> None:
    week = small_week()
    kinds = {
        **week.kinds,
        "bike": replace(week.kinds["bike"], name_fr="Patrouille PM/PN"),
    }
    with use_language("fr"):
        ride = held_missions(edition_of(small_facts(replace(week, kinds=kinds))))[1]
    assert (ride.kind, ride.joint, ride.title) == (
        "Patrouille",
        True,
        "Patrouille PM/PN – North",
    )


def test_seats_that_nobody_takes_are_counted() -> None:
    week = small_week()
    alone = b.facts(
        week, tours=[("PN-1", 0, "pn-jour")], crews=[("ride", "chief", "PN-1")]
    )
    assert held_missions(edition_of(alone))[0].empty_seats == 2


def test_a_part_of_a_day_away_marks_the_day() -> None:
    on = b.clock()
    away = b.absence("PM-9", 1, 2)
    away = replace(away, span=replace(away.span, end=away.span.end + 1))
    edition = edition_of(small_facts(small_week(on, absences=(away,))))
    assert absent_days(edition.scenario, "PM-9") == {b.day(1), b.day(2), b.day(3)}


# --- held by one force alone ----------------------------------------------------------


def test_a_mission_that_one_force_holds_is_shown_as_what_it_is() -> None:
    with use_language("en"):
        (ride,) = held_missions(edition_of(alone_facts(), "en"))
    assert (ride.kind, ride.joint) == ("Municipal bike patrol", False)
    assert ride.title == "Municipal bike patrol – North"
    assert ride.leader is not None
    assert ride.leader.officer == "PM-1"
    assert (ride.seats, ride.empty_seats) == (2, 0)
    assert "2" in ride.equipment
    assert ride.alone == (
        "Held by one force alone, instead of “Joint bike patrol”: crew leader (PN): 1 "
        "wanted, 0 on tour (not proved: another roster may hold it)"
    )


def test_a_joint_crew_has_nothing_to_explain() -> None:
    edition = edition_of(alone_facts(alone=False))
    assert [m.alone for m in held_missions(edition)] == [""]
    assert shortfalls(edition).alone == ()


def test_a_mission_that_one_force_holds_is_held() -> None:
    lacks = shortfalls(edition_of(alone_facts()))
    assert (lacks.missions_wanted, lacks.missions_held) == (1, 1)
    assert lacks.missions == ()
    assert [m.mission for m in lacks.alone] == ["ride"]


def test_a_joint_mission_not_held_has_one_time() -> None:
    with use_language("fr"):
        lacks = shortfalls(edition_of(b.facts(alone_facts().scenario)))
    (lack,) = lacks.missions
    assert lack.title == "Patrouille VTT mixte PM/PN – North"
    assert len(lack.when) == 1
