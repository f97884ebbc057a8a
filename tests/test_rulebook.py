"""The page of all rules says what the code says."""

import pytest

from scheduler.goals import GOALS
from scheduler.rules import RULES
from scheduler.words import use_language
from tests.rulebook import PAGE, by_hand, page


def test_the_page_is_up_to_date():
    with use_language("en"):
        assert PAGE.read_text(encoding="utf-8") == page(), (
            "write it anew: python -m tests.rulebook"
        )


def test_the_readme_counts_the_rules():
    said = f"no breach of {len(RULES)} rules"
    assert said in (PAGE.parents[1] / "README.md").read_text(encoding="utf-8"), (
        f"say in README.md: {said}"
    )


@pytest.mark.parametrize(
    "entry", [*RULES.values(), *GOALS.values()], ids=lambda e: e.name
)
def test_every_entry_has_by_hand_its_own(entry):
    assert len(by_hand(entry)) >= 2, (
        f"write at least two functions test_… for {entry.name}, none in a class"
    )


@pytest.mark.parametrize(
    "entry", [*RULES.values(), *GOALS.values()], ids=lambda e: e.name
)
def test_choices_are_whole_sentences(entry):
    assert len(set(entry.choices)) == len(entry.choices)
    for choice in entry.choices:
        assert choice[0].isupper() or choice[0] == "`"
        assert choice.endswith(".")
        assert choice == " ".join(choice.split())
