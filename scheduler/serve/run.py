"""Run the application under uvicorn, with limits on what a client may keep waiting."""

import asyncio
import logging
import socket
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from scheduler.serve.guard import HEAD_BYTES

HEAD_SECONDS = 10.0
"""Most that a client may take to send the head of a request."""

IDLE_SECONDS = 15
"""How long a connection stays open without a request."""

SEND_SECONDS = 60.0
"""Most that a client may take to receive an answer."""

CONNECTIONS = 1000
"""Connections open at once; more are told to come back."""


class Patient(H11Protocol):
    """HTTP with an end to patience: slow heads and slow readers are cut off."""

    _slow: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Read on; a head that began has to end in time."""
        if self._slow is None and not self._answering:
            self._wait()
        super().data_received(data)
        if self._answering:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Give a slow reader a last term."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(SEND_SECONDS, self._abort_if_stuck)

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._slow = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def _too_slow(self) -> None:
        self._slow = None
        self.transport.abort()

    def _abort_if_stuck(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    OSError
        If the address cannot be used.
    """
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    # With its protocol: asyncio sends small answers at once only if it is named.
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(2048)
    except BaseException:
        opened.close()
        raise
    return opened


def server(
    app: Any, *, tls_cert: Path | None = None, tls_key: Path | None = None
) -> uvicorn.Server:
    """Return a server for an application.

    Parameters
    ----------
    app
        The application.
    tls_cert, tls_key
        PEM files; without them it speaks plain HTTP.

    Raises
    ------
    OSError
        If they cannot be read or do not belong together.
    """
    config = uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level=logging.WARNING,
        # Its lines would hold paths, and so secrets: the application writes its own.
        access_log=False,
        server_header=False,
        # Addresses of clients are taken from a header only if asked for.
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=10,
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=HEAD_BYTES,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
    )
    config.load()
    return uvicorn.Server(config)
