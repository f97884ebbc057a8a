"""The same calendars as files."""

import os
import stat
from pathlib import Path

import pytest

from scheduler.ledger import tokens
from scheduler.ledger.store import Ledger, LedgerRefused
from scheduler.serve.static import Refreshed, add, refresh
from tests.ledger.calendars import DAY, NOW, calendar_of, duty, render, subscribed


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "www"


def file_of(root: Path, issued: tokens.Issued) -> Path:
    return root / "f" / issued.secret / "calendar.ics"


def added(ledger: Ledger, root: Path) -> tokens.Issued:
    issued = subscribed(ledger, duty(5))
    add(root, issued.secret)
    assert refresh(ledger, root, NOW) == Refreshed(written=1, unchanged=0, removed=0)
    return issued


def test_a_file_is_what_the_server_hands_out(ledger: Ledger, root: Path):
    told = duty(5)
    issued = subscribed(ledger, told)
    add(root, issued.secret)
    refresh(ledger, root, NOW)
    assert file_of(root, issued).read_bytes() == calendar_of([told])


def test_its_time_is_that_of_the_change(ledger: Ledger, root: Path):
    issued = added(ledger, root)
    assert file_of(root, issued).stat().st_mtime == (NOW - DAY).timestamp()


def test_what_has_not_changed_is_not_written_again(ledger: Ledger, root: Path):
    issued = added(ledger, root)
    before = file_of(root, issued).stat().st_ino
    assert refresh(ledger, root, NOW) == Refreshed(written=0, unchanged=1, removed=0)
    assert file_of(root, issued).stat().st_ino == before


def test_a_change_is_written(ledger: Ledger, root: Path):
    issued = added(ledger, root)
    render(ledger, issued.feed_id, [duty(9, summary="Gare")])
    refresh(ledger, root, NOW)
    assert b"SUMMARY:Gare" in file_of(root, issued).read_bytes()


def test_a_dead_link_is_removed(ledger: Ledger, root: Path):
    issued = added(ledger, root)
    with ledger.writing() as connection:
        [link] = tokens.choose(connection, "phone", NOW)
        tokens.revoke(connection, link, by="me", now=NOW)
    assert refresh(ledger, root, NOW).removed == 1
    assert list((root / "f").iterdir()) == []
    assert issued.secret not in str(list(root.rglob("*")))


def test_files_of_others_stay(ledger: Ledger, root: Path):
    added(ledger, root)
    kept = [root / "f" / "index.html", root / "f" / ("x" * 43) / "notes.txt"]
    kept[1].parent.mkdir()
    for path in kept:
        path.write_text("mine")
    refresh(ledger, root, NOW)
    assert [path.read_text() for path in kept] == ["mine", "mine"]


def test_others_may_enter_folders_and_not_list_them(ledger: Ledger, root: Path):
    issued = added(ledger, root)
    modes = {
        path.relative_to(root).parts[-1]: stat.S_IMODE(path.stat().st_mode)
        for path in (root, *root.rglob("*"))
        if path != root
    }
    assert modes == {"f": 0o711, issued.secret: 0o711, "calendar.ics": 0o644}


def test_a_part_that_a_kill_left_goes(ledger: Ledger, root: Path):
    issued = added(ledger, root)
    part = file_of(root, issued).with_name(".calendar.ics.0000")
    part.write_bytes(b"half")
    refresh(ledger, root, NOW)
    assert not part.exists()


def test_a_file_is_replaced_whole_or_not_at_all(
    ledger: Ledger, root: Path, monkeypatch: pytest.MonkeyPatch
):
    issued = added(ledger, root)
    before = file_of(root, issued).read_bytes()
    render(ledger, issued.feed_id, [duty(9)])

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerRefused, match="No space left") as refused:
        refresh(ledger, root, NOW)
    assert issued.secret not in str(refused.value)
    assert [p.name for p in file_of(root, issued).parent.iterdir()] == ["calendar.ics"]
    assert file_of(root, issued).read_bytes() == before


def test_a_folder_without_calendars_is_refused(ledger: Ledger, root: Path):
    with pytest.raises(LedgerRefused, match="holds no calendars"):
        refresh(ledger, root, NOW)


def test_links_that_point_elsewhere_are_not_followed(
    ledger: Ledger, root: Path, tmp_path: Path
):
    added(ledger, root)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "calendar.ics").write_text("mine")
    (root / "f" / ("y" * 43)).symlink_to(elsewhere)
    refresh(ledger, root, NOW)
    assert (elsewhere / "calendar.ics").read_text() == "mine"
