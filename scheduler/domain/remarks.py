"""Remarks: what the tables bring to light and people should know, though it stands."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence about what was read.

    Parameters
    ----------
    message
        Sentence (message id) with ``{placeholders}`` for ``values``.
    values
        What fills the placeholders.
    place
        File and row it comes from.
    """

    message: str
    values: Mapping[str, str | int]
    place: str
