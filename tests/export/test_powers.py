"""What officers and command staff read about judicial powers."""

import io
from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from scheduler.domain.people import Sex
from scheduler.domain.powers import OpjNeed
from scheduler.domain.scenario import Scenario
from scheduler.export import EXPORTERS
from scheduler.export._view import held_missions
from scheduler.render.edition import Edition
from tests import builders as b
from tests.export.conftest import edition_of

POWERS = (
    b.power("record", opj=OpjNeed.REACHABLE),
    b.power("impound", opj=OpjNeed.REACHABLE, chief="pm_chief"),
    b.power("pat_down", both_sexes=True),
)
WATCH = replace(b.SOLO, id="watch", powers=("record",))
TOW = replace(b.SOLO, id="tow", powers=("impound",))
JOINT = replace(b.PAIR, powers=("record", "pat_down"))
HEAD = b.officer("PM-8", qualifications=(b.held("pm_chief"),))


def week_of(*missions: Any, **changes: Any) -> Scenario:
    base: dict[str, Any] = {
        "officers": [
            b.officer("PM-1", sex=Sex.FEMALE),
            HEAD,
            b.officer("PN-1", "pn", sex=Sex.MALE),
            b.officer("PN-2", "pn", desk=True),
        ],
        "shifts": [
            b.shift("jour", "06:30", "14:30"),
            b.shift("pn-jour", "06:30", "10:30", "pn"),
            b.shift("pn-late", "10:30", "18:00", "pn"),
        ],
        "kinds": [b.SOLO, WATCH, TOW, JOINT],
        "powers": POWERS,
        "missions": missions,
        "tiers": (),
    }
    return b.scenario(**{**base, **changes})


def edition(
    mission: Any,
    *crew: tuple[str, str],
    tours: tuple[tuple[str, str], ...] = (),
    language: str = "fr",
    **changes: Any,
) -> Edition:
    """Return one mission of Monday 10:00 to 11:00 with its crew."""
    week = week_of(mission, **changes)
    worked = [("PM-1", 0, "jour"), *((o, 0, s) for o, s in tours)]
    facts = b.facts(week, tours=worked, crews=[(mission.id, p, o) for p, o in crew])
    return edition_of(facts, language)


def told(found: Edition, path: str = "feeds/officers/PM-1.ics") -> list[str]:
    """Return the lines of the one mission in a feed."""
    files = {str(p): c for p, c in EXPORTERS["feeds"].render(found)}
    events = Calendar.from_ical(files[path]).walk("VEVENT")
    [mission] = [e for e in events if str(e["X-PATROL-GROUP"]).startswith("mission")]
    return str(mission["description"]).splitlines()


def board(found: Edition) -> str:
    ((_, content),) = EXPORTERS["board"].render(found)
    return content.decode()


def sheet(found: Edition) -> dict[str, Any]:
    ((_, content),) = EXPORTERS["workbook"].render(found)
    head, row = load_workbook(io.BytesIO(content))["Missions"].iter_rows(
        values_only=True
    )
    return {str(title): value for title, value in zip(head, row, strict=True)}


SOLO = ("agent", "PM-1")


def both(mission: Any) -> Edition:
    """Return an edition with two OPJs in turn."""
    return edition(mission, SOLO, tours=(("PN-1", "pn-jour"), ("PN-2", "pn-late")))


@pytest.mark.parametrize(
    "path",
    ["feeds/officers/PM-1.ics", "feeds/forces/pm.ics", "feeds/zones/north.ics"],
)
def test_a_mission_names_the_opj_to_be_reached(path: str) -> None:
    found = edition(
        b.mission("m", WATCH, at=[(0, "09:00")]), SOLO, tours=(("PN-1", "pn-jour"),)
    )
    assert "OPJ joignable\xa0: PN-1" in told(found, path)
    assert "OPJ joignable\xa0: PN-1<" in board(found)
    assert sheet(found)["OPJ joignable"] == "PN-1"


def test_several_in_turn_are_named_with_hours() -> None:
    found = both(b.mission("m", WATCH))
    words = "PN-1 (10h00–10h30), PN-2 (10h30–11h00)"
    assert f"OPJ joignable\xa0: {words}" in told(found)
    assert words in board(found)
    assert sheet(found)["OPJ joignable"] == words


def test_an_opj_of_the_crew_is_said_to_be_there() -> None:
    found = edition(
        b.mission("m", JOINT, at=[(0, "09:00")]),
        ("chief", "PN-1"),
        ("agent", "PM-1"),
        tours=(("PN-1", "pn-jour"), ("PN-2", "pn-jour")),
    )
    words = "PN-1 (dans l’équipage)"
    assert f"OPJ joignable\xa0: {words}" in told(found)
    assert f"OPJ joignable\xa0: {words}" in told(found, "feeds/officers/PN-1.ics")
    assert words in board(found)
    english = replace(found, language="en")
    assert sheet(english)["Reachable OPJ"] == "PN-1 (in the crew)"


def test_the_head_of_the_municipal_police_is_named_as_such() -> None:
    found = edition(b.mission("m", TOW), SOLO, tours=(("PM-8", "jour"),))
    assert "OPJ joignable\xa0: PM-8 (chef de la police municipale)" in told(found)


def test_a_mission_that_needs_none_names_none() -> None:
    found = edition(b.mission("m"), SOLO, tours=(("PN-1", "pn-jour"),))
    assert not any("OPJ" in line for line in told(found))
    assert "OPJ joignable" not in board(found)
    assert sheet(found)["OPJ joignable"] in ("", None)


def test_the_reference_of_the_requisition_is_shown() -> None:
    found = both(b.mission("m", requisition="PR 2026/118 <x>"))
    assert "Réquisition du procureur\xa0: PR 2026/118 <x>" in told(found)
    assert "Réquisition du procureur\xa0: PR 2026/118 &lt;x&gt;" in board(found)
    assert sheet(found)["Réquisition"] == "PR 2026/118 <x>"
    without = both(b.mission("m"))
    assert not any("Réquisition" in line for line in told(without))


def test_the_duty_sheet_says_the_same() -> None:
    found = both(b.mission("m", WATCH))
    # Once in the list of missions, once on the sheet of the municipal force.
    assert board(found).count("PN-1 (10h00–10h30), PN-2 (10h30–11h00)") == 2


def test_nobody_s_sex_is_told_by_any_output() -> None:
    other = {Sex.FEMALE: Sex.MALE, Sex.MALE: Sex.FEMALE, None: None}
    found = edition(
        b.mission("m", JOINT, at=[(0, "09:00")]),
        ("chief", "PN-1"),
        ("agent", "PM-1"),
        tours=(("PN-1", "pn-jour"),),
    )
    assert held_missions(found)
    officers = {
        k: replace(o, sex=other[o.sex]) for k, o in found.scenario.officers.items()
    }
    swapped = replace(found, scenario=replace(found.scenario, officers=officers))
    for name, exporter in EXPORTERS.items():
        assert list(exporter.render(found)) == list(exporter.render(swapped)), name
