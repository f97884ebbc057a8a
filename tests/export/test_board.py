"""The board: one page, complete, escaped, and silent about what is confidential."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scheduler.domain.people import Absence, Request
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.export import EXPORTERS, board
from scheduler.render.decisions import Choice, Decision
from scheduler.render.edition import Edition
from scheduler.rosters.roster_files import render_roster, render_tours
from scheduler.rosters.run_file import roster_seal
from tests import builders as b
from tests.export.conftest import (
    AUTUMN,
    alone_facts,
    big_edition,
    edition_of,
    resting_facts,
    small_facts,
    small_week,
)

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Reads a page: its tags, its visible text, and whether every tag is closed."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text += " ".join(data.replace("\N{NO-BREAK SPACE}", " ").split()) + " "


def source(edition: Edition) -> str:
    ((_, content),) = EXPORTERS["board"].render(edition)
    return content.decode()


def page(edition: Edition) -> Page:
    return Page(source(edition))


def test_every_tag_is_closed(small: Edition) -> None:
    assert page(small).open == []


def test_nothing_is_fetched(small: Edition) -> None:
    assert not re.search(r"\s(?:src|srcset|action)=|@import|url\(", source(small))
    links = [a.get("href") or "" for tag, a in page(small).tags if "href" in a]
    assert all(link.startswith("#") for link in links)


def test_links_of_the_page_lead_somewhere(small: Edition) -> None:
    tags = page(small).tags
    ids = {a["id"] for _, a in tags if "id" in a}
    assert {(a["href"] or "")[1:] for _, a in tags if "href" in a} <= ids


def test_the_policy_admits_the_style_and_the_script_of_the_page_alone(
    small: Edition,
) -> None:
    content = source(small)
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in content
    assert "unsafe-inline" not in content
    # A hash covers no attribute.
    assert not [a for _, a in page(small).tags if "style" in a or "onclick" in a]


def test_each_printed_page_names_the_roster(small: Edition) -> None:
    tables = (
        render_roster(small.scenario, small.roster),
        render_tours(small.scenario, small.roster),
    )
    seal = roster_seal(*tables)[:12]
    (foot,) = re.findall(r'@bottom-left \{ content: "(.*?)"', source(small))
    assert seal in foot
    assert "counter(page)" in source(small)


@pytest.mark.parametrize(
    ("officers", "height"),
    [
        # With 1 line of the unit, 4 of the times of day and their heading.
        (4, 19.0),
        # 126 lines of 10.5 pixels are below 1390: one page, 1390 / 126.
        (120, 11.0),
        # 206 lines are not: two pages, 2780 / 206.
        (200, 13.5),
    ],
)
def test_the_lines_of_the_wall_roster_fill_its_pages(
    officers: int, height: float
) -> None:
    people = [b.officer(f"O{n}") for n in range(officers)]
    week = b.scenario(officers=people)
    assert f".grid tr {{ height: {height}px; }}" in source(edition_of(b.facts(week)))


def test_a_cause_tells_its_repairs_with_owner_gain_and_cost(
    small: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choice(words: str, *, proved: bool) -> Choice:
        return Choice(words=words, owner="Mayor", gain="+2", cost="1 h", proved=proved)

    cause = Decision(
        id="x-1",
        title="Nobody at Gerzat",
        lack="4 of 4 away",
        missions=("never", "unknown"),
        gain="2 missions",
        repairs=(choice("Move <it>", proved=True), choice("Lend one", proved=False)),
        deadline="before Tue",
    )
    monkeypatch.setattr(board, "decisions", lambda _edition: (cause,))
    english = replace(small, language="en")
    text = " ".join(page(english).text.split())
    assert "1. Nobody at Gerzat 2 missions 4 of 4 away" in text
    assert "4 of 4 away · 1 h" in text
    assert "Move <it> → +2, proved Mayor before Tue 1 other repair" in text
    assert "Lend one → +2 (1 h) Mayor" in text
    tags = page(english).tags
    assert ("a", {"class": "why-link", "href": "#c-x-1"}) in tags
    assert "#u-unknown" not in source(english)


def test_codes_of_missions_are_shown_on_demand(small: Edition) -> None:
    assert ".code { display: none;" in source(small)
    assert "body:has(#codes:checked) .code { display: inline; }" in source(small)


def test_every_table_has_a_caption(small: Edition) -> None:
    tags = [tag for tag, _ in page(small).tags if tag in ("table", "caption")]
    assert tags == ["table", "caption"] * (len(tags) // 2)
    assert tags


def test_force_and_time_of_day_are_told_apart(small: Edition) -> None:
    classes = {a.get("class") for _, a in page(small).tags}
    assert {"force municipal", "force national"} <= classes
    assert {"block b-morning", "block b-night"} <= classes


def test_unmet_wishes_are_counted_and_not_named() -> None:
    asked = Request(officer="PM-1", day=b.day(0), wish="off")
    week = small_week(requests=(asked,))
    text = " ".join(page(edition_of(small_facts(week), "en")).text.split())
    assert "Wishes not met 1" in text
    assert "a day off 1 1" in text


def test_a_proof_has_units() -> None:
    tier = TierResult(
        name="a", value=454, bound=454, status=SolveStatus.OPTIMAL, seconds=1
    )
    found = edition_of(small_facts(small_week()), "en")
    text = page(replace(found, run=replace(found.run, tiers=(tier,)))).text
    assert "454 points lost" in text
    assert "1.0 s" in text


def test_the_same_edition_gives_the_same_bytes(small: Edition) -> None:
    again = Edition(small.scenario, small.roster, small.run, small.language)
    assert source(small) == source(again)


def test_the_page_speaks_the_language_of_the_edition(small: Edition) -> None:
    english = Edition(small.scenario, small.roster, small.run, "en")
    assert 'lang="en"' in source(english)
    assert "What is missing" in page(english).text
    assert "Ce qui manque" in page(small).text


def test_what_people_wrote_is_escaped() -> None:
    nasty = "<script>alert('x')</script>"
    week = small_week(title=nasty)
    ride = replace(week.missions["ride"], note=nasty)
    zone = replace(week.zones["north"], name=nasty)
    week = replace(
        week,
        missions={**week.missions, "ride": ride},
        zones={**week.zones, "north": zone},
    )
    assert nasty not in source(edition_of(small_facts(week)))


def test_reasons_of_absences_are_not_told() -> None:
    week = small_week()
    away = Absence(officer="PM-9", span=week.clock.span, reason="CMO-SECRET")
    content = source(edition_of(small_facts(replace(week, absences=(away,)))))
    assert "SECRET" not in content
    assert "Absent" in content


def test_every_heading_of_a_table_has_a_scope(small: Edition) -> None:
    heads = [a for tag, a in page(small).tags if tag == "th"]
    assert heads
    assert all(a.get("scope") in {"col", "row", "rowgroup"} for a in heads)


def test_missions_not_held_stand_with_their_arithmetic(small: Edition) -> None:
    assert "demandées 4 − tenues 3 = non tenues 1" in page(small).text


def test_proof_and_shortfalls_come_before_all_else(small: Edition) -> None:
    text = page(replace(small, language="en")).text
    order = [
        "Best roster proved.",
        "The week at a glance",
        "3 missions held of 4",
        "Night of",
        "To decide 1 mission not held = 1 cause",
        "Missions not held",
        "Officers by day",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_mission_not_held_says_why(small: Edition) -> None:
    assert (
        "officer (PM): 1 wanted, 0 on tour" in page(replace(small, language="en")).text
    )


def test_places_stand_in_the_order_of_a_dictionary() -> None:
    week = small_week()
    names = {"north": "Éguzon", "south": "Zola"}
    zones = {k: replace(z, name=names[k]) for k, z in week.zones.items()}
    late = b.mission("late", b.PAIR, at=[(0, "11:00")], zone="south")
    week = replace(week, zones=zones, missions={**week.missions, "late": late})
    facts = b.facts(week, crews=[("foot", "agent", "PM-2"), ("late", "agent", "PM-1")])
    text = page(edition_of(facts)).text.split("Missions par jour")[1]
    assert text.index("Éguzon") < text.index("Zola")


def test_a_week_without_shortfall_says_so() -> None:
    week = small_week(missions=[])
    assert "Rien ne manque." in page(edition_of(b.facts(week))).text


def test_each_force_has_a_duty_sheet_each_day(small: Edition) -> None:
    sheets = [
        a for t, a in page(small).tags if (t, a.get("class")) == ("article", "sheet")
    ]
    assert len(sheets) == 2 * 7


def test_a_proof_is_told_in_words(small: Edition) -> None:
    tiers = (
        TierResult(name="a", value=3, bound=3, status=SolveStatus.OPTIMAL, seconds=1),
        TierResult(name="b", value=8, bound=6, status=SolveStatus.FEASIBLE, seconds=2),
    )
    edition = replace(small, run=replace(small.run, tiers=tiers))
    text = page(edition).text
    assert "aucun planning ne perd moins." in text
    assert "aucun planning ne perd moins que : 6 points perdus." in text
    assert "25" in text


def test_a_tour_tells_when_its_breaks_are() -> None:
    found = page(edition_of(resting_facts(small_week()), "en"))
    grid = found.text.split("Officers by day", 1)[1]
    assert re.findall(r"Break: (?:, |\d\d:\d\d–\d\d:\d\d)+", grid) == [
        "Break: 12:10–12:30",
        "Break: 03:40–04:00",
        "Break: 11:30–11:50",
        "Break: 12:10–12:30, 15:00–15:20",
    ]
    assert found.open == []


def test_the_duty_sheet_tells_who_is_off_when() -> None:
    text = " ".join(page(edition_of(resting_facts(small_week()), "en")).text.split())
    assert "Breaks: 11:30–11:50 PM-2 · 12:10–12:30 PM-1" in text
    assert "Breaks: 12:10–12:30 PN-1 · 15:00–15:20 PN-1" in text


def test_a_roster_that_does_not_say_shows_no_breaks(small: Edition) -> None:
    assert "Pause" not in source(small)


def test_a_long_horizon_shows_letters_only() -> None:
    month = small_week(b.clock(AUTUMN, 28))
    assert 'class="t"' not in source(
        edition_of(b.facts(month, tours=[("PM-1", 0, "jour")]))
    )


def test_a_night_over_the_clock_change_is_drawn(clock_change: Edition) -> None:
    assert "22h00–06h00" in page(clock_change).text


@pytest.mark.slow
def test_a_big_week_is_below_700_kilobytes() -> None:
    assert len(source(big_edition()).encode()) < 700_000


def test_a_mission_that_one_force_holds_is_listed_with_the_reason() -> None:
    text = " ".join(page(edition_of(alone_facts(), "en")).text.split())
    assert "Held by one force alone 1" in text
    assert "1 joint mission held by one force alone" in text
    assert "Municipal bike patrol – North ride" in text
    assert text.count("instead of “Joint bike patrol”: crew leader (PN): 1 wanted") >= 2
    assert "Nothing is missing" not in text
    joint = page(edition_of(alone_facts(alone=False), "en")).text
    assert "by one force" not in joint
