"""The picture of README.md shows the figures of its text."""

from tests.picture import PICTURE, ROOT, read_figures, stamped

HEADER = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(13) + bytes(4)


def test_the_picture_is_as_new_as_the_text() -> None:
    said = read_figures(PICTURE.read_bytes())
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    older = [words for words in said if words not in text]
    assert said, "make picture"
    assert older == [], "README.md has other figures: make roster picture"


def test_figures_are_read_as_they_were_written() -> None:
    said = ["17 missions not held", "missions: 454 points lost"]
    assert read_figures(stamped(HEADER, said)) == said
    assert read_figures(HEADER) == []
