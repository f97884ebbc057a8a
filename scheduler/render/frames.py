"""A roster as data frames: its rows as pandas tables, with types and units.

pandas is loaded when a frame is asked for, not before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scheduler.domain.time import Minute
from scheduler.render.rows import (
    LOCAL,
    AssignmentRow,
    CostRow,
    Field,
    LoadRow,
    Rows,
    ShortfallRow,
    TourRow,
    columns,
)

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

FIELDS: Mapping[str, Sequence[Field]] = {
    "tours": columns(TourRow),
    "assignments": columns(AssignmentRow),
    "shortfalls": columns(ShortfallRow),
    "loads": columns(LoadRow),
    "costs": columns(CostRow),
}
"""The columns of every frame."""


@dataclass(frozen=True)
class Frames:
    """The data frames of a roster, each made when it is first asked for.

    Parameters
    ----------
    rows
        The same as typed rows, without pandas: what the outputs read.
    """

    rows: Rows

    def __repr__(self) -> str:
        """Return the names of the frames."""
        return f"<Frames: {', '.join(FIELDS)}>"

    @cached_property
    def tours(self) -> "pd.DataFrame":
        """One row a tour of the horizon, by officer and time."""
        return self._frame("tours", self.rows.tours)

    @cached_property
    def assignments(self) -> "pd.DataFrame":
        """One row a seat taken in a crew, by time, mission and position."""
        return self._frame("assignments", self.rows.assignments)

    @cached_property
    def shortfalls(self) -> "pd.DataFrame":
        """One row a mission not held, gap of a post, or cover not reached."""
        return self._frame("shortfalls", self.rows.shortfalls)

    @cached_property
    def loads(self) -> "pd.DataFrame":
        """One row an officer, in the order of the tables."""
        return self._frame("loads", self.rows.loads)

    @cached_property
    def costs(self) -> "pd.DataFrame":
        """One row a goal and officer that lose something, in the order of the tiers.

        The costs of a tier add up to its value.
        """
        return self._frame("costs", self.rows.costs)

    def _frame(self, name: str, rows: Sequence[object]) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame(
            {
                field.name: self._series(field, [getattr(r, field.name) for r in rows])
                for field in FIELDS[name]
            }
        )

    def _series(self, field: Field, values: Sequence[Any]) -> "pd.Series[Any]":
        import pandas as pd

        if field.dtype != LOCAL:
            return pd.Series(list(values), dtype=field.dtype)
        # By way of UTC: an hour that the wall shows twice is then never mistaken.
        utc = pd.Series(list(map(self._utc, values)), dtype="datetime64[s, UTC]")
        return utc.dt.tz_convert(self.rows.facts.scenario.clock.zone)

    def _utc(self, minute: Minute) -> "dt.datetime":
        return self.rows.facts.scenario.clock.utc(minute)
