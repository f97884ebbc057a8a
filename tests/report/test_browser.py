"""The page in a real browser: on a phone and on a desk, nothing overflows or is cut."""

import datetime as dt
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scheduler.report import as_page
from scheduler.report.base import Week
from scheduler.report.compiled import compile_report
from scheduler.report.ledger import Known, Late, Published, Standing
from scheduler.words import use_language
from tests.browser import CHROMIUM, FLAGS, measure

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
SLOW = pytest.mark.slow
POLICY = b"style-src 'unsafe-inline'"

_LATE = (
    Late("2026-11-23/2", 12, "Renfort demandé par la préfecture pour le match"),
    Late("2026-11-23/3", 1, None),
)
KNOWN = Known(
    counters={"CF": {"nights": 1234, "joint_minutes": 123456}},
    weeks=(Published(dt.date(2026, 11, 23), 3, 3, None, _LATE),),
    standings=(Standing.OTHER,),
)

MEASURE = """
<script>
addEventListener("load", () => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const say = (e) => `${e.tagName}.${e.getAttribute("class")}: ${e.textContent.trim()}`;
  const shown = (e) => e.getClientRects().length > 0;
  const all = (css) => [...document.querySelectorAll(css)].filter(shown);
  const seen = all("main *:not(.vh, thead, thead *, svg *)");
  const beyond = seen.filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  const texts = all("td, th[scope=row], dd, dt, h3, .legend li, nav a");
  const cut = texts.filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth);
  const words = all("svg.chart text").filter((e) => {
    const a = e.getBoundingClientRect();
    const b = e.closest("svg").getBoundingClientRect();
    return a.left < b.left - 2 || a.right > b.right + 2;
  });
  const sizes = all("svg.chart").map((e) =>
    parseFloat(getComputedStyle(e.querySelector("text")).fontSize)
      * e.getBoundingClientRect().width / e.viewBox.baseVal.width);
  parent.postMessage(JSON.stringify({
    width: innerWidth,
    page: document.documentElement.scrollWidth,
    texts: texts.length,
    charts: all("svg.chart").length,
    smallest: Math.min(...sizes),
    beyond: beyond.map(say),
    cut: cut.map(say),
    words: words.map(say),
  }), "*");
});
</script>
"""


@pytest.fixture(scope="module", params=["fr", pytest.param("en", marks=SLOW)])
def page(request: pytest.FixtureRequest, clermont_week: Week) -> bytes:
    with use_language(request.param):
        content = as_page.render(compile_report([clermont_week], known=KNOWN))
    # The page lets no script run; to be measured it has to.
    assert content.count(POLICY) == 1
    return content.replace(POLICY, POLICY + b"; script-src 'unsafe-inline'")


@pytest.fixture(scope="module", params=[390, pytest.param(820, marks=SLOW), 1440])
def measured(
    request: pytest.FixtureRequest, page: bytes, tmp_path_factory: Any
) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("report")
    return measure(page, request.param, folder, MEASURE)


def test_everything_is_shown(measured: dict[str, Any]) -> None:
    assert measured["texts"] > 500
    # One of the two drawings of each chart.
    assert measured["charts"] >= 7


def test_the_page_is_no_wider_than_the_window(measured: dict[str, Any]) -> None:
    assert measured["beyond"] == []
    assert measured["page"] <= measured["width"]


def test_no_text_is_cut(measured: dict[str, Any]) -> None:
    assert measured["cut"] == []


def test_no_word_leaves_its_chart(measured: dict[str, Any]) -> None:
    assert measured["words"] == []


def test_charts_can_be_read(measured: dict[str, Any]) -> None:
    assert measured["smallest"] >= 10


def test_the_page_prints_on_a4(page: bytes, tmp_path: Path) -> None:
    source, target = tmp_path / "report.html", tmp_path / "report.pdf"
    source.write_bytes(page)
    subprocess.run(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ],
        capture_output=True,
        timeout=100,
        check=True,
    )
    content = target.read_bytes()
    # A4 in points, upright.
    assert b"/MediaBox [0 0 594.95996 841.91998]" in content or b"595" in content
    assert 3 <= content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") <= 14
    assert io.BytesIO(content).read(5) == b"%PDF-"
