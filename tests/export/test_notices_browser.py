"""Notices in a real browser: they fit a phone and print on A4."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scheduler.export import EXPORTERS
from tests.browser import CHROMIUM, FLAGS, measure
from tests.export.conftest import big_edition

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")

# The page runs no script of its own, and forbids any; the measure is let in.
POLICY = b"default-src 'none'; style-src 'unsafe-inline'"
MEASURE = """
<script>
addEventListener("load", () => {
  const shown = (e) => e.getClientRects().length > 0;
  const all = (css) => [...document.querySelectorAll(css)].filter(shown);
  const texts = all("h1, p, dt, dd, th, td").filter((e) => !e.closest(".vh"));
  const say = (e) => `${e.tagName}.${e.className}: ${e.textContent.trim()}`;
  parent.postMessage(JSON.stringify({
    width: innerWidth,
    page: document.documentElement.scrollWidth,
    texts: texts.length,
    cut: texts.filter((e) => e.scrollWidth > e.clientWidth + 1).map(say),
    beyond: texts.filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .map(say),
    labels: all("td[data-label]").filter(
      (e) => getComputedStyle(e, "::before").content !== "none").length,
  }), "*");
});
</script>
"""


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    files = EXPORTERS["notices"].render(big_edition())
    return {p.stem: c for p, c in files if p.suffix == ".html"}


def measured(page: bytes, width: int, folder: Path) -> dict[str, Any]:
    assert POLICY in page
    open_page = page.replace(POLICY, POLICY + b"; script-src 'unsafe-inline'")
    return measure(open_page, width, folder, MEASURE)


@pytest.mark.parametrize("width", [390, 1024])
def test_a_notice_is_no_wider_than_the_window(
    width: int, pages: dict[str, bytes], tmp_path: Path
) -> None:
    found = measured(pages["mayor-63113"], width, tmp_path)
    assert found["texts"] > 500
    assert found["cut"] == []
    assert found["beyond"] == []
    assert found["page"] <= found["width"] == width


def test_on_a_phone_each_cell_says_what_it_is(
    pages: dict[str, bytes], tmp_path: Path
) -> None:
    phone = measured(pages["on-duty-pn"], 390, tmp_path)
    assert phone["labels"] == 7 * 3
    assert phone["beyond"] == phone["cut"] == []


def test_a_notice_prints_on_a4(pages: dict[str, bytes], tmp_path: Path) -> None:
    page, printed = tmp_path / "notice.html", tmp_path / "notice.pdf"
    page.write_bytes(pages["mayor-63113"])
    subprocess.run(
        [
            CHROMIUM,
            *FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ],
        capture_output=True,
        timeout=100,
        check=True,
    )
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes())
    sizes = {(round(float(w)), round(float(h))) for w, h in boxes}
    # 210 x 297 mm are 595 x 842 points; some 150 missions take several sheets.
    assert sizes == {(595, 842)}
    assert len(boxes) > 2
