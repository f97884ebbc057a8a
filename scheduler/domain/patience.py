"""Stopping long work: it calls ``heed`` regularly, which raises when it must stop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stopped(Exception):  # noqa: N818
    """Raised by ``heed`` when the work must stop."""


_over: ContextVar[Callable[[], bool] | None] = ContextVar("over", default=None)


@contextmanager
def patience(over: Callable[[], bool]) -> Iterator[None]:
    """Stop the work inside the ``with`` block, in this thread, once ``over`` is true.

    Raises
    ------
    Stopped
        From the first ``heed`` after that.
    """
    token = _over.set(over)
    try:
        yield
    finally:
        _over.reset(token)


def heed() -> None:
    """Stop here if the work must stop; called in every loop that may be long.

    Raises
    ------
    Stopped
        If the ``over`` given to ``patience`` is true.
    """
    over = _over.get()
    if over is not None and over():
        raise Stopped
