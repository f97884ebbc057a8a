"""Around every request: limits, headers of privacy, a log line, no word of an error.

Secrets stand in paths. Nothing here or behind it writes a path, a query or a header to
a log or an answer.
"""

import asyncio
import logging
import time
from typing import Any

from scheduler.ledger.store import LedgerRefused
from scheduler.serve.misses import Misses

log = logging.getLogger("patrol.serve")

MOST = 512
"""Characters of a path with its query; more finds nothing."""

HEAD_BYTES = 16 * 1024
"""Most bytes of the headers of a request."""

SECONDS = 30.0
"""Most that an answer may take."""

PRIVACY = (
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
PLAIN = (b"content-type", b"text/plain; charset=utf-8")
KEPT_NOWHERE = (b"cache-control", b"no-store")

WORDS = {
    404: b"Not found.\n",
    405: b"Method not allowed.\n",
    400: b"Bad request.\n",
    429: b"Too many requests.\n",
    431: b"Request header fields too large.\n",
    500: b"Internal error.\n",
    503: b"Try again later.\n",
}
"""All that an answer without a calendar or page ever says."""


class Guard:
    """An ASGI application around another.

    Parameters
    ----------
    app
        The application.
    misses
        Limit of requests that find nothing.
    client_header
        Header in which a proxy gives the address of its client; ``None`` = there is no
        proxy.
    """

    def __init__(self, app: Any, misses: Misses, client_header: str | None) -> None:
        self._inner, self._misses = app, misses
        self._client_header = (client_header or "").lower().encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        began = time.perf_counter()
        state = scope.setdefault("state", {})
        answer = _Answer(send, scope["method"])
        status: int | None = None
        try:
            status = _too_long(scope)
            if status is None:
                async with asyncio.timeout(SECONDS):
                    await self._inner(scope, receive, answer)
                status = answer.withheld
        except Exception as error:
            # Of an error, its kind and place: its words may quote what was asked.
            status = 503 if isinstance(error, LedgerRefused | TimeoutError) else 500
            log.error("%s at %s", type(error).__name__, _place(error))
        if status is not None and not answer.started:
            await self._refuse(scope, answer, status)
        log.info(
            "%s %s %s %s %d B %.0f ms",
            scope["method"] if scope["method"] in _METHODS else "?",
            state.get("what", "other"),
            state.get("link", "-"),
            answer.status,
            answer.size,
            (time.perf_counter() - began) * 1000,
        )

    async def _refuse(self, scope: Any, answer: "_Answer", status: int) -> None:
        more: list[tuple[bytes, bytes]] = []
        if status == 404:
            wait = self._misses.count(self._client(scope))
            if wait:
                status = 429
                more = [(b"retry-after", str(wait).encode())]
        elif status == 405:
            more = [(b"allow", answer.allow)]
        elif status == 503:
            more = [(b"retry-after", b"30")]
        await answer.refuse(status, more)

    def _client(self, scope: Any) -> str:
        if self._client_header:
            given = [v for k, v in scope["headers"] if k == self._client_header]
            if given:
                # The last address is the one that the proxy itself has seen.
                last = given[-1].rpartition(b",")[2]
                return str(last.decode("latin-1").strip())
        client = scope.get("client")
        return str(client[0]) if client else ""


_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}


class _Answer:
    """Sends an answer; withholds a refusal, so that all of a kind are the same."""

    def __init__(self, send: Any, method: str) -> None:
        self._send, self._method = send, method
        self.started = False
        self.status, self.size = 0, 0
        self.withheld: int | None = None
        self.allow = b""

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            if message["status"] in WORDS:
                self.withheld = message["status"]
                self.allow = dict(message["headers"]).get(b"allow", b"")
                return
            await self._start(message["status"], message["headers"])
        elif self.withheld is None:
            self.size += len(message.get("body", b""))
            await self._send(message)

    async def refuse(self, status: int, more: list[tuple[bytes, bytes]]) -> None:
        body = WORDS[status]
        length = (b"content-length", str(len(body)).encode())
        await self._start(status, [PLAIN, KEPT_NOWHERE, length, *more])
        await self._send({"type": "http.response.body", "body": body})
        self.size = len(body)

    async def _start(self, status: int, headers: Any) -> None:
        self.started, self.status = True, status
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*headers, *PRIVACY],
            }
        )


def _too_long(scope: Any) -> int | None:
    """Return the status for a request beyond the limits; ``None`` = it is within."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST:
        return 404
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEAD_BYTES:
        return 431
    return None


def _place(error: BaseException) -> str:
    """Return file and line where an error was raised."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
