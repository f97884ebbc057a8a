"""Remarks: what people should know about the tables read, though it is no fault."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark about the tables read.

    Parameters
    ----------
    message
        Sentence (message id) with ``{placeholders}`` for ``values``.
    values
        What fills the placeholders.
    place
        File and row that it is about.
    """

    message: str
    values: Mapping[str, str | int]
    place: str
