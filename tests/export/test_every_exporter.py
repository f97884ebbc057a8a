"""What holds for every exporter in the folder, whoever wrote it."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.export import EXPORTERS, Exporter
from scheduler.render.edition import Edition
from scheduler.words import language, use_language
from tests.export.conftest import edition_of, small_facts, small_week

EVERY = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS)


@EVERY
def test_the_same_edition_gives_the_same_files(
    exporter: Exporter, small: Edition
) -> None:
    first, second = (list(exporter.render(small)) for _ in range(2))
    assert first == second, "no clock and no chance in what is written"
    assert len({path for path, _content in first}) == len(first)


@EVERY
def test_has_words_and_a_hand_written_test(exporter: Exporter) -> None:
    assert getattr(exporter, "words", "").endswith("."), (
        f"give {exporter.name} words: a sentence with its full stop"
    )
    file = Path(__file__).with_name(f"test_{exporter.name}.py")
    assert file.is_file(), f"write tests/export/{file.name}: read back what it writes"


def in_a_process(seed: int) -> str:
    return subprocess.run(
        [sys.executable, "-m", __name__],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_every_process_writes_the_same_bytes() -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(in_a_process, range(1, 5)))
    assert len(found[0].splitlines()) == len(EXPORTERS)
    assert len(set(found)) == 1, "sort what a set gives"


@EVERY
def test_the_language_is_that_of_the_edition(
    exporter: Exporter, small: Edition
) -> None:
    written = []
    for around in ("en", "fr"):
        with use_language(around):
            files = []
            for file in exporter.render(replace(small, language="fr")):
                assert language() == around, "yield files after use_language, not in it"
                files.append(file)
            written.append(files)
    assert written[0] == written[1], "make files within use_language(edition.language)"


@EVERY
def test_the_line_about_a_place_names_it(exporter: Exporter, small: Edition) -> None:
    assert bool(exporter.place) == ("{path}" in exporter.where), (
        "give place and where, or neither"
    )
    if exporter.place:
        tops = {path.parts[0] for path, _content in exporter.render(small)}
        assert exporter.place in tops, "place is what render writes, at the top"


if __name__ == "__main__":
    edition = edition_of(small_facts(small_week()))
    for name, each in EXPORTERS.items():
        content = repr(list(each.render(edition))).encode()
        sys.stdout.write(f"{name} {hashlib.sha256(content).hexdigest()}\n")
