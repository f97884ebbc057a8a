"""What holds for every exporter in the folder, whoever wrote it."""

from pathlib import Path

import pytest

from scheduler.export import EXPORTERS, Exporter
from scheduler.render.edition import Edition

EVERY = pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=EXPORTERS)


@EVERY
def test_the_same_edition_gives_the_same_files(
    exporter: Exporter, small: Edition
) -> None:
    first, second = (list(exporter.render(small)) for _ in range(2))
    assert first == second, "no clock, no chance, no order of a set in what is written"
    assert len({path for path, _content in first}) == len(first)


@EVERY
def test_has_words_and_a_hand_written_test(exporter: Exporter) -> None:
    assert exporter.words.endswith(".")
    file = Path(__file__).with_name(f"test_{exporter.name}.py")
    assert file.is_file(), f"write tests/export/{file.name}: read back what it writes"
