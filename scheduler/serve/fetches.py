"""Remember which links were fetched, and write it to the ledger in batches.

The ledger has one writer: a request must not wait for it. A crash loses what came after
the last batch, a few seconds.
"""

import datetime as dt
from threading import Lock

from scheduler.ledger.serving import Fetch, record_fetches
from scheduler.ledger.store import Ledger

EVERY = 5.0
"""Seconds between two batches."""


class Fetches:
    """Fetches that are not in the ledger yet.

    Parameters
    ----------
    ledger
        Where they go.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: dict[str, Fetch] = {}
        self._lock = Lock()

    def note(self, sha256: str, at: dt.datetime, published: dt.datetime) -> None:
        """Remember that a link was fetched.

        Parameters
        ----------
        sha256
            Of its secret.
        at
            UTC instant.
        published
            ``published`` of the calendar that was fetched.
        """
        with self._lock:
            self._keep(sha256, Fetch(at=at, published=published))

    def flush(self) -> None:
        """Write what is waiting; it keeps waiting if the ledger cannot be written."""
        with self._lock:
            batch, self._waiting = self._waiting, {}
        if not batch:
            return
        try:
            with self._ledger.writing() as connection:
                record_fetches(connection, batch)
        except BaseException:
            with self._lock:
                for sha256, fetch in batch.items():
                    self._keep(sha256, fetch)
            raise

    def _keep(self, sha256: str, fetch: Fetch) -> None:
        was = self._waiting.get(sha256, fetch)
        self._waiting[sha256] = Fetch(
            at=max(was.at, fetch.at), published=max(was.published, fetch.published)
        )
