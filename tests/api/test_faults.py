"""A week made in code is refused in the words in which files are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scheduler as ps
from scheduler.io.faults import Faults, InputFaults
from scheduler.scenarios.draft import draft_of, without_made_up_rows
from scheduler.scenarios.load import build
from tests.scenarios.conftest import KNOWN, SCENARIOS

BROKEN = sorted(p.parent for p in SCENARIOS.glob("broken/*/expected_error.txt"))


def readable(folder: Path) -> bool:
    """Tell whether the files are sound and only what they say is not."""
    faults = Faults()
    draft_of(folder, faults)
    return not faults


READABLE = [folder for folder in BROKEN if readable(folder)]


def told_of_files(folder: Path) -> list[str]:
    """Return the faults expected of a folder, with places as a table in code has them.

    Row 2 of a file is row 1 of its table; lines of ``scenario.toml`` have no number.
    """
    text = (folder / "expected_error.txt").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^(?:\.\./_base/)?scenario\.toml(:\d+)?", "scenario", text)
    text = re.sub(
        r"(?m)^(?:\.\./_base/)?(?!catalogue)(\w+)\.csv:(\d+)",
        lambda m: f"{m[1]}:{int(m[2]) - 1}",
        text,
    )
    text = re.sub(r"(?m)^(?:\.\./_base/)?(?!catalogue)(\w+)\.csv: ", r"\1: ", text)
    text = re.sub(r"\brow (\d+)\b", lambda m: f"row {int(m[1]) - 1}", text)
    return sorted(text.splitlines())


def from_frames(folder: Path) -> ps.Builder:
    """Return a builder whose tables were all given as data frames."""
    read = ps.Builder.from_scenario(folder)
    made = ps.Builder(**read._draft.keys)
    made._draft.homes = read._draft.homes
    for table in read._draft.sheets:
        made.add(table, read.frame(table))
    return made


def from_rows(folder: Path) -> ps.Builder:
    """Return a builder whose tables were all given row by row."""
    read = ps.Builder.from_scenario(folder)
    made = ps.Builder(**read._draft.keys)
    made._draft.homes = read._draft.homes
    for table in read._draft.sheets:
        made.add(table, read.frame(table).to_dict("records"))
    return made


def told_of_code(builder: ps.Builder) -> list[str]:
    faults = Faults()
    source = builder._draft.source(faults)
    with pytest.raises(InputFaults) as caught:
        build("week", source, faults, known=KNOWN)
    return sorted(map(str, without_made_up_rows(caught.value.faults)))


def test_most_broken_scenarios_can_be_made_in_code():
    assert len(READABLE) > 0.6 * len(BROKEN)


# Tiers are tables of a file of their own, or lines of scenario.toml.
@pytest.mark.parametrize(
    "folder",
    [f for f in READABLE if f.name != "goal_in_two_tiers"],
    ids=lambda p: p.name,
)
@pytest.mark.parametrize("made", [from_frames, from_rows])
def test_faults_are_those_of_the_files(made, folder):
    assert told_of_code(made(folder)) == told_of_files(folder)


def test_a_tier_is_named_by_its_row():
    folder = SCENARIOS / "broken" / "goal_in_two_tiers"
    assert told_of_code(from_frames(folder)) == [
        "tiers:2: goal: in two tiers (requests) — keep it in one tier"
    ]
