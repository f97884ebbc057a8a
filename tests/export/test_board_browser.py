"""The board in a real browser: it answers at once, and can be read, searched, printed.

Officers and hours are those of the big week (19 to 25 October 2026).
"""

import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.plans import plan_of
from scheduler.export import EXPORTERS
from scheduler.export._decisions import decisions
from scheduler.export._tonight import nights
from scheduler.render.edition import Edition
from scheduler.words import use_language
from tests.browser import CHROMIUM, Browser, browser
from tests.export.conftest import big_edition

SLOW = pytest.mark.slow
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

THURSDAY = "2026-10-22T20:00:00+02:00"
DESK, PHONE = (1440, 900), (390, 844)
AXE = Path(
    os.environ.get("AXE_CORE")
    or str(distribution("axe-core-python").locate_file("axe_core_python/axe.min.js"))
)
"""What tests the accessibility of the page: the version in the lock, or a newer one."""

MEASURE = """(() => {
  const say = (e) => `${e.tagName}.${e.className}: ${e.textContent.trim()}`;
  const shown = (e) => e.getClientRects().length > 0;
  const all = (css) => [...document.querySelectorAll(css)].filter(shown);
  const cells = all(".grid :is(th, td), .block, .plain :is(th, td), .causes p, .on td");
  const cut = cells.filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth
    && getComputedStyle(e).display !== "inline" && !e.closest(".vh"));
  const out = (inner, outer) => {
    const a = inner.getBoundingClientRect(), b = outer.getBoundingClientRect();
    return a.left < b.left - 1 || a.right > b.right + 1;
  };
  const outside = [
    ...all(".block, .n").filter((e) => out(e, e.parentElement)),
    ...all(".plain th, .plain td").filter((e) => out(e, e.closest("table"))),
    ...all(".tag, .strip td b").filter((e) => out(e, e.closest("td, th, div, li"))),
  ];
  const overlapping = all(".grid td").filter((e) => {
    const parts = [...e.children].filter(shown).map((c) => c.getBoundingClientRect());
    return parts.some((r, i) => i && r.left < parts[i - 1].right - 1
      && r.top < parts[i - 1].bottom - 1);
  });
  const small = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() && shown(e)
        && parseFloat(getComputedStyle(e).fontSize) < 12) small.push(say(e));
  }
  const box = document.querySelector(".gridbox");
  const beyond = all("main *:not(.gridbox *, .vh, .vh *)")
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return {
    width: innerWidth,
    page: document.documentElement.scrollWidth,
    fits: box.classList.contains("fits"),
    scrolls: box.scrollWidth > box.clientWidth,
    cells: cells.length,
    cut: cut.map(say),
    outside: outside.map(say),
    overlapping: overlapping.map(say),
    beyond: beyond.map(say),
    small: small,
  };
})()"""

IN_VIEW = """((css) => [...document.querySelectorAll(css)].filter((e) => {
  const r = e.getBoundingClientRect();
  return r.width && r.top >= 0 && r.bottom <= innerHeight && r.right <= innerWidth + 1;
}).map((e) => e.textContent.replace(/\\s+/g, " ").trim()))"""


def told(edition: Edition) -> Edition:
    """Return an edition that tells changes, few enough to be shown unfolded."""
    plan, code = plan_of(edition.facts), "PM-001"
    own = plan.officers[code]
    seats = tuple(replace(s, position="other") for s in own.seats)
    officers = {**plan.officers, code: replace(own, tours=(), seats=seats)}
    return replace(edition, before=replace(plan, officers=officers))


@pytest.fixture(scope="module")
def french() -> Edition:
    return told(big_edition("fr"))


@pytest.fixture(scope="module", params=["fr", pytest.param("en", marks=SLOW)])
def edition(request: pytest.FixtureRequest, french: Edition) -> Edition:
    return replace(french, language=request.param)


@pytest.fixture(scope="module")
def address(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("board") / "board.html"
    ((_, content),) = EXPORTERS["board"].render(edition)
    path.write_bytes(content)
    return path.as_uri()


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


def in_view(screen: Browser, css: str) -> list[str]:
    """Return the text of each element that lies within the window."""
    found: list[str] = screen.run(f"{IN_VIEW}({json.dumps(css)})")
    return found


def opened(
    screen: Browser,
    address: str,
    size: tuple[int, int] = DESK,
    at: str = THURSDAY,
) -> Browser:
    """Open the board on a screen of a size, at a time."""
    screen.size(*size, phone=size == PHONE)
    screen.clock(at)
    screen.open(address)
    return screen


# --- nothing overflows, overlaps or is cut --------------------------------------------


@pytest.fixture(
    scope="module",
    params=[
        390,
        # A desk screen of 1440 pixels, enlarged to 200 %.
        pytest.param(720, marks=SLOW),
        pytest.param(768, marks=SLOW),
        pytest.param(1024, marks=SLOW),
        1440,
    ],
)
def measured(
    request: pytest.FixtureRequest, screen: Browser, address: str
) -> dict[str, Any]:
    opened(screen, address, (request.param, 900))
    screen.run("document.querySelectorAll('.causes details').forEach(d => d.open = 1)")
    found: dict[str, Any] = screen.run(MEASURE)
    return found


def test_the_page_tells_changes(address: str, screen: Browser) -> None:
    opened(screen, address)
    assert screen.run("document.querySelector('#changes details').open")


def test_all_cells_are_shown(measured: dict[str, Any]) -> None:
    assert measured["cells"] > 3000


def test_the_page_is_no_wider_than_the_window(measured: dict[str, Any]) -> None:
    assert measured["beyond"] == []
    assert measured["page"] <= measured["width"]


def test_no_text_is_cut(measured: dict[str, Any]) -> None:
    assert measured["cut"] == []


def test_nothing_leaves_its_box(measured: dict[str, Any]) -> None:
    assert measured["outside"] == []


def test_nothing_overlaps(measured: dict[str, Any]) -> None:
    assert measured["overlapping"] == []


def test_no_text_is_below_12_pixels(measured: dict[str, Any]) -> None:
    assert measured["small"] == []


def test_a_week_that_does_not_fit_scrolls_in_its_own_box(
    measured: dict[str, Any],
) -> None:
    assert measured["fits"] is not measured["scrolls"]


def test_the_week_fits_a_desk_screen(measured: dict[str, Any]) -> None:
    assert measured["fits"] is (measured["width"] >= 1440)


# --- the four questions, on the first screen ------------------------------------------


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def first(request: pytest.FixtureRequest, screen: Browser, address: str) -> Browser:
    return opened(screen, address, request.param)


def of_night(edition: Edition, day: int) -> Any:
    with use_language(edition.language):
        return nights(edition)[day]


def test_what_is_uncovered_tonight(first: Browser, edition: Edition) -> None:
    night = of_night(edition, 3)
    assert night.missing
    text = " ".join(in_view(first, ".night.on .missing :is(li, summary)"))
    for lack in night.missing[:3]:
        assert lack.title.replace("\N{NO-BREAK SPACE}", " ") in text
        assert not lack.mission or lack.times in text
    more = len(night.missing) - 3
    assert more <= 0 or f"{more} " in text


def test_who_is_on_on_saturday_night(first: Browser, edition: Edition) -> None:
    first.click(".strip thead a[href='#n-2026-10-24']")
    night = of_night(edition, 5)
    assert first.run("document.querySelector('.night.on').dataset.day") == "2026-10-24"
    assert first.run("scrollY") == 0
    # 72 officers are more than a screen holds; those of Clermont-Ferrand all fit.
    counts = [int(c) for c in in_view(first, ".night.on .on .num")]
    assert len(counts) >= (2 if first.run("innerWidth") < 860 else 6)
    assert counts == [len(g.officers) for g in night.on][: len(counts)]
    names = " ".join(in_view(first, ".night.on .names a")).split()
    expected = [o for group in night.on for o in group.officers]
    assert names == expected[: len(names)]
    assert len(names) >= sum(counts[:-1])


def test_why_a_mission_is_not_held(first: Browser, edition: Edition) -> None:
    lack = of_night(edition, 3).missing[0]
    assert lack.why
    plain = lack.why.replace("\N{NO-BREAK SPACE}", " ")
    assert plain in " ".join(in_view(first, ".missing li"))
    # The whole reason, one tap away.
    first.click(".missing a[href^='#c-']")
    assert in_view(first, f"#c-{lack.cause} .why") != []


def test_what_must_be_decided(first: Browser, edition: Edition) -> None:
    with use_language(edition.language):
        causes = decisions(edition)
    titles = in_view(first, ".causes summary")
    least = 2 if first.run("innerWidth") < 860 else 5
    assert len(titles) >= min(least, len(causes))
    for cause, title in zip(causes, titles, strict=False):
        assert cause.title.replace("\N{NO-BREAK SPACE}", " ") in title
        assert cause.gain.replace("\N{NO-BREAK SPACE}", " ") in title
    with_repair = in_view(first, ".causes .repair")
    assert causes[0].deadline in with_repair[0]


@pytest.fixture(scope="module")
def many(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A board that tells five causes."""
    with use_language(edition.language):
        cause = decisions(edition)[0]
    five = tuple(replace(cause, id=str(n)) for n in range(1, 6))
    path = tmp_path_factory.mktemp("many") / "board.html"
    ((_, content),) = EXPORTERS["board"].render(replace(edition, decided=five))
    path.write_bytes(content)
    return path.as_uri()


def shown_causes(screen: Browser) -> list[str]:
    """Return the names of the causes that are shown, wherever on the page."""
    found: list[str] = screen.run(
        "[...document.querySelectorAll('.causes > li')]"
        ".filter(e => e.getClientRects().length).map(e => e.id)"
    )
    return found


def test_a_desk_screen_shows_every_cause(screen: Browser, many: str) -> None:
    opened(screen, many)
    assert shown_causes(screen) == [f"c-{n}" for n in range(1, 6)]
    assert in_view(screen, ".all") == []


def test_a_phone_shows_other_causes_when_asked(screen: Browser, many: str) -> None:
    opened(screen, many, PHONE)
    first = shown_causes(screen)
    assert first == ["c-1", "c-2"]
    screen.run("document.querySelector('.all').scrollIntoView({block: 'center'})")
    (rest,) = in_view(screen, ".all")
    assert rest.startswith("3 ")
    screen.click(".all")
    assert shown_causes(screen) == [f"c-{n}" for n in range(1, 6)]


def test_a_link_to_a_cause_shows_it_on_a_phone(screen: Browser, many: str) -> None:
    opened(screen, f"{many}#c-5", PHONE)
    assert "c-5" in shown_causes(screen)
    assert in_view(screen, "#c-5 .why") != []


# --- tonight is when the page is read -------------------------------------------------


@pytest.mark.parametrize(
    ("at", "zone", "night"),
    [
        ("2026-10-22T06:59:00+02:00", "Europe/Paris", "2026-10-21"),
        ("2026-10-22T07:00:00+02:00", "Europe/Paris", "2026-10-22"),
        # 23:30 in Paris, the next day already in Auckland.
        ("2026-10-22T23:30:00+02:00", "Pacific/Auckland", "2026-10-22"),
        # The clocks go back in this night: 07:00 is winter time.
        ("2026-10-25T06:59:00+01:00", "Europe/Paris", "2026-10-24"),
        ("2026-10-25T07:00:00+01:00", "Europe/Paris", "2026-10-25"),
    ],
)
def test_tonight_is_the_night_of_the_reader_s_clock(
    screen: Browser, address: str, at: str, zone: str, night: str
) -> None:
    screen.size(*DESK)
    screen.clock(at, zone)
    screen.open(address)
    assert screen.run("document.querySelector('.night.on').dataset.day") == night
    assert len(screen.run(f"{IN_VIEW}('.night.on h2')")) == 1
    assert screen.run("document.querySelectorAll('.frame.on').length") == 1


@pytest.mark.parametrize(
    "at", ["2026-10-19T06:00:00+02:00", "2026-11-02T20:00:00+01:00"]
)
def test_outside_the_horizon_the_first_night_is_shown(
    screen: Browser, address: str, edition: Edition, at: str
) -> None:
    opened(screen, address, at=at)
    assert screen.run("document.querySelector('.night.on').dataset.day") == "2026-10-19"
    with use_language(edition.language):
        assert "Ce soir" not in in_view(screen, ".night.on h2")[0]


def test_a_night_has_an_address(screen: Browser, address: str) -> None:
    opened(screen, f"{address}#n-2026-10-24")
    assert screen.run("document.querySelector('.night.on').dataset.day") == "2026-10-24"


def test_without_script_the_first_night_is_shown_and_others_can_be_chosen(
    screen: Browser, address: str
) -> None:
    screen.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        opened(screen, address)
        assert in_view(screen, ".night h2")[0].endswith(heads(screen, "2026-10-19"))
        screen.click(".strip thead a[href='#n-2026-10-24']")
        shown = in_view(screen, ".night h2")
        assert len(shown) == 1
        assert shown[0].endswith(heads(screen, "2026-10-24"))
    finally:
        screen.call("Emulation.setScriptExecutionDisabled", value=False)


def heads(screen: Browser, day: str) -> str:
    """Return the end of the heading of a night: how many are on duty."""
    text = screen.run(f"document.querySelector('#n-{day} h2').textContent")
    return str(text).strip()[-24:].replace("\N{NO-BREAK SPACE}", " ")


# --- search, jumps, links -------------------------------------------------------------


def test_search_finds_an_officer_and_opens_the_week(first: Browser) -> None:
    first.click("#q")
    first.write("pm-014")
    assert in_view(first, ".find output") != [""]
    assert len(in_view(first, ".hits a")) == 1
    first.press("Enter")
    assert first.run("document.querySelector('dialog').open")
    assert in_view(first, "dialog h2")[0].startswith("PM-014")
    assert (
        len(first.run("[...document.querySelectorAll('dialog .day')].map(e => 1)")) == 7
    )
    assert first.run("location.hash") == "#o-PM-014"
    first.press("Escape")
    assert first.run("location.hash") == ""


def test_search_finds_places_and_missions_whatever_the_accents(first: Browser) -> None:
    first.click("#q")
    first.write("gauthiere")
    kinds = first.run(
        "[...document.querySelectorAll('.hits small')].map(e => e.textContent)"
    )
    assert len(set(kinds)) >= 2
    first.press("Enter")
    place = first.run("document.activeElement.closest('tbody').rows[0].textContent")
    assert place == "La Gauthière"
    assert in_view(first, "tr:focus") != []


def test_a_search_stands_in_the_address(screen: Browser, address: str) -> None:
    opened(screen, address)
    screen.click("#q")
    screen.write("La Gauthière")
    hash_ = screen.run("location.hash")
    assert hash_.startswith("#q=")
    found = screen.run("document.querySelector('.find output').textContent")
    opened(screen, address + hash_)
    assert screen.run("document.querySelector('#q').value") == "La Gauthière"
    assert screen.run("document.querySelector('.find output').textContent") == found


def test_a_search_that_finds_nothing_says_so(screen: Browser, address: str) -> None:
    opened(screen, address)
    screen.click("#q")
    screen.write("zzz")
    assert in_view(screen, ".find output") in (["Aucun résultat"], ["Nothing found"])


def test_an_officer_s_own_week_is_one_tap_away(screen: Browser, address: str) -> None:
    opened(screen, address, PHONE)
    name = in_view(screen, ".night.on .names a")[0]
    screen.click(".night.on .names a")
    assert in_view(screen, "dialog h2")[0].startswith(name)


def test_a_cell_opens_its_missions_and_they_lead_on(
    screen: Browser, address: str
) -> None:
    opened(screen, address)
    screen.run(
        "document.querySelector('.grid td .n').scrollIntoView({block: 'center'})"
    )
    count = int(in_view(screen, ".grid td .n")[0].split()[0])
    screen.click(".grid td .n")
    links = screen.run(
        "[...document.querySelectorAll('dialog li > a')].map(a => a.hash)"
    )
    assert len(links) == count
    screen.click("dialog li > a")
    assert screen.run("document.querySelector('dialog').open") is False
    assert screen.run("'#' + document.activeElement.id") == links[0]


def test_cause_and_mission_lead_to_each_other(screen: Browser, address: str) -> None:
    opened(screen, address)
    screen.click(".causes summary")
    mission = screen.run("document.querySelector('.members a').hash")
    screen.click(".members a")
    assert screen.run("'#' + document.activeElement.id") == mission
    screen.click(f"{mission} .why-link".replace("#", "#", 1))
    assert screen.run("document.activeElement.id") == "c-1"


def test_the_browser_complains_of_nothing(screen: Browser, address: str) -> None:
    opened(screen, address)
    screen.click(".strip thead a")
    screen.click("#q")
    screen.write("pm")
    screen.press("Enter")
    assert screen.complaints == []


# --- keyboard -------------------------------------------------------------------------


def test_the_first_key_leads_past_the_head(screen: Browser, address: str) -> None:
    opened(screen, address)
    screen.press("Tab")
    assert len(in_view(screen, ".skip:focus")) == 1
    screen.press("Enter")
    assert screen.run("document.activeElement.id") == "main"


def test_the_board_works_by_keyboard_alone(screen: Browser, address: str) -> None:
    opened(screen, address)
    screen.run("document.querySelector('#q').focus()")
    screen.write("pn-00")
    screen.press("ArrowDown", 2)
    chosen = screen.run("document.activeElement.hash")
    screen.press("Enter")
    assert screen.run("location.hash") == chosen
    assert screen.run(
        "document.querySelector('dialog').contains(document.activeElement)"
    )
    screen.press("Escape")
    assert screen.run("document.querySelector('dialog').open") is False
    screen.run("document.querySelector('.grid td .n').focus()")
    screen.press("Enter")
    assert screen.run("document.querySelector('dialog').open")


def test_what_has_the_focus_is_marked(screen: Browser, address: str) -> None:
    opened(screen, address)
    for _ in range(12):
        screen.press("Tab")
        style = screen.run("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none"


# --- accessibility --------------------------------------------------------------------


def violations(screen: Browser) -> Any:
    """Return what axe finds on the page as it stands."""
    screen.run(AXE.read_text(encoding="utf-8") + ";0")
    return screen.run(
        "axe.run().then(r => r.violations.map(v => [v.id, v.help, "
        "v.nodes.slice(0, 3).map(n => n.html)]))"
    )


@pytest.fixture(scope="module")
def day(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A board of one day: axe takes minutes on a week."""
    path = tmp_path_factory.mktemp("day") / "board.html"
    ((_, content),) = EXPORTERS["board"].render(big_edition(edition.language, days=1))
    path.write_bytes(content)
    return path.as_uri()


WIDTHS = [
    390,
    pytest.param(768, marks=SLOW),
    pytest.param(1024, marks=SLOW),
    1440,
]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(screen: Browser, day: str, width: int) -> None:
    opened(screen, day, (width, 900))
    assert violations(screen) == []


@SLOW
@pytest.mark.parametrize("width", [390, 768, 1024, 1440])
def test_axe_finds_nothing_on_a_week(screen: Browser, address: str, width: int) -> None:
    opened(screen, address, (width, 900))
    assert violations(screen) == []


@pytest.mark.parametrize("size", [PHONE, pytest.param(DESK, marks=SLOW)])
def test_axe_finds_nothing_in_what_is_opened(
    screen: Browser, day: str, size: tuple[int, int]
) -> None:
    first = opened(screen, day, size)
    for opens in ("#proof summary", ".call summary"):
        first.click(opens)
    assert violations(first) == []
    first.press("Escape")
    first.click("#q")
    first.write("pm-0")
    assert violations(first) == []
    first.press("Enter")
    assert first.run("document.querySelector('dialog').open")
    assert violations(first) == []


def test_forced_colours_leave_tours_their_outline(
    screen: Browser, address: str
) -> None:
    opened(screen, address)
    screen.call(
        "Emulation.setEmulatedMedia",
        features=[{"name": "forced-colors", "value": "active"}],
    )
    style = "getComputedStyle(document.querySelector('.block')).borderStyle"
    try:
        assert screen.run(style) == "solid"
    finally:
        screen.call("Emulation.setEmulatedMedia", features=[])


# --- paper ----------------------------------------------------------------------------

A3, A4 = (842, 1191), (595, 842)


def sheets(pdf: bytes) -> list[tuple[tuple[int, int], int]]:
    """Return the size of each page in points, and how many pieces of text it shows."""
    objects = {
        int(m[1]): m[2] for m in re.finditer(rb"(?s)\b(\d+) 0 obj\b(.*?)\bendobj", pdf)
    }
    found = []
    for content in objects.values():
        if re.search(rb"/Type\s*/Page\b", content):
            box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)
            stream = re.search(rb"/Contents (\d+) 0 R", content)
            assert box is not None
            assert stream is not None
            raw = objects[int(stream[1])]
            packed = raw[raw.index(b"stream") + 6 :].lstrip(b"\r\n")
            drawn = zlib.decompressobj().decompress(packed)
            size = (round(float(box[1])), round(float(box[2])))
            found.append((size, len(re.findall(rb"\bT[jJ]\b", drawn))))
    return found


@pytest.fixture(scope="module")
def paper(screen: Browser, address: str) -> list[tuple[tuple[int, int], int]]:
    opened(screen, address)
    return sheets(screen.paper())


def test_the_wall_roster_is_at_most_two_a3(paper: Any) -> None:
    assert 1 <= [size for size, _texts in paper].count(A3) <= 2


def test_the_duty_sheets_are_on_a4(paper: Any) -> None:
    sizes = [size for size, _texts in paper]
    assert set(sizes) == {A3, A4}
    # 14 sheets of 120 officers and 200 missions.
    assert 10 <= sizes.count(A4) <= 40


def test_no_page_is_nearly_empty(paper: Any) -> None:
    texts = [n for _size, n in paper]
    assert min(texts) > sorted(texts)[len(texts) // 2] / 8


@pytest.mark.parametrize(
    ("button", "sizes"),
    [
        ("[data-print=wall]", {A3}),
        ("#f-pn [data-print=sheets]", {A4}),
        ("[data-print=brief]", {A4}),
    ],
)
def test_each_part_can_be_printed_by_itself(
    screen: Browser, address: str, paper: Any, button: str, sizes: Any
) -> None:
    opened(screen, address)
    # The browser would ask for a printer; what it asks is answered below.
    screen.run("window.print = () => { window.asked = true; }")
    screen.run(f"document.querySelector({json.dumps(button)}).scrollIntoView()")
    screen.run(f"document.querySelector({json.dumps(button)}).click()")
    assert screen.run("window.asked")
    part = sheets(screen.paper())
    assert {size for size, _texts in part} == sizes
    assert len(part) < len(paper)
    assert min(texts for _size, texts in part) > 10


# --- size and speed -------------------------------------------------------------------


@SLOW
def test_the_clermont_week_is_small_and_answers(
    screen: Browser, tmp_path: Path, record_property: Any
) -> None:
    """The first paint is noted (--junit-xml), not judged: it is the machine's."""
    from tests.export.conftest import edition_of
    from tests.solved import clermont

    edition = edition_of(clermont())
    ((_, content),) = EXPORTERS["board"].render(edition)
    assert len(content) < 700_000
    path = tmp_path / "board.html"
    path.write_bytes(content)
    for size in (PHONE, DESK):
        opened(screen, path.as_uri(), size, "2026-11-28T20:00:00+01:00")
        paint = screen.run("performance.getEntriesByType('paint')[0].startTime")
        record_property(f"first paint at {size[0]} pixels, ms", paint)
        screen.click(".strip thead a[href='#n-2026-11-28']")
        night = of_night(edition, 5)
        names = " ".join(in_view(screen, ".night.on .names a")).split()
        expected = [o for group in night.on for o in group.officers]
        assert names == expected[: len(names)]
        assert screen.run("scrollY") == 0
        # A phone shows those first who are on for most of the night.
        assert len(names) == len(expected) if size == DESK else len(names) >= 20
    printed = [size for size, _texts in sheets(screen.paper())]
    assert printed.count(A3) <= 2
