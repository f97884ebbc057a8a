"""The board in a real browser: nothing overflows, overlaps or is cut."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.plans import plan_of
from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition
from tests.export.conftest import big_edition

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    "",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)

SLOW = pytest.mark.slow
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

MEASURE = """
<script>
addEventListener("load", () => {
  const say = (e) => `${e.tagName}.${e.className}: ${e.textContent.trim()}`;
  const shown = (e) => e.getClientRects().length > 0;
  const all = (css) => [...document.querySelectorAll(css)].filter(shown);
  const cells = all(".grid :is(th, td), .block, .plain :is(th, td), .who, .cards dd");
  const cut = cells.filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth);
  const out = (inner, outer) => {
    const a = inner.getBoundingClientRect(), b = outer.getBoundingClientRect();
    return a.left < b.left - 1 || a.right > b.right + 1;
  };
  const outside = [
    ...all(".block").filter((e) => out(e, e.parentElement)),
    ...all(".block > *:not(.vh)").filter((e) => out(e, e.parentElement)),
    ...all(".plain th, .plain td").filter((e) => out(e, e.closest("table"))),
    ...all(".who, .tag").filter((e) => out(e, e.parentElement)),
  ];
  const overlapping = all(".block").filter((e) => {
    const parts = [...e.children].filter((c) => !c.classList.contains("vh"))
      .map((c) => c.getBoundingClientRect());
    return parts.some((r, i) => i && r.left < parts[i - 1].right - 1);
  });
  const box = document.querySelector(".gridbox");
  const beyond = all("main *:not(.gridbox *)")
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  parent.postMessage(JSON.stringify({
    width: innerWidth,
    page: document.documentElement.scrollWidth,
    fits: box.classList.contains("fits"),
    scrolls: box.scrollWidth > box.clientWidth,
    cells: cells.length,
    cut: cut.map(say),
    outside: outside.map(say),
    overlapping: overlapping.map(say),
    beyond: beyond.map(say),
  }), "*");
});
</script>
"""


# A window is at least 500 pixels wide; a frame is as narrow as it is told to be.
FRAME = """<!doctype html><title>frame</title><pre id="measured"></pre>
<iframe src="board.html" style="width:{width}px;height:900px;border:0"></iframe>
<script>
addEventListener("message", (e) => {{
  document.getElementById("measured").textContent = e.data;
}});
</script>
"""


def measure(
    page: bytes, width: int, folder: Path, script: str = MEASURE
) -> dict[str, Any]:
    """Return what a script measures of a page in a window of a width."""
    inner, outer = folder / "board.html", folder / "frame.html"
    inner.write_bytes(page.replace(b"</body>", script.encode() + b"</body>"))
    outer.write_text(FRAME.format(width=width), encoding="utf-8")
    shown = subprocess.run(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            "--window-size=1600,1000",
            "--virtual-time-budget=5000",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    ).stdout
    found = re.search(r'<pre id="measured">(.+?)</pre>', shown, re.DOTALL)
    assert found is not None
    measured: dict[str, Any] = json.loads(html.unescape(found[1]))
    return measured


def told(edition: Edition) -> Edition:
    """Return an edition that tells changes, few enough to be shown unfolded."""
    plan, code = plan_of(edition.facts), "PM-001"
    own = plan.officers[code]
    seats = tuple(replace(s, position="other") for s in own.seats)
    officers = {**plan.officers, code: replace(own, tours=(), seats=seats)}
    return replace(edition, before=replace(plan, officers=officers))


@pytest.fixture(scope="module", params=["fr", pytest.param("en", marks=SLOW)])
def page(request: pytest.FixtureRequest) -> bytes:
    edition = told(big_edition(request.param))
    ((_, content),) = EXPORTERS["board"].render(edition)
    return content


@pytest.fixture(
    scope="module",
    params=[
        390,
        pytest.param(768, marks=SLOW),
        pytest.param(1024, marks=SLOW),
        1440,
    ],
)
def measured(
    request: pytest.FixtureRequest, page: bytes, tmp_path_factory: Any
) -> dict[str, Any]:
    return measure(page, request.param, tmp_path_factory.mktemp("board"))


def test_the_page_tells_changes(page: bytes) -> None:
    assert b'<details class="fold" open>' in page.partition(b'id="changes"')[2][:200]


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


def test_a_week_that_does_not_fit_scrolls_in_its_own_box(
    measured: dict[str, Any],
) -> None:
    assert measured["fits"] is not measured["scrolls"]


def test_the_week_fits_a_desk_screen(measured: dict[str, Any]) -> None:
    assert measured["fits"] is (measured["width"] >= 1440)
