"""Feeds: what a calendar program reads is what the roster says."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.domain.agreements import Pooling, Route
from scheduler.domain.places import Commune
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition
from scheduler.verify.reasons import position_name
from scheduler.words import use_language
from tests import builders as b
from tests.export.conftest import (
    COMPUTED,
    alone_facts,
    edition_of,
    resting_facts,
    small_facts,
    small_week,
)
from tests.export.expected import expected_events

FEEDS = EXPORTERS["feeds"]


def files(edition: Edition) -> dict[str, bytes]:
    return {str(path): content for path, content in FEEDS.render(edition)}


def events(edition: Edition, path: str) -> list[Any]:
    return Calendar.from_ical(files(edition)[f"feeds/{path}.ics"]).walk("VEVENT")


def event(edition: Edition, path: str, title: str) -> Any:
    (found,) = (e for e in events(edition, path) if str(e["SUMMARY"]).startswith(title))
    return found


def read(content: bytes) -> Iterator[dict[str, str]]:
    found: Any
    for found in Calendar.from_ical(content).walk("VEVENT"):
        yield {
            "start": f"{found['DTSTART'].dt.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "end": f"{found['DTEND'].dt.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "summary": str(found["SUMMARY"]),
        }


def test_feeds_read_back_give_the_instants_of_the_roster(clock_change: Edition) -> None:
    expected = expected_events(clock_change)
    got = {
        path: sorted(read(content), key=lambda e: tuple(e.values()))
        for path, content in files(clock_change).items()
    }
    assert got == expected


def test_the_night_of_the_autumn_change_is_an_hour_longer() -> None:
    week = small_week(b.clock(dt.date(2026, 10, 19)))
    night = event(edition_of(small_facts(week)), "officers/PM-1", "Vacation · nuit")
    assert night["DTEND"].dt - night["DTSTART"].dt == dt.timedelta(hours=9)


def test_the_night_of_the_spring_change_is_an_hour_shorter() -> None:
    week = small_week(b.clock(dt.date(2027, 3, 22)))
    night = event(edition_of(small_facts(week)), "officers/PM-1", "Vacation · nuit")
    assert night["DTEND"].dt - night["DTSTART"].dt == dt.timedelta(hours=7)


def test_a_time_shown_twice_says_which_one_it_is() -> None:
    week = small_week(b.clock(dt.date(2026, 10, 19)))
    night = event(edition_of(small_facts(week)), "officers/PM-1", "Vacation · nuit")
    assert "23h30–02h30 (heure d’hiver)" in night["DESCRIPTION"]


def test_the_same_edition_gives_the_same_bytes(small: Edition) -> None:
    again = Edition(small.scenario, small.roster, small.run, small.language)
    assert files(small) == files(again)


def test_every_officer_force_and_zone_has_a_feed(small: Edition) -> None:
    assert sorted(files(small)) == sorted(expected_events(small))


def test_an_officer_with_nothing_has_an_empty_calendar(small: Edition) -> None:
    calendar = Calendar.from_ical(files(small)["feeds/officers/PM-9.ics"])
    assert calendar.walk("VEVENT") == []
    assert calendar["VERSION"] == "2.0"


def test_lines_are_folded_between_characters_and_end_in_crlf(small: Edition) -> None:
    for content in files(small).values():
        assert content.endswith(b"\r\n")
        for line in content.removesuffix(b"\r\n").split(b"\r\n"):
            assert b"\n" not in line
            assert len(line) <= 75
            line.decode()


def test_a_line_break_in_a_name_begins_no_line(small: Edition) -> None:
    """The library refuses such a line only where Python checks assertions."""
    name = "Jaude\nEND:VCALENDAR\nX-OURS: 1, 2"
    zones = {
        code: replace(zone, name=name) for code, zone in small.scenario.zones.items()
    }
    edition = replace(small, scenario=replace(small.scenario, zones=zones))
    for content in files(edition).values():
        lines = content.decode().split("\r\n")
        assert lines.count("END:VCALENDAR") == 1
        assert not any(line.startswith("X-OURS") for line in lines)
        assert all("\n" not in line for line in lines)


@pytest.mark.parametrize(
    "word", [b"TZID", b"VTIMEZONE", b"DURATION:P", b"RRULE", b"METHOD"]
)
def test_forms_on_which_programs_disagree_are_not_used(
    small: Edition, word: bytes
) -> None:
    for content in files(small).values():
        assert word not in content.replace(b"VALUE=DURATION", b"")


def test_a_tour_leaves_the_time_free_and_a_mission_takes_it(small: Edition) -> None:
    assert event(small, "officers/PM-1", "Vacation · jour")["TRANSP"] == "TRANSPARENT"
    assert event(small, "officers/PM-1", "North · VTT")["TRANSP"] == "OPAQUE"


def test_a_tour_tells_when_its_breaks_are() -> None:
    edition = edition_of(resting_facts(small_week()))
    for officer, title, line in (
        ("PM-1", "Vacation · jour", "Pause : 12h10–12h30"),
        ("PM-2", "Vacation · jour", "Pause : 11h30–11h50"),
        ("PN-1", "Vacation · pn-jour", "Pause : 12h10–12h30, 15h00–15h20"),
        ("PM-1", "Vacation · nuit", "Pause : 03h40–04h00"),
    ):
        text = str(event(edition, f"officers/{officer}", title)["DESCRIPTION"])
        lines = text.replace("\N{NO-BREAK SPACE}", " ").splitlines()
        assert lines.count(line) == 1
    assert files(edition) == files(edition_of(resting_facts(small_week())))


def test_a_tour_without_a_break_says_nothing_of_breaks(small: Edition) -> None:
    edition = edition_of(resting_facts(small_week()))
    night = event(edition, "officers/PN-1", "Vacation · pn-nuit")
    assert "Pause" not in night["DESCRIPTION"]
    assert b"Pause" not in b"".join(files(small).values())


def test_only_the_officer_reads_of_the_break() -> None:
    found = files(edition_of(resting_facts(small_week())))
    told = {path for path, content in found.items() if b"Pause" in content}
    assert told == {f"feeds/officers/{o}.ics" for o in ("PM-1", "PM-2", "PN-1")}


def test_a_break_shown_twice_by_the_clocks_says_which_time_it_is() -> None:
    week = small_week(b.clock(dt.date(2026, 10, 19)))
    found = resting_facts(week)
    # 02:50 summer time, then 20 minutes: 02:10 winter time.
    *others, night = sorted(found.roster.breaks or (), key=lambda x: x.span)
    start = week.clock.minute(dt.date(2026, 10, 25), dt.time(2, 50))
    moved = replace(night, span=Span(start, start + 20))
    roster = replace(found.roster, breaks=(*others, moved))
    edition = edition_of(replace(found, roster=roster))
    text = str(event(edition, "officers/PM-1", "Vacation · nuit")["DESCRIPTION"])
    assert "02h50 (heure d’été)–02h10 (heure d’hiver)" in text


def test_events_of_an_officer_are_private(small: Edition) -> None:
    assert {e["CLASS"] for e in events(small, "officers/PM-1")} == {"PRIVATE"}


def test_an_event_says_when_it_was_made(small: Edition) -> None:
    found = event(small, "officers/PM-1", "North · VTT")
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == COMPUTED
    assert found["SEQUENCE"] == 0
    assert "État au 1er octobre 2026 à 14h05" in found["DESCRIPTION"]


def test_a_mission_names_place_leader_crew_equipment_and_note(small: Edition) -> None:
    found = event(small, "officers/PM-1", "North · VTT mixte")
    assert found["LOCATION"] == "North, Town"
    text = str(found["DESCRIPTION"]).replace("\N{NO-BREAK SPACE}", " ")
    with use_language("fr"):
        agent = position_name("agent")
    for part in (
        f"Poste : {agent}",
        "Chef de patrouille (PN) : PN-1",
        "Équipage : PN-1, PM-1, PM-2",
        "Matériel : 3 × VTT",
        "Convention : Agreement",
        "Consigne : Place; à vélo",
    ):
        assert part in text


def agreements_told(week: Scenario) -> list[str]:
    """Return what the event of the bike patrol says of agreements."""
    found = event(edition_of(small_facts(week)), "officers/PM-1", "North · VTT")
    text = str(found["DESCRIPTION"]).replace("\N{NO-BREAK SPACE}", " ")
    lines = [line for line in text.splitlines() if line.startswith("Convention")]
    return [
        line.partition(" : ")[2].partition("\N{NARROW NO-BREAK SPACE}")[0]
        for line in lines
    ]


def test_a_mission_across_a_border_names_the_agreements_of_both_towns() -> None:
    week = small_week()
    line = replace(week.zones["north"], also_in=frozenset({"d"}))
    own, other = (
        replace(b.AGREEMENT, id=i, name=f"Agreement {i}", communes=frozenset({i}))
        for i in "cd"
    )
    week = replace(
        week,
        zones={**week.zones, "north": line},
        communes={i: Commune(id=i, name=i) for i in "cd"},
        agreements={"c": own},
    )
    # None in the other commune: the crew stands under no agreement.
    assert agreements_told(week) == []
    both = replace(week, agreements={"c": own, "d": other})
    assert agreements_told(both) == ["Agreement c", "Agreement d"]
    town = replace(other, municipal_force="pm2")
    lent = Pooling(
        id="p",
        route=Route.TRANSPORT,
        forces=frozenset({"pm"}),
        communes=frozenset({"d"}),
        validity=own.validity,
    )
    theirs = replace(week, agreements={"c": own, "d": town})
    assert agreements_told(theirs) == []
    theirs = replace(theirs, poolings=(lent,))
    assert agreements_told(theirs) == ["Agreement c", "Agreement d"]


def test_an_agreement_that_leaves_the_kind_out_is_not_named() -> None:
    week = small_week()
    for kinds, told in (({"bike"}, ["Agreement"]), ({"pair"}, [])):
        listed = replace(b.AGREEMENT, kinds=frozenset(kinds))
        assert agreements_told(replace(week, agreements={"a": listed})) == told


def test_the_command_sees_the_leader_in_the_title(small: Edition) -> None:
    titles = [str(e["SUMMARY"]) for e in events(small, "forces/pm")]
    assert "North · VTT mixte (PN-1 + 2)" in titles


def test_a_zone_feed_holds_the_missions_of_the_zone_only(small: Edition) -> None:
    assert len(events(small, "zones/north")) == 3
    assert events(small, "zones/south") == []


def test_a_mission_moved_within_its_day_keeps_its_uid(small: Edition) -> None:
    before = event(small, "officers/PM-1", "North · VTT")["UID"]
    week = small.scenario
    ride = week.missions["ride"]
    moved = replace(
        ride,
        occurrences=tuple(
            replace(o, span=Span(o.span.start + 60, o.span.end + 60))
            for o in ride.occurrences
        ),
    )
    later = replace(week, missions={**week.missions, "ride": moved})
    after = event(edition_of(small_facts(later)), "officers/PM-1", "North · VTT")
    assert after["UID"] == before


def test_uids_of_all_feeds_differ(small: Edition) -> None:
    uids = [
        e["UID"]
        for content in files(small).values()
        for e in Calendar.from_ical(content).walk("VEVENT")
    ]
    assert len(uids) == len(set(uids))


def test_two_tours_on_one_day_have_two_uids() -> None:
    week = small_week(
        shifts=[b.shift("am", "08:00", "11:00"), b.shift("pm", "14:00", "18:00")]
    )
    split = b.facts(week, tours=[("PM-1", 0, "am"), ("PM-1", 0, "pm")])
    uids = {e["UID"] for e in events(edition_of(split), "officers/PM-1")}
    assert len(uids) == 2


def test_absences_are_told_to_nobody() -> None:
    week = small_week(absences=(b.absence("PM-9", 0, 2),))
    for content in files(edition_of(small_facts(week))).values():
        assert b"CA\r\n" not in content
        assert content.count(b"BEGIN:VEVENT") == 0 or b"PM-9" not in content


def test_a_note_cannot_break_the_calendar() -> None:
    week = small_week()
    note = "a\x07b;c,d\\e\r\nEND:VCALENDAR"
    ride = replace(week.missions["ride"], note=note)
    week = replace(week, missions={**week.missions, "ride": ride})
    found = event(edition_of(small_facts(week)), "officers/PM-1", "North · VTT")
    assert "a b;c,d\\e\nEND:VCALENDAR" in str(found["DESCRIPTION"])


def test_a_code_that_leads_elsewhere_is_refused() -> None:
    week = small_week(officers=[b.officer("../PM-1")], missions=[])
    with pytest.raises(ValueError, match="cannot name a file"):
        files(edition_of(b.facts(week)))


def test_english_is_spoken_too(small: Edition) -> None:
    english = Edition(small.scenario, small.roster, small.run, "en")
    assert event(english, "officers/PM-1", "Tour · jour")


def test_refresh_and_time_to_live_agree(small: Edition) -> None:
    content = files(small)["feeds/officers/PM-1.ics"]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in content


def test_paths_stay_inside_the_folder_of_feeds(small: Edition) -> None:
    for path in files(small):
        assert PurePosixPath(path).parts[0] == "feeds"


# --- held by one force alone ----------------------------------------------------------


def test_a_mission_that_one_force_holds_has_its_own_title_and_says_why() -> None:
    found = event(edition_of(alone_facts()), "officers/PM-1", "North · ")
    assert found["SUMMARY"] == "North · Patrouille VTT municipale"
    text = str(found["DESCRIPTION"]).replace("\N{NO-BREAK SPACE}", " ")
    assert "Tenue par une seule force, au lieu de « Patrouille VTT mixte » :" in text
    assert "Convention" not in text
    assert events(edition_of(alone_facts()), "officers/PN-1") == []
    assert events(edition_of(alone_facts()), "forces/pn") == []


def test_a_mission_that_changes_its_form_keeps_its_uid() -> None:
    joint = event(edition_of(alone_facts(alone=False)), "officers/PM-1", "North · ")
    alone = event(edition_of(alone_facts()), "officers/PM-1", "North · ")
    assert joint["SUMMARY"] == "North · VTT mixte"
    assert joint["UID"] == alone["UID"]
    assert joint["SUMMARY"] != alone["SUMMARY"]


def test_feeds_of_missions_held_alone_read_back() -> None:
    edition = edition_of(alone_facts())
    got = {
        path: sorted(read(content), key=lambda e: tuple(e.values()))
        for path, content in files(edition).items()
    }
    assert got == expected_events(edition)


# --- identity, titles and places ------------------------------------------------------


def uids(edition: Edition) -> set[str]:
    return {
        str(e["UID"])
        for content in files(edition).values()
        for e in Calendar.from_ical(content).walk("VEVENT")
    }


def test_a_calendar_has_no_uid_of_its_own(small: Edition) -> None:
    """Programs that keep one file an event take all events for one otherwise."""
    for content in files(small).values():
        assert "UID" not in Calendar.from_ical(content)


def test_the_name_of_the_folder_changes_no_uid(small: Edition) -> None:
    renamed = replace(small, scenario=replace(small.scenario, name="elsewhere"))
    assert uids(renamed) == uids(small)
    assert files(renamed) == files(small)


def test_two_scenarios_share_no_uid(small: Edition) -> None:
    other = replace(small.scenario, id="other")
    assert not uids(replace(small, scenario=other)) & uids(small)


def test_without_an_id_forces_and_communes_tell_towns_apart(small: Edition) -> None:
    week = small.scenario
    found = {
        week.identity,
        replace(week, communes={"d": Commune(id="d", name="Town")}).identity,
        replace(week, forces={"pm": week.forces["pm"]}).identity,
    }
    assert len(found) == 3
    assert replace(week, name="x", title="y").identity == week.identity


def test_an_id_stands_whatever_the_tables_say(small: Edition) -> None:
    one, two = (
        replace(small.scenario, id="town", communes=communes)
        for communes in ({}, small.scenario.communes)
    )
    assert one.identity == two.identity == "town"


def test_a_kind_without_short_words_is_called_by_its_name(small: Edition) -> None:
    titles = {str(e["SUMMARY"]) for e in events(small, "officers/PM-1")}
    assert "North · Patrouille mixte" in titles


def test_the_full_name_of_a_mission_stands_first_in_its_text(small: Edition) -> None:
    text = str(event(small, "officers/PM-1", "North · VTT")["DESCRIPTION"])
    assert text.splitlines()[0] == "Patrouille VTT mixte PM/PN – North"


def test_a_tour_begins_at_the_station_or_at_the_force(small: Edition) -> None:
    week = small.scenario
    pm = replace(week.forces["pm"], name="Town police", station=None)
    for force, told in (
        (pm, "Town police"),
        (replace(pm, station="north"), "North, Town"),
    ):
        edition = replace(
            small, scenario=replace(week, forces={**week.forces, "pm": force})
        )
        assert event(edition, "officers/PM-1", "Vacation · jour")["LOCATION"] == told


def test_an_address_and_coordinates_lead_phones_to_the_place(small: Edition) -> None:
    week = small.scenario
    there = replace(
        week.zones["north"], address="1 rue Haute, Town", point=(45.7772, -3.0863)
    )
    pm = replace(week.forces["pm"], station="north")
    edition = replace(
        small,
        scenario=replace(
            week,
            zones={**week.zones, "north": there},
            forces={**week.forces, "pm": pm},
        ),
    )
    for title in ("North · VTT mixte", "Vacation · jour"):
        found = event(edition, "officers/PM-1", title)
        assert found["LOCATION"] == "North, 1 rue Haute, Town"
        assert found["GEO"].to_ical() == "45.7772;-3.0863"
    assert "GEO" not in event(small, "officers/PM-1", "North · VTT mixte")


def test_tours_take_time_where_the_scenario_says_so(small: Edition) -> None:
    busy = replace(small, scenario=replace(small.scenario, tours_busy=True))
    assert event(busy, "officers/PM-1", "Vacation · jour")["TRANSP"] == "OPAQUE"
    assert event(busy, "forces/pm", "North · VTT")["TRANSP"] == "TRANSPARENT"


# --- written over a previous version --------------------------------------------------

LATER = COMPUTED + dt.timedelta(hours=1)


def over(previous: Edition, edition: Edition) -> Edition:
    """Return an edition made an hour later, over the files of another."""
    run = replace(edition.run, computed_at=LATER)
    return replace(edition, run=run, previous=dict(FEEDS.render(previous)))


def without_the_ride(small: Edition) -> Edition:
    seats = tuple(a for a in small.roster.assignments if a.mission != "ride")
    return replace(small, roster=replace(small.roster, assignments=seats))


def moved_by(small: Edition, minutes: int) -> Edition:
    week = small.scenario
    ride = week.missions["ride"]
    placings = tuple(
        replace(o, span=Span(o.span.start + minutes, o.span.end + minutes))
        for o in ride.occurrences
    )
    missions = {**week.missions, "ride": replace(ride, occurrences=placings)}
    return edition_of(small_facts(replace(week, missions=missions)))


def test_a_tour_under_way_without_a_shift_tells_since_when() -> None:
    week = small_week(history=(b.past("PM-1", -1, "21:00", "05:00"),))
    begun = edition_of(small_facts(week))
    assert event(begun, "officers/PM-1", "Vacation en cours")["SUMMARY"] == (
        "Vacation en cours depuis le dim. 04/10 21h00"
    )
    english = edition_of(small_facts(week), "en")
    assert event(english, "officers/PM-1", "Tour under way since Sun 04/10 21:00")
    ((_, board),) = EXPORTERS["board"].render(english)
    assert b"Tour under way since Sun 04/10 21:00" in board
    assert b"since the day before" not in board


def test_a_tour_under_way_with_the_hours_of_a_shift_is_named_by_it() -> None:
    week = small_week(history=(b.past("PM-1", -1, "22:00", "06:00"),))
    titles = [
        str(e["SUMMARY"])
        for e in events(edition_of(small_facts(week)), "officers/PM-1")
    ]
    assert titles.count("Vacation · nuit") == 2


def test_what_says_the_same_keeps_its_bytes(small: Edition) -> None:
    assert files(over(small, small)) == files(small)


def test_a_mission_moved_by_a_minute_takes_the_next_sequence(small: Edition) -> None:
    later = over(small, moved_by(small, 1))
    before = event(small, "officers/PM-1", "North · VTT")
    after = event(later, "officers/PM-1", "North · VTT")
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (before["DTSTAMP"].dt, after["DTSTAMP"].dt) == (COMPUTED, LATER)
    night = event(later, "officers/PM-1", "Vacation · nuit")
    assert (night["SEQUENCE"], night["DTSTAMP"].dt) == (0, COMPUTED)


def test_writing_again_over_a_change_changes_nothing_more(small: Edition) -> None:
    for changed in (moved_by(small, 30), without_the_ride(small)):
        later = over(small, changed)
        assert files(later) != files(small)
        assert files(over(later, later)) == files(later)


def test_a_withdrawn_duty_stays_as_cancelled_and_can_come_back(small: Edition) -> None:
    gone = over(small, without_the_ride(small))
    found = event(gone, "officers/PM-1", "ANNULÉ : North · VTT mixte")
    before = event(small, "officers/PM-1", "North · VTT")
    assert found["UID"] == before["UID"]
    assert (found["STATUS"], found["SEQUENCE"]) == ("CANCELLED", 1)
    assert (found["DTSTART"].dt, found["TRANSP"]) == (
        before["DTSTART"].dt,
        "TRANSPARENT",
    )
    assert "PM-2" not in found["DESCRIPTION"]
    back = event(over(gone, small), "officers/PM-1", "North · VTT")
    assert (back["STATUS"], back["SEQUENCE"]) == ("CONFIRMED", 2)


def test_events_of_another_horizon_stay_as_they_are(small: Edition) -> None:
    week = small_week(b.clock(small.scenario.clock.start + dt.timedelta(days=7)))
    found = files(over(small, edition_of(small_facts(week))))
    for path, content in files(small).items():
        for text in content.split(b"BEGIN:VEVENT")[1:]:
            assert text.removesuffix(b"END:VCALENDAR\r\n") in found[path]


def test_events_of_long_ago_are_left_out(small: Edition) -> None:
    week = small_week(b.clock(small.scenario.clock.start + dt.timedelta(days=70)))
    following = edition_of(small_facts(week))
    assert files(over(small, following)) == files(
        replace(following, run=replace(following.run, computed_at=LATER))
    )


def test_a_withdrawn_duty_is_told_by_a_note_for_its_day(small: Edition) -> None:
    gone = over(small, without_the_ride(small))
    note = event(gone, "officers/PM-1", "Annulé : North · VTT mixte 10h00–11h30")
    assert note["DTSTART"].dt == dt.date(2026, 10, 5)
    assert note["STATUS"] == "CONFIRMED"
    back = over(gone, small)
    lifted = event(back, "officers/PM-1", "De nouveau prévu : North · VTT mixte")
    assert (lifted["UID"], lifted["STATUS"]) == (note["UID"], "CANCELLED")


def test_the_feed_of_another_scenario_is_no_former_version(small: Edition) -> None:
    other = replace(small, scenario=replace(small.scenario, id="other"))
    alone = replace(small, run=replace(small.run, computed_at=LATER))
    assert files(over(other, small)) == files(alone)
