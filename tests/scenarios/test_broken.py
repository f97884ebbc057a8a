"""Every folder of broken scenarios is refused in exactly the words kept beside it."""

from contextlib import suppress
from functools import cache, wraps

import pytest

from scheduler.io.faults import InputFaults
from scheduler.scenarios.load import load
from scheduler.tables import checks
from scheduler.words import use_language

from .conftest import BASE, KNOWN, SCENARIOS

BROKEN = sorted(p.parent for p in SCENARIOS.glob("broken/*/expected_error.txt"))


def test_there_are_many():
    assert len(BROKEN) >= 25


def test_every_folder_but_the_base_says_what_it_expects():
    folders = {p for p in (SCENARIOS / "broken").iterdir() if p.is_dir()}
    assert folders - {BASE} == set(BROKEN)


@cache
def refusal(folder):
    with pytest.raises(InputFaults) as caught:
        load(folder, known=KNOWN)
    return caught.value


@pytest.mark.parametrize("folder", BROKEN, ids=lambda p: p.name)
def test_refusal(folder):
    expected = (folder / "expected_error.txt").read_text(encoding="utf-8")
    assert f"{refusal(folder)}\n" == expected, (
        f"{folder.name} is refused in other words: if rightly so, correct its "
        "expected_error.txt"
    )


def test_every_check_refuses_a_folder(monkeypatch):
    refused = set()

    def watched(check):
        @wraps(check)
        def look(tables):
            for fault in check(tables):
                refused.add(check.__name__)
                yield fault

        return look

    monkeypatch.setattr(checks, "CHECKS", tuple(map(watched, checks.CHECKS)))
    for folder in BROKEN:
        with suppress(InputFaults):
            load(folder, known=KNOWN)
    silent = sorted({check.__name__ for check in checks.CHECKS} - refused)
    assert not silent, f"add a folder to scenarios/broken that is refused by {silent}"


@pytest.mark.parametrize("folder", BROKEN, ids=lambda p: p.name)
def test_refusal_in_french(folder):
    english = str(refusal(folder)).splitlines()
    with use_language("fr"):
        french = str(refusal(folder)).splitlines()
    assert len(french) == len(english)
    assert not set(french) & set(english)
