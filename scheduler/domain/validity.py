"""The days on which a fact holds."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validity:
    """Local days from a first to a last one, both included: ``day in validity``.

    Parameters
    ----------
    first, last
        First and last day; ``None`` = open. A last day before the first leaves no day.
    """

    first: dt.date | None = None
    last: dt.date | None = None

    def __contains__(self, day: dt.date) -> bool:
        """Tell whether a day is one of them."""
        return not (self.starts_after(day) or self.ended_before(day))

    def starts_after(self, day: dt.date) -> bool:
        """Tell whether the first day comes after a day."""
        return self.first is not None and day < self.first

    def ended_before(self, day: dt.date) -> bool:
        """Tell whether the last day comes before a day."""
        return self.last is not None and self.last < day

    @property
    def empty(self) -> bool:
        """Whether the last day comes before the first."""
        return self.first is not None and self.ended_before(self.first)

    def overlaps(self, other: "Validity") -> bool:
        """Tell whether the two have a day in common."""
        firsts = [d for d in (self.first, other.first) if d is not None]
        lasts = [d for d in (self.last, other.last) if d is not None]
        return not firsts or not lasts or max(firsts) <= min(lasts)


ALWAYS = Validity()


@dataclass(frozen=True, slots=True)
class Term(Validity):
    """A validity whose first and last day are both known."""

    first: dt.date
    last: dt.date
