"""A search on a terminal: its progress in a line, and Ctrl-C that stops it."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from scheduler.terminal import early
from scheduler.words import _
from scheduler.words.render import percent

if TYPE_CHECKING:
    from scheduler.domain.scenario import Scenario
    from scheduler.solve.engine import Interruption, Progress, Search
    from scheduler.solve.tiers import Result

T = TypeVar("T")

EVERY = 1.0
"""Least seconds between two lines of progress that stay."""


def search_with_progress(
    week: "Scenario",
    search: "Search",
    interruption: "Interruption",
    *,
    quiet: bool,
    find: "Callable[..., Result] | None" = None,
) -> "Result":
    """Search in another thread, so that Ctrl-C is noticed at once.

    ``find`` does the search: ``solve`` if not given.
    """
    from scheduler.solve.tiers import solve

    with Ticker(week, quiet=quiet) as ticker:
        return heeding_ctrl_c(
            lambda: (find or solve)(
                week, search, listener=ticker.tell, interruption=interruption
            ),
            interruption,
            ticker.show,
        )


class Stoppable(Protocol):
    """Work that another thread can stop; ``Interruption`` is one."""

    hurried: threading.Event

    def stop(self) -> None:
        """Stop it, and keep what is found."""


def heeding_ctrl_c(
    work: "Callable[[], T]",
    interruption: Stoppable,
    show: "Callable[[], None]" = lambda: None,
) -> "T":
    """Work in another thread, so that Ctrl-C is noticed at once and stops a search.

    ``show`` is called ten times a second.
    """
    with ThreadPoolExecutor(1) as pool, noting_ctrl_c() as pressed:
        future = pool.submit(work)
        while True:
            try:
                return future.result(timeout=0.1)
            except NotYet:
                show()
            if pressed:
                # Again each time: a solver that is just starting does not notice it.
                interruption.stop()
            if len(pressed) > 1:
                interruption.hurried.set()


class _Noted(list[int]):
    """The signals noted; as a handler it notes one more."""

    def __call__(self, number: int, _frame: object) -> None:
        self.append(number)


@contextmanager
def noting_ctrl_c() -> Iterator[list[int]]:
    """Note Ctrl-C in a list instead of raising an exception wherever it may fall.

    Within another such block the list is the same, so that none is overlooked that
    fell between the two.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C came before, and a library that was loading swallowed it.
    """
    usual = signal.getsignal(signal.SIGINT)
    if isinstance(usual, _Noted):
        yield usual
        return
    pressed = _Noted()
    if (
        threading.current_thread() is not threading.main_thread()
        or usual is signal.SIG_IGN
    ):
        yield pressed
        return
    signal.signal(signal.SIGINT, pressed)
    try:
        if early.swallowed():
            raise KeyboardInterrupt
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


class Ticker:
    """Shows the progress of a search: one live line on a terminal, else plain lines."""

    def __init__(self, week: "Scenario", *, quiet: bool) -> None:
        self._goals = {tier.name: tier.goals for tier in week.tiers}
        self._live = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._quiet = quiet
        self._news: Progress | None = None
        self._printed: tuple[object, ...] = ()
        self._last = 0.0
        self._status: Any = None

    def __enter__(self) -> "Ticker":
        """Show that the model is being built."""
        if self._live:
            from rich.console import Console

            self._status = Console(stderr=True).status(_("Building the model…"))
            self._status.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Take the live line away."""
        if self._status:
            self._status.stop()

    def tell(self, news: "Progress") -> None:
        """Take news from the solver's threads."""
        self._news = news

    def show(self) -> None:
        """Print what is new, at most once a second when not on a terminal."""
        news = self._news
        if news is None or self._quiet:
            return
        from scheduler.verify.units import loss_of

        lost = loss_of(self._goals.get(news.tier, {}))
        line = _(
            "{tier}: best {best}, at least {bound} in any roster, gap {gap}, "
            "{seconds} s",
            tier=_(news.tier),
            best="–" if news.best is None else lost(news.best),
            bound=lost(news.bound),
            gap=percent(news.gap) if news.best is not None else "–",
            seconds=round(news.seconds),
        )
        if self._status:
            self._status.update(line)
            return
        key = (news.tier, news.best, news.bound)
        if key != self._printed and time.monotonic() - self._last >= EVERY:
            self._printed, self._last = key, time.monotonic()
            click.echo(line, err=True)


class Steps:
    """Shows how far work is: one live line on a terminal, else plain lines."""

    def __init__(self, *, quiet: bool) -> None:
        self._live = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._quiet = quiet
        self._news = self._printed = ""
        self._last = time.monotonic()
        self._status: Any = None

    def __enter__(self) -> "Steps":
        """Show the live line."""
        if self._live:
            from rich.console import Console

            self._status = Console(stderr=True).status("…")
            self._status.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Take the live line away."""
        if self._status:
            self._status.stop()

    def tell(self, news: str) -> None:
        """Take how far the work is, from another thread."""
        self._news = news

    def show(self) -> None:
        """Print what is new, at most once a second when not on a terminal."""
        if self._quiet or self._news == self._printed:
            return
        if self._status:
            self._printed = self._news
            self._status.update(self._news)
        elif time.monotonic() - self._last >= EVERY:
            self._printed, self._last = self._news, time.monotonic()
            click.echo(self._news, err=True)
