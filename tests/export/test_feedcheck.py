"""Feeds before an independent judge: ten calendar programs and a strict reading.

Runs where the judge stands beside the project with its programs installed.
"""

import datetime as dt
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from scheduler.export import EXPORTERS
from scheduler.plan import describe
from scheduler.render.edition import Edition
from scheduler.scenarios.load import load
from scheduler.solve.engine import Search
from scheduler.solve.tiers import solve
from tests import builders as b
from tests.export.conftest import edition_of, small_facts, small_week
from tests.export.expected import expected_events
from tests.export.test_feeds import moved_by

ROOT = Path(__file__).parents[2]
JUDGE = Path(os.environ.get("FEEDCHECK", ROOT.parent / "shared" / "feedcheck"))
PYTHON = Path(
    os.environ.get("ICS_VENV", Path.home() / ".cache" / "feedcheck" / "venv"),
    "bin",
    "python",
)


def missing() -> str:
    """Return why the judge cannot sit, or nothing."""
    for path, what in (
        (JUDGE / "check_feed.py", "the judge of feeds"),
        (JUDGE / "clients" / "libical", "a compiled client (run its setup.sh)"),
        (PYTHON, "the environment of the judge (run its setup.sh)"),
    ):
        if not path.exists():
            return f"{what} is not there: {path}"
    return ""


pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(bool(missing()), reason=missing() or "it is there"),
]


@pytest.mark.parametrize(
    "feed",
    ["officers/PM-1", "officers/PN-1", "officers/PM-9", "forces/pm", "zones/north"],
)
def test_all_programs_read_the_truth(
    clock_change: Edition, feed: str, tmp_path: Path
) -> None:
    judged(clock_change, f"feeds/{feed}.ics", tmp_path)


@pytest.mark.parametrize("feed", ["forces/pm", "zones/z0", "officers/PN-001"])
def test_all_programs_read_a_big_week(big: Edition, feed: str, tmp_path: Path) -> None:
    judged(big, f"feeds/{feed}.ics", tmp_path)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["quickstart", "clermont-ferrand"])
def test_all_programs_read_every_feed_of_a_shipped_week(
    name: str, tmp_path: Path
) -> None:
    week = load(ROOT / "scenarios" / name)
    search = Search(time_limit=300)
    result = solve(week, search)
    assert result.roster is not None
    run = describe(week, result, search, interrupted=False)
    edition = Edition(week, result.roster, run, week.language)
    feeds = {str(p): c for p, c in EXPORTERS["feeds"].render(edition)}
    truths = expected_events(edition)
    assert feeds.keys() == truths.keys()
    for path, content in feeds.items():
        ask(content, truths[path], tmp_path)


@pytest.mark.timeout(1800)
def test_all_programs_read_four_versions_of_a_week(tmp_path: Path) -> None:
    """Moved, withdrawn and re-crewed, restored, with a new officer in the end."""
    first = edition_of(small_facts(small_week()))
    crews = tuple(
        replace(a, officer="PM-1") if (a.mission, a.officer) == ("foot", "PM-2") else a
        for a in first.roster.assignments
        if a.mission != "ride"
    )
    staff = [b.officer(o) for o in ("PM-1", "PM-2", "PM-9", "PM-10")]
    versions = (
        first,
        moved_by(first, 60),
        replace(first, roster=replace(first.roster, assignments=crews)),
        edition_of(small_facts(small_week(officers=[*staff, b.officer("PN-1", "pn")]))),
    )
    before: dict[PurePosixPath, bytes] = {}
    for number, version in enumerate(versions):
        at = version.run.computed_at + dt.timedelta(hours=number)
        run = replace(version.run, computed_at=at)
        feeds = dict(
            EXPORTERS["feeds"].render(replace(version, run=run, previous=before))
        )
        for path, content in feeds.items():
            if b"BEGIN:VEVENT" in content:
                ask(content, None, tmp_path, before.get(path))
        before = feeds


def judged(edition: Edition, path: str, folder: Path) -> None:
    content = {str(p): c for p, c in EXPORTERS["feeds"].render(edition)}[path]
    ask(content, expected_events(edition)[path], folder)


def ask(
    content: bytes, expected: object, folder: Path, previous: bytes | None = None
) -> None:
    feed, truth, older = (folder / n for n in ("feed.ics", "truth.json", "older.ics"))
    feed.write_bytes(content)
    options: list[str | Path] = ["--light"]
    if expected is not None:
        truth.write_text(json.dumps(expected), encoding="utf-8")
        options += ["--expect", truth]
    if previous is not None:
        older.write_bytes(previous)
        options += ["--previous", older]
    verdict = subprocess.run(
        [PYTHON, JUDGE / "check_feed.py", feed, *options],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "errors 0" in verdict.stdout
