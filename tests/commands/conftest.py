"""What the tests of commands share."""

from collections.abc import Iterator

import pytest

from scheduler import words


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin in English, and leave no language behind."""
    monkeypatch.setenv("PATROL_LANG", "en")
    monkeypatch.setattr(words, "_process", "en")
    token = words._chosen.set(None)
    yield
    words._chosen.reset(token)
