"""Quotas, shares and risk on the board, in the workbook and on the terminal."""

import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from scheduler.domain.missions import Measured, Quota, Risk, Share
from scheduler.domain.roster import Facts
from scheduler.domain.time import Span
from scheduler.export import EXPORTERS
from scheduler.export._view import quotas, risks, sharing
from scheduler.render.edition import Edition
from scheduler.verify.judge import judge
from scheduler.verify.report import summary_lines
from scheduler.words import use_language
from tests import builders as b
from tests.export.conftest import BIKE, edition_of, run_of, small_facts, small_week

# In the small week foot (1 h, one officer each), ride (1 h 30, two from pm) and late
# (4 h, one each) are joint: pm 60 + 180 + 240 = 480 minutes, pn 60 + 90 + 240 = 390.
QUOTAS = {
    "town": Quota(id="town", name="Centre-ville", agreement="a", minimum=5),
    "hours": Quota(id="hours", measured=Measured.HOURS, minimum=390),
}
SHARES = (Share(id="s", force="pm", percent=50), Share(id="s", force="pn", percent=50))


def cell(hour: int, points: int, zone: str = "north") -> Risk:
    span = Span(hour * 60, hour * 60 + 60)
    return Risk(zone=zone, day=b.day(0), span=span, points=points)


RISKS = (cell(8, 8), cell(9, 5), cell(8, 20, "south"))


def facts(**changes: Any) -> Facts:
    """Return the small week with all three, and a mission before it."""
    base: dict[str, Any] = {
        "kinds": [b.SOLO, replace(b.PAIR, presence=True), BIKE],
        "quotas": QUOTAS,
        "shares": SHARES,
        "risks": RISKS,
        "past_missions": (b.past_mission("b", b.PAIR, -7, "10:00", pm=1, pn=3),),
        "tiers": (),
    }
    return small_facts(small_week(**{**base, **changes}))


@pytest.fixture
def edition() -> Edition:
    return edition_of(facts(), "en")


def page(edition: Edition) -> str:
    ((_, found),) = EXPORTERS["board"].render(edition)
    return found.decode()


def test_quotas_are_told_met_or_short(edition: Edition) -> None:
    town, hours = quotas(edition)
    # The mission of the week before belongs to another week.
    assert (town.owed, town.before, town.now, town.missing) == (5, 0, 3, 2)
    assert (town.name, town.agreement) == ("Centre-ville", "Agreement")
    assert (hours.owed, hours.now, hours.missing) == (390, 390, 0)
    assert (hours.first, hours.until) == (b.day(0), b.day(6))


def test_shares_are_told_against_the_agreement(edition: Edition) -> None:
    with use_language("en"):
        pm, pn = sharing(edition)
    # With 60 and 180 before: 540 and 570 of 1,110, 555 each agreed.
    assert (pm.force, pm.before, pm.now, pm.deviation) == ("PM", 60, 480, -15)
    assert (pn.force, pn.before, pn.now, pn.deviation) == ("PN", 180, 390, 15)
    assert round(pm.percent, 1) == 48.6


def test_risk_is_told_by_zone_greatest_first(edition: Edition) -> None:
    south, north = risks(edition)
    assert (south.zone, south.found, south.taken, south.left) == ("South", 20, 0, 20)
    # foot is there from 8 to 9.
    assert (north.found, north.taken, north.left, north.presences) == (13, 4, 9, 1)


def test_the_board_has_a_section(edition: Edition) -> None:
    found = page(edition)
    assert '<section id="agreed">' in found
    assert 'href="#agreed"' in found
    assert "Centre-ville" in found
    assert "6 h 30" in found
    assert "-15 min" in found
    assert "+15 min" in found
    assert "29 of 33 points left" in found


@pytest.mark.parametrize(
    ("kept", "shown", "hidden"),
    [
        ("quotas", "Quotas", "Sharing of joint work"),
        ("shares", "Sharing of joint work", "Quotas"),
        ("risks", "Risk by place", "Quotas"),
    ],
)
def test_the_board_shows_what_there_is(kept: str, shown: str, hidden: str) -> None:
    nothing: dict[str, Any] = {"quotas": {}, "shares": (), "risks": ()}
    nothing.pop(kept)
    found = page(edition_of(facts(**nothing), "en"))
    assert f"{shown}" in found
    assert f"<h3>{hidden}</h3>" not in found


def test_a_week_without_any_has_no_section() -> None:
    found = page(edition_of(facts(quotas={}, shares=(), risks=()), "en"))
    assert 'id="agreed"' not in found


def test_the_workbook_has_a_sheet_for_agreements_and_one_for_risk(
    edition: Edition,
) -> None:
    ((_, content),) = EXPORTERS["workbook"].render(edition)
    book = load_workbook(io.BytesIO(content))
    rows = [list(r) for r in book["Agreements"].iter_rows(min_row=2, values_only=True)]
    assert rows[0][:8] == [
        "Quota",
        "Centre-ville",
        "2026-10-05",
        "2026-10-11",
        5,
        0,
        3,
        2,
    ]
    assert [r[1] for r in rows] == ["Centre-ville", "hours", "s · PM", "s · PN"]
    # Short by 15 minutes: a quarter of an hour.
    assert rows[2][8:11] == [50, 48.6, -0.25]
    assert book["Risk"]["A2"].value == "South"
    assert [c.value for c in book["Risk"][3]] == ["North", 13, 4, 9, 1]


def test_the_terminal_tells_what_is_short() -> None:
    goals = ("agreement_quotas", "burden_sharing", "risk_cover")
    tiers = tuple((g, {g: 1}) for g in goals)
    found = facts(tiers=tiers)
    verdict = judge(found.scenario, found.roster)
    with use_language("en"):
        lines = list(summary_lines(found.scenario, run_of(found.scenario), verdict))
    assert (
        "  Centre-ville, Mon 05/10 to Sun 11/10: 5 missions owed, 0 held before, 3 in "
        "this roster, 2 missing"
    ) in lines
    assert (
        "  s, Town: 9 h of 18 h 30 of officers' time, of which 1 h before the "
        "horizon; 50 % agreed: 15 min short"
    ) in lines
    assert ("Risk of the diagnosis: 33 points found, 4 taken away, 29 left") in lines
