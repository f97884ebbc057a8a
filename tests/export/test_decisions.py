"""What is to be decided: kept beside the roster, and read back for the board."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scheduler.export import EXPORTERS
from scheduler.export._decisions import decisions
from scheduler.render.decisions import Choice, Decision, read_decisions
from scheduler.render.edition import Edition
from tests import builders as b
from tests.export.conftest import edition_of

MOVE = Choice(words="Move it", owner="Mayor", gain="+2", cost="1 h", proved=True)
CAUSE = Decision(
    id="1",
    title="Nobody at Gerzat",
    lack="4 of 4 away",
    missions=("one", "two"),
    gain="2 missions",
    repairs=(MOVE,),
    deadline="before Tue",
)


def written(edition: Edition) -> bytes:
    ((path, content),) = EXPORTERS["decisions"].render(edition)
    assert str(path) == "decisions.json"
    return content


def seal(edition: Edition) -> str:
    found: str = json.loads(written(edition))["roster"]
    return found


@pytest.fixture
def decided(small: Edition) -> Edition:
    return replace(small, decided=(CAUSE,))


def test_nothing_is_written_if_no_repair_was_tried(small: Edition) -> None:
    assert list(EXPORTERS["decisions"].render(small)) == []


def test_what_was_tried_is_read_back(decided: Edition, tmp_path) -> None:
    (tmp_path / "decisions.json").write_bytes(written(decided))
    assert read_decisions(tmp_path, decided.language, seal(decided)) == (CAUSE,)


def test_the_seal_is_that_of_the_run(decided: Edition) -> None:
    files = dict(EXPORTERS["tables"].render(decided))
    run = json.loads(next(c for p, c in files.items() if p.name == "run.json"))
    assert seal(decided) in json.dumps(run)


@pytest.mark.parametrize(
    ("language", "roster"), [("en", None), (None, "0" * 64), ("en", "0" * 64)]
)
def test_of_another_roster_or_language_nothing_is_read(
    decided: Edition, tmp_path, language, roster
) -> None:
    french = replace(decided, language="fr")
    (tmp_path / "decisions.json").write_bytes(written(french))
    assert read_decisions(tmp_path, language or "fr", roster or seal(french)) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"roster": 1}', b"\xff"])
def test_what_cannot_be_read_is_left_out(tmp_path, content) -> None:
    (tmp_path / "decisions.json").write_bytes(content)
    assert read_decisions(tmp_path, "fr", "") is None
    assert read_decisions(tmp_path / "nowhere", "fr", "") is None


def test_the_board_tells_what_was_tried(decided: Edition) -> None:
    assert decisions(decided) == (CAUSE,)


def test_without_trials_the_causes_are_told_at_once() -> None:
    # Nobody may hold the pair of Monday: there is one officer of each force, away.
    week = b.scenario(
        officers=[b.officer("PM-1"), b.officer("PN-1", "pn")],
        shifts=[
            b.shift("day", "08:00", "16:00"),
            b.shift("pn", "08:00", "16:00", "pn"),
        ],
        missions=[b.mission("one"), b.mission("two", at=[(0, "13:00")])],
        absences=(b.absence("PM-1", 0, 0),),
    )
    edition = replace(edition_of(b.facts(week)), language="en")
    (cause,) = decisions(edition)
    assert cause.missions == ("one", "two")
    assert cause.repairs
    assert not any(choice.gain for choice in cause.repairs)
