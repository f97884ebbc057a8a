"""What is to be decided about a roster, in words: causes, repairs, who, until when."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

DECISIONS_FILE = PurePosixPath("decisions.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A repair of a cause.

    Parameters
    ----------
    words
        What to do.
    owner
        Who may decide it.
    gain, cost
        What it brings and what it costs, in words; empty = not known.
    proved
        Whether it is proved that it brings no more.
    """

    words: str
    owner: str
    gain: str
    cost: str
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A cause of what is missing, to be decided.

    Parameters
    ----------
    id
        Its name in links, unique in the week: letters, digits and hyphens.
    title, lack
        The cause in a few words, and what lacks, in a sentence.
    missions
        Codes of the missions that are not held because of it.
    gain
        What is missing by it.
    repairs
        What could be done, cheapest first.
    deadline
        Until when it has to be decided; empty = nothing is known to help.
    """

    id: str
    title: str
    lack: str
    missions: tuple[str, ...]
    gain: str
    repairs: tuple[Choice, ...]
    deadline: str


def render_decisions(found: Sequence[Decision], language: str, seal: str) -> bytes:
    """Return the file of some decisions.

    Parameters
    ----------
    found
        The decisions.
    language
        Language of their words.
    seal
        SHA-256 of the roster that they are about.
    """
    content = {
        "roster": seal,
        "language": language,
        "decisions": [asdict(decision) for decision in found],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_decisions(
    folder: Path, language: str, seal: str
) -> tuple[Decision, ...] | None:
    """Return the decisions kept beside a roster.

    ``None`` = there are none, or they are about another roster, in another language, or
    cannot be read: they can always be found again.
    """
    try:
        content = json.loads((folder / DECISIONS_FILE).read_bytes())
        if (content["roster"], content["language"]) != (seal, language):
            return None
        return tuple(_decision(row) for row in content["decisions"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _decision(row: dict[str, Any]) -> Decision:
    return Decision(
        **{
            **row,
            "missions": tuple(row["missions"]),
            "repairs": tuple(Choice(**choice) for choice in row["repairs"]),
        }
    )
