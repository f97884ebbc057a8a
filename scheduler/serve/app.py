"""The application: calendars by their links, and a page for who holds a link."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from scheduler import __version__
from scheduler.ledger.serving import Found, calendar_bytes, find, record_seen
from scheduler.ledger.store import Ledger
from scheduler.ledger.tokens import link_id, sha256_of
from scheduler.serve.addresses import NAME, SECRET, calendar_path, page_path
from scheduler.serve.conditional import accepts_gzip, entity_tag, http_date, unchanged
from scheduler.serve.fetches import EVERY, Fetches
from scheduler.serve.guard import WORDS, Guard, log
from scheduler.serve.misses import Misses
from scheduler.serve.page import CSP, language_for, page

Responses = dict[int | str, dict[str, Any]]

ROBOTS = "User-agent: *\nDisallow: /\n"


THREADS = 4
"""Threads that ask the ledger at once: more of them take turns with Python's lock."""

_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def now_utc() -> dt.datetime:
    """Return the instant, in whole seconds."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def app(
    ledger: Ledger,
    *,
    base_url: str,
    client_header: str | None = None,
    misses: Misses | None = None,
    now: Callable[[], dt.datetime] = now_utc,
    flush_every: float = EVERY,
) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    ledger
        What it serves.
    base_url
        Address at which officers reach it, without a slash at its end.
    client_header
        Header in which a proxy gives the address of its client; ``None`` = no proxy.
    misses
        Limit of requests that find nothing.
    now
        The clock, in UTC.
    flush_every
        Seconds between two batches of "last fetched".
    """
    fetches = Fetches(ledger)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        stopping = asyncio.Event()
        task = asyncio.create_task(_flush_often(fetches, flush_every, stopping))
        try:
            yield
        finally:
            # Not cancelled: that would leave a batch to a thread nobody waits for.
            stopping.set()
            await task

    served = FastAPI(
        title="Patrol calendars",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    served.add_middleware(
        Guard,
        misses=Misses() if misses is None else misses,
        client_header=client_header,
    )
    refusals: Responses = {
        code: {
            "description": WORDS[code].decode().strip(),
            "content": {"text/plain": {}},
        }
        for code in (404, 429, 503)
    }

    @served.exception_handler(405)
    def not_allowed(request: Request, _error: Exception) -> Response:
        return Response(status_code=405, headers={"allow": _allowed(served, request)})

    @served.exception_handler(RequestValidationError)
    def not_understood(_request: Request, _error: Exception) -> Response:
        # Instead of an answer that quotes what was asked.
        return Response(status_code=400)

    def calendar(request: Request, secret: str) -> Response:
        request.state.what = "calendar"
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        instant = now()
        with ledger.reading() as connection:
            found = _found(request, find(connection, _sha256(secret), instant))
            headers = _headers(found, instant, zipped=zipped)
            if request.method == "GET":
                fetches.note(found.sha256, instant, found.published)
            if unchanged(
                headers["etag"],
                found.modified,
                _joined(request, "if-none-match"),
                request.headers.get("if-modified-since"),
            ):
                return Response(status_code=304, headers=headers)
            content = calendar_bytes(connection, found, zipped=zipped)
        if zipped:
            headers["content-encoding"] = "gzip"
        headers["content-type"] = "text/calendar; charset=utf-8"
        headers["content-disposition"] = f'inline; filename="{NAME}"'
        return Response(content, headers=headers)

    def show(request: Request, secret: str, lang: str = "") -> Response:
        request.state.what = "page"
        instant = now()
        with ledger.reading() as connection:
            found = _found(request, find(connection, _sha256(secret), instant))
            chosen = language_for(
                lang, request.headers.get("accept-language", ""), found.language
            )
            text = page(
                connection,
                found,
                language=chosen,
                calendar_url=base_url + calendar_path(secret),
                page_url=base_url + page_path(secret),
                now=instant,
            )
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-language": chosen,
            "content-security-policy": CSP,
            "cache-control": "private, no-store",
            "vary": "Accept-Language",
            "x-frame-options": "DENY",
        }
        return Response(text, headers=headers)

    def seen(
        request: Request, secret: str, upto: AwareDatetime, lang: str = ""
    ) -> Response:
        request.state.what = "page"
        instant = now()
        sha256 = _sha256(secret)
        with ledger.reading() as connection:
            found = _found(request, find(connection, sha256, instant))
        # Only whoever has a link makes others wait for the one writer.
        confirmed = max(_EARLIEST, min(upto, found.published))
        with ledger.writing() as connection:
            record_seen(connection, sha256, confirmed, instant)
        return show(request, secret, lang)

    def health() -> Response:
        with ledger.reading() as connection:
            find(connection, "", now())
        return _plain("ok\n")

    def robots() -> Response:
        return _plain(ROBOTS)

    text: Responses = {200: {"content": {"text/plain": {}}}}
    ics: Responses = {
        200: {"content": {"text/calendar": {}}},
        304: {"description": "Not changed."},
    }
    html: Responses = {200: {"content": {"text/html": {}}}}
    bad: Responses = {
        400: {"description": "Bad request.", "content": {"text/plain": {}}}
    }
    for path, method, call, responses in (
        ("/f/{secret}/" + NAME, "GET", calendar, ics),
        ("/o/{secret}/", "GET", show, html),
        ("/o/{secret}/", "POST", seen, {**html, **bad}),
        ("/healthz", "GET", health, text),
        ("/robots.txt", "GET", robots, text),
    ):
        methods = [[method], ["HEAD"]] if method == "GET" else [[method]]
        for listed in methods:
            served.add_api_route(
                path,
                call,
                methods=listed,
                response_class=Response,
                responses={**refusals, **responses},
                include_in_schema=listed != ["HEAD"],
            )
    return served


async def _flush_often(fetches: Fetches, every: float, stopping: asyncio.Event) -> None:
    """Write batches, the last one once the server is stopping."""
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every)
        try:
            await run_in_threadpool(fetches.flush)
        except Exception as error:
            # They wait for the next batch.
            log.warning("last fetched: not written (%s)", type(error).__name__)


def _sha256(secret: str) -> str:
    if not SECRET.fullmatch(secret):
        raise HTTPException(404)
    return sha256_of(secret)


def _found(request: Request, found: Found | None) -> Found:
    if found is None:
        raise HTTPException(404)
    request.state.link = link_id(found.sha256)
    return found


def _headers(found: Found, now: dt.datetime, *, zipped: bool) -> dict[str, str]:
    return {
        "etag": entity_tag(found.etag, zipped=zipped),
        # A clock that was set back: HTTP allows no date that is to come.
        "last-modified": http_date(min(found.modified, now)),
        "cache-control": "private, no-cache",
        "vary": "Accept-Encoding",
    }


def _joined(request: Request, name: str) -> str | None:
    given = request.headers.getlist(name)
    return ", ".join(given) if given else None


def _plain(text: str) -> Response:
    return Response(text, headers={"content-type": "text/plain; charset=utf-8"})


def _allowed(served: FastAPI, request: Request) -> str:
    """Return the methods that a path knows, whether or not its link exists."""
    found = {
        method
        for route in served.routes
        if (methods := getattr(route, "methods", None))
        and route.matches({**request.scope, "method": "GET"})[0].value
        for method in methods
    }
    return ", ".join(sorted(found))
