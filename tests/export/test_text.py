"""How times, days and names are written."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler.domain.places import Commune
from scheduler.render.text import (
    date,
    force_label,
    period,
    place,
    plain,
    shift_name,
    whole,
)
from scheduler.words import use_language
from tests import builders as b


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    with use_language("fr"):
        yield


@pytest.mark.parametrize(
    ("start", "days", "written"),
    [
        (dt.date(2026, 10, 19), 7, "du 19 au 25 octobre 2026"),
        (dt.date(2026, 10, 26), 7, "du 26 octobre au 1er novembre 2026"),
        (dt.date(2026, 12, 28), 7, "du 28 décembre 2026 au 3 janvier 2027"),
        (dt.date(2026, 6, 1), 7, "du 1er au 7 juin 2026"),
        (dt.date(2026, 10, 19), 1, "lundi 19 octobre 2026"),
    ],
)
def test_a_period_is_written_short(start: dt.date, days: int, written: str) -> None:
    assert period(b.clock(start, days)) == written


def test_only_the_first_day_of_a_month_is_an_ordinal() -> None:
    assert date(dt.date(2026, 11, 1)) == "dimanche 1er novembre 2026"
    assert date(dt.date(2026, 11, 21)) == "samedi 21 novembre 2026"


@pytest.mark.parametrize(
    "name", ["Matin 06h30–13h30", "Matin (06:30-13:30)", "Matin", "06h30–13h30 Matin"]
)
def test_a_shift_is_named_without_its_hours(name: str) -> None:
    shift = replace(b.shift("m", "06:30", "13:30"), name=name)
    assert shift_name(shift) == "Matin"


def test_a_shift_named_by_its_hours_keeps_them() -> None:
    shift = replace(b.shift("m", "06:30", "13:30"), name="06h30–13h30")
    assert shift_name(shift) == "06h30–13h30"


def test_a_force_alone_of_its_kind_needs_no_code() -> None:
    assert force_label(b.scenario(), "pm") == "PM"


def test_several_town_forces_are_told_apart() -> None:
    other = replace(b.FORCES["pm"], id="pm2")
    week = b.scenario(forces={**b.FORCES, "pm2": other})
    assert force_label(week, "pm2") == "PM pm2"
    assert force_label(week, "pn") == "PN"


def test_control_characters_go() -> None:
    assert plain(" a\x00\x1bb\r\nc ") == "a b\nc"


def test_thousands_are_set_apart() -> None:
    assert whole(9720) == "9\N{NARROW NO-BREAK SPACE}720"


def test_a_place_names_its_commune_once() -> None:
    week = b.scenario()
    centre = replace(week.zones["north"], name="Town, centre")
    week = replace(week, zones={**week.zones, "north": centre})
    assert place(week, "north") == "Town, centre"
    assert place(week, "south") == "South, Town"


def test_a_place_names_every_commune_it_lies_in() -> None:
    week = b.scenario(
        communes={
            "c": Commune(id="c", name="Lieusaint"),
            "d": Commune(id="d", name="Saint-Pierre-du-Perray"),
        }
    )
    line = replace(week.zones["north"], also_in=frozenset({"d"}))
    week = replace(week, zones={**week.zones, "north": line})
    assert place(week, "north") == "North, Lieusaint, Saint-Pierre-du-Perray"
