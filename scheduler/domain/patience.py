"""How long work that may run away goes on: it asks now and then whether to stop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stopped(Exception):  # noqa: N818
    """Raised where work notices that it should not go on."""


_over: ContextVar[Callable[[], bool] | None] = ContextVar("over", default=None)


@contextmanager
def patience(over: Callable[[], bool]) -> Iterator[None]:
    """Have what is done meanwhile, in this thread, stop once ``over`` says so.

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
    """Stop here if it is time to; called from every loop that may be long.

    Raises
    ------
    Stopped
        If whoever asked for the work has no more patience.
    """
    over = _over.get()
    if over is not None and over():
        raise Stopped
