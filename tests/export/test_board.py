"""The board: one page, complete, escaped, and silent about what is confidential."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scheduler.domain.people import Absence
from scheduler.domain.run import SolveStatus, TierResult
from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition
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
