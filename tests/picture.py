"""The picture of README.md: the board of the solved Clermont-Ferrand week.

``make picture`` draws it with the system's Chromium and writes into it the figures that
it shows, so that a test can tell when the text has newer ones.
"""

import json
import struct
import sys
import tempfile
import zlib
from pathlib import Path

from scheduler.export import EXPORTERS
from scheduler.export._view import shortfalls
from scheduler.render.decisions import read_decisions
from scheduler.render.edition import Edition
from scheduler.rosters.files import read_files
from scheduler.rosters.run_file import read_run
from scheduler.scenarios.load import load
from scheduler.verify.units import loss_of
from scheduler.words import use_language
from tests.browser import browser

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "board.png"
SIZE = 1440, 900
EVENING = "2026-11-28T20:20:00+01:00"
"""When the board of the picture is read: a Saturday evening of the week."""
KEY = b"Figures"


def figures(edition: Edition) -> list[str]:
    """Return the figures that the picture shows, in the words of README.md."""
    with use_language("en"):
        lacks = shortfalls(edition)
        goals = {tier.name: tier.goals for tier in edition.scenario.tiers}
        return [
            f"{lacks.missions_missing} missions not held",
            f"{len(edition.scenario.officers)} officers",
            *(
                f"{tier.name}: {loss_of(goals[tier.name])(tier.value)}"
                for tier in edition.run.tiers
                if "missions_by_priority" in goals[tier.name]
            ),
        ]


def stamped(png: bytes, said: list[str]) -> bytes:
    """Return a PNG with figures written into it, after its header."""
    text = KEY + b"\0" + json.dumps(said).encode("latin-1")
    body = b"tEXt" + text
    chunk = struct.pack(">I", len(text)) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


def read_figures(png: bytes) -> list[str]:
    """Return the figures that a PNG says it shows; empty = none."""
    at = 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        content = png[at + 8 : at + 8 + length]
        if kind == b"tEXt" and content.startswith(KEY + b"\0"):
            said: list[str] = json.loads(content[len(KEY) + 1 :])
            return said
        at += length + 12
    return []


def draw(solved: Path) -> bytes:
    """Return the picture of a solved folder of the Clermont-Ferrand week."""
    files = read_files(load(ROOT / "scenarios" / "clermont-ferrand"), solved)
    decided = read_decisions(solved, "en", read_run(solved)[1])
    edition = Edition(files.scenario, files.roster, files.run, "en", decided=decided)
    ((_path, page),) = EXPORTERS["board"].render(edition)
    with tempfile.TemporaryDirectory() as home:
        source = Path(home) / "board.html"
        source.write_bytes(page)
        with browser(Path(home)) as screen:
            screen.size(*SIZE)
            screen.clock(EVENING)
            screen.open(source.as_uri())
            return stamped(screen.picture(), figures(edition))


if __name__ == "__main__":
    PICTURE.write_bytes(draw(Path(sys.argv[1])))
