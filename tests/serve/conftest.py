"""A real server on loopback, and what it writes to its log."""

import http.client
import io
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn

from scheduler.ledger.store import Ledger
from scheduler.serve.addresses import calendar_path, page_path
from scheduler.serve.app import app
from scheduler.serve.misses import Misses
from scheduler.serve.run import listen, server
from tests.ledger.calendars import NOW


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Running:
    """A server that answers, with a clock that the test sets."""

    port: int
    logged: io.StringIO
    clock: list = field(default_factory=lambda: [NOW])
    stop: Callable[[], None] = lambda: None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            body = response.read()
            answered = [(k.lower(), v) for k, v in response.getheaders()]
            assert len(dict(answered)) == len(answered), "a header given twice"
            return Answer(response.status, dict(answered), body)
        finally:
            connection.close()

    def calendar(self, secret: str, method: str = "GET", **headers: str) -> Answer:
        return self.ask(calendar_path(secret), method, **headers)

    def page(
        self, secret: str, query: str = "", method: str = "GET", **headers: str
    ) -> Answer:
        return self.ask(page_path(secret) + query, method, **headers)

    def raw(self, sent: bytes) -> bytes:
        """Send bytes as they are; return all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as opened:
            opened.sendall(sent)
            return b"".join(iter(lambda: opened.recv(65536), b""))


def _run(made: uvicorn.Server, opened: socket.socket) -> threading.Thread:
    thread = threading.Thread(target=made.run, kwargs={"sockets": [opened]})
    thread.start()
    return thread


@pytest.fixture
def start(
    caplog: pytest.LogCaptureFixture, ledger: Ledger
) -> Iterator[Callable[..., Running]]:
    """Start servers; all that they and uvicorn log is kept, at every level.

    They stop before the ledger of the test is closed.
    """
    stops: list[Callable[[], None]] = []
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    loggers = [logging.getLogger(name) for name in ("patrol.serve", "uvicorn")]
    before = [x.level for x in loggers]
    for logger in loggers:
        logger.addHandler(handler)

    def begin(ledger: Ledger, **settings: object) -> Running:
        opened = listen("127.0.0.1", 0)
        running = Running(opened.getsockname()[1], logged)
        settings = {
            "base_url": "https://duties.example",
            "misses": Misses(per_minute=10**6),
            "now": lambda: running.clock[0],
            "flush_every": 0.05,
            **settings,
        }
        made = server(app(ledger, **settings))  # type: ignore[arg-type]
        for logger in loggers:
            logger.setLevel(logging.INFO)
        thread = _run(made, opened)

        def stop() -> None:
            made.should_exit = True
            thread.join(20)
            assert not thread.is_alive()

        running.stop = stop
        stops.append(stop)
        while not made.started:
            assert thread.is_alive()
        return running

    yield begin
    for stop in stops:
        stop()
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def running(start: Callable[..., Running], ledger: Ledger) -> Running:
    """Start a server for the ledger of the test."""
    return start(ledger)
