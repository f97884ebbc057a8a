"""Faults of input files: what is wrong, where, and what to do."""

import difflib
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from scheduler.words import N_, n_
from scheduler.words.render import say

MANY = 100
"""Most names with which a misspelt one is compared letter by letter."""

ALIKE = 3
"""First letters that a name must share with it if there are more names."""

LISTED = 100
"""Faults printed for each file; of the others, their number is printed."""

SHOWN = 60
"""Most characters of a cell that a message quotes."""

DID_YOU_MEAN = N_("did you mean “{guess}”?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a file.

    Parameters
    ----------
    file
        Name of the file relative to the scenario; a sheet is ``book.xlsx[sheet]``.
    row
        Row as a spreadsheet shows it, or line of a text file; ``None`` = the file.
    column
        Heading or key, if any.
    message, hint
        What is wrong and what to do (message ids with ``{placeholders}``).
    values
        What fills the placeholders of both.
    """

    file: str
    row: int | None = None
    column: str = ""
    message: str
    hint: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """``file:row: column``, without the parts that do not apply."""
        row = "" if self.row is None else f":{self.row}"
        column = f": {self.column}" if self.column else ""
        return f"{self.file}{row}{column}"

    def __str__(self) -> str:
        """Return ``place: what is wrong — what to do`` in the current language."""
        wrong = say(self.message, self.values)
        remedy = f" — {say(self.hint, self.values)}" if self.hint else ""
        return f"{self.place}: {wrong}{remedy}"


class Faults(list[Fault]):
    """Collects faults in the order in which they are found."""

    def add(
        self,
        file: str,
        message: str,
        hint: str = "",
        *,
        row: int | None = None,
        column: str = "",
        **values: str | int,
    ) -> None:
        """Add a fault; the parameters are those of :class:`Fault`."""
        self.append(
            Fault(
                file=file,
                row=row,
                column=column,
                message=message,
                hint=hint,
                values=values,
            )
        )

    def stop(self) -> None:
        """Raise the faults, if there are any.

        Raises
        ------
        InputFaults
            All faults.
        """
        if self:
            raise InputFaults(self)


class InputFaults(Exception):  # noqa: N818 (the name that users know)
    """All faults of the input files, in order of file, row and column.

    Parameters
    ----------
    faults
        At least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        distinct = {
            (f.place, f.message, f.hint, *f.values.items()): f for f in faults
        }.values()
        self.faults = tuple(
            sorted(distinct, key=lambda f: (f.file, f.row or 0, f.column, f.message))
        )
        super().__init__(*self.faults)

    @property
    def lines(self) -> list[str]:
        """One line for each fault; after the first 100 of a file, one for the rest.

        So a file with very many faults does not hide those of another file.
        """
        found: list[str] = []
        for file, group in groupby(self.faults, key=lambda f: f.file):
            faults = list(group)
            found.extend(map(str, faults[:LISTED]))
            more = len(faults) - LISTED
            if more > 0:
                found.append(
                    n_(
                        "{file}: {n} more fault",
                        "{file}: {n} more faults",
                        more,
                        file=file,
                    )
                )
        return found

    def __str__(self) -> str:
        """Return these lines."""
        return "\n".join(self.lines)


def refusal(
    file: str, message: str, hint: str = "", **values: str | int
) -> InputFaults:
    """Return the exception for one fault; the parameters are those of it."""
    return InputFaults([Fault(file=file, message=message, hint=hint, values=values)])


def shown(text: object) -> str:
    """Return a cell as a message quotes it: on one line, at most 60 characters."""
    words = " ".join(str(text).split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in words)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like a misspelt one, if any is like it."""
    folded, by_start = _folded(tuple(known))
    word = name.casefold()
    if word in folded:
        return folded[word]
    # Comparing is slow: among many names, only those with the same first letters.
    few = folded if len(folded) <= MANY else by_start.get(word[:ALIKE], ())[:MANY]
    found = difflib.get_close_matches(word, few, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


@functools.lru_cache(maxsize=8)
def _folded(known: tuple[str, ...]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return names by folded spelling, and folded spellings by first letters."""
    folded = {k.casefold(): k for k in sorted(known, reverse=True)}
    by_start: dict[str, list[str]] = {}
    for word in folded:
        by_start.setdefault(word[:ALIKE], []).append(word)
    return folded, by_start


def suggestion(
    name: str, known: Iterable[str], otherwise: str = ""
) -> tuple[str, dict[str, str]]:
    """Return a hint at the name that was probably meant, with its values.

    Parameters
    ----------
    name
        As written.
    known
        Names that are possible.
    otherwise
        Hint if none is similar; ``{known}`` in it is the first few of them.
    """
    names = list(known)
    guess = nearest(name, names)
    if guess is not None:
        return DID_YOU_MEAN, {"guess": guess}
    few = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return (otherwise if names else ""), {"known": few}
