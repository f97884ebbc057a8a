"""Load on the server of calendars, beside a plain file server with the same bytes.

``python benchmarks/feeds.py [--officers 5000] [--pollers 200] [--seconds 60]`` fills a
ledger with the calendars of so many officers, four weeks each, starts ``patrol serve``
and Python's own threaded file server, each in a process, and polls both on loopback
from another process: each poller keeps a connection and asks for one calendar after
another, first without a tag (200), then with it (304), in turns. nginx is measured too
if it is installed. Everything goes into a temporary folder.
"""

import argparse
import asyncio
import datetime as dt
import functools
import gzip
import hashlib
import http.server
import json
import os
import resource
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from sqlalchemy import insert

from scheduler.calendars.content import Entry
from scheduler.calendars.events import Event, render
from scheduler.calendars.write import calendar
from scheduler.ledger.schema import event, feed, feed_bytes, person, token
from scheduler.ledger.store import open_ledger
from scheduler.ledger.tokens import sha256_of
from scheduler.serve.addresses import NAME, calendar_path
from scheduler.words import use_language

MONDAY = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def events() -> list[Event]:
    """Return four weeks of an officer: 20 tours with two missions each."""
    from zoneinfo import ZoneInfo

    zone, found = ZoneInfo("Europe/Paris"), []
    for day in (d for d in range(28) if d % 7 < 5):
        start = MONDAY + day * DAY + 6 * HOUR
        for number, (begin, hours) in enumerate(((0, 8), (1, 3), (4, 3))):
            entry = Entry(
                group=f"mission/{day}/{number}",
                start=start + begin * HOUR,
                end=start + (begin + hours) * HOUR,
                summary="Place de Jaude · patrouille pédestre mixte",
                location="Place de Jaude, 63000 Clermont-Ferrand",
                busy=True,
                private=True,
                lines=("Équipage : PM-1, PM-2, PN-1, PN-2", "OPJ : PN-1", "Radio : 12"),
            )
            found.append(
                render(
                    entry, uid=f"{day}-{number}", number=0, sequence=0,
                    modified=MONDAY - DAY, timezone=zone,
                )
            )  # fmt: skip
    return found


def fill(folder: Path, officers: int) -> list[str]:
    """Write a ledger, and the same calendars as files; return the secrets."""
    ledger = open_ledger(str(folder / "ledger.db"), create=True)
    with use_language("fr"):
        duties = events()
    made = [secrets.token_urlsafe(32) for _ in range(officers)]
    rows: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("person", "feed", "feed_bytes", "token", "event")
    }
    for number, secret in enumerate(made, 1):
        pid = f"{number:032d}"
        plain = calendar(f"PM-{number}", "fr", "Europe/Paris", duties, pid)
        rows["person"].append(
            {"pid": pid, "service_number": f"PM-{number}", "force": "PM"}
        )
        rows["feed"].append(
            {"id": number, "owner_kind": "officer", "owner": pid, "view": "own",
             "language": "fr", "alarm": -1}
        )  # fmt: skip
        rows["feed_bytes"].append(
            {"feed_id": number, "etag": hashlib.sha256(plain).hexdigest(),
             "modified": MONDAY - DAY, "bytes": plain,
             "gzip": gzip.compress(plain, mtime=0)}
        )  # fmt: skip
        rows["token"].append(
            {"sha256": sha256_of(secret), "feed_id": number, "label": "phone",
             "issued_at": MONDAY - DAY}
        )  # fmt: skip
        rows["event"].extend(
            {"feed_id": number, "uid": e.uid, "group_key": e.group, "number": e.number,
             "starts": e.start, "ends": e.end, "sequence": 0, "modified": e.modified,
             "status": "confirmed", "fingerprint": e.fingerprint, "text": e.text}
            for e in duties
        )  # fmt: skip
        file = folder / "www" / "f" / secret / NAME
        file.parent.mkdir(parents=True)
        file.write_bytes(plain)
    with ledger.writing() as connection:
        for table in (person, feed, feed_bytes, token, event):
            for at in range(0, len(rows[table.name]), 5000):
                connection.execute(insert(table), rows[table.name][at : at + 5000])
    ledger.close()
    return made


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory(pid: int) -> float:
    """Return the resident memory of a process and its children, in MiB."""
    total = 0.0
    for found in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = found.read_text().rpartition(")")[2].split()
            if int(found.parent.name) == pid or int(fields[1]) == pid:
                total += int(fields[21]) * resource.getpagesize() / 2**20
        except OSError:
            continue
    return total


async def poll(
    port: int, paths: list[str], until: float, out: dict[str, list[float]]
) -> None:
    """Ask for one calendar after another on one connection, each twice."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    turn = 0
    while time.monotonic() < until:
        path, known = paths[turn % len(paths)], ""
        turn += 1
        for _again in range(2):
            began = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{known}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status = head[9:12]
            fields = {
                name.lower(): value
                for name, _colon, value in (
                    line.partition(": ") for line in head.split("\r\n")[1:]
                )
            }
            if status == "200":
                await reader.readexactly(int(fields["content-length"]))
            out.setdefault(status, []).append(time.perf_counter() - began)
            known = (
                f"If-None-Match: {fields['etag']}\r\n"
                if "etag" in fields
                else f"If-Modified-Since: {fields.get('last-modified', '')}\r\n"
            )
    writer.close()


async def load(
    port: int, made: list[str], pollers: int, seconds: float
) -> dict[str, list[float]]:
    """Poll for some time; return the seconds of each answer, by status."""
    out: dict[str, list[float]] = {}
    until = time.monotonic() + seconds
    tasks = [
        poll(port, [calendar_path(s) for s in made[n::pollers]], until, out)
        for n in range(pollers)
    ]
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException):
            out.setdefault(f"error: {type(result).__name__}", []).append(0.0)
    return out


class Files(http.server.SimpleHTTPRequestHandler):
    """A plain file server that keeps connections and logs nothing."""

    protocol_version = "HTTP/1.1"
    # Else small answers wait for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_arguments: object) -> None:
        """Log nothing."""


class Threads(http.server.ThreadingHTTPServer):
    """A thread a connection, with room for all pollers to connect at once."""

    request_queue_size = 1024


def serve_files(folder: str, port: int) -> None:
    """Serve files until killed."""
    handler = functools.partial(Files, directory=folder)
    Threads(("127.0.0.1", port), handler).serve_forever()


def nginx(folder: Path, port: int) -> list[str]:
    """Write a configuration; return the command."""
    parts = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{p}_temp_path {folder}/{p};" for p in parts)
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log stderr crit;"
        f"{'user root;' if os.geteuid() == 0 else ''}"
        f"events {{ worker_connections 1024; }} http {{ access_log off; {paths}"
        f"keepalive_requests 1000000000; types {{ text/calendar ics; }}"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}"
    )
    return ["nginx", "-e", "stderr", "-c", str(folder / "nginx.conf")]


def measure(
    name: str, command: list[str], port: int, folder: Path, options: argparse.Namespace
) -> None:
    """Start a server, poll it, print figures, stop it."""
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w")
    )
    try:
        for _wait in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        before = memory(server.pid)
        pollers = subprocess.run(
            [
                sys.executable, __file__, "--poll", str(port),
                "--secrets", str(folder / "secrets.json"),
                "--pollers", str(options.pollers), "--seconds", str(options.seconds),
            ],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        click.echo(
            f"{name}: {before:.0f} MiB at first, {memory(server.pid):.0f} MiB after"
        )
        click.echo(pollers.stdout, nl=False)
    finally:
        server.terminate()
        server.wait()


def tell(found: dict[str, list[float]], seconds: float) -> None:
    """Print figures of each status."""
    for status, times in sorted(found.items()):
        times.sort()
        half, most = times[len(times) // 2], times[int(len(times) * 0.99)]
        click.echo(
            f"  {status}: {len(times)} answers, {len(times) / seconds:.0f}/s, "
            f"median {half * 1000:.1f} ms, 99 % within {most * 1000:.1f} ms"
        )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=5000)
    parser.add_argument("--pollers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--poll", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--files", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--secrets", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.files:
        serve_files(options.files[0], int(options.files[1]))
    if options.poll:
        made = json.loads(options.secrets.read_text())
        found = asyncio.run(load(options.poll, made, options.pollers, options.seconds))
        tell(found, options.seconds)
        return
    with tempfile.TemporaryDirectory(prefix="patrol-feeds-") as name:
        folder = Path(name)
        made = fill(folder, options.officers)
        (folder / "secrets.json").write_text(json.dumps(made))
        size = (folder / "www" / "f" / made[0] / NAME).stat().st_size
        click.echo(
            f"{options.officers} calendars of {size} bytes, {options.pollers} pollers, "
            f"{options.seconds:.0f} s each"
        )
        port = free_port()
        cli = str(Path(__file__).parents[1] / "cli.py")
        db = str(folder / "ledger.db")
        served = [sys.executable, cli, "serve", "--db", db, "--port", str(port)]
        measure("patrol serve", served, port, folder, options)
        port = free_port()
        files = [sys.executable, __file__, "--files", str(folder / "www"), str(port)]
        measure("http.server, a thread a connection", files, port, folder, options)
        if shutil.which("nginx"):
            port = free_port()
            measure("nginx, one worker", nginx(folder, port), port, folder, options)


if __name__ == "__main__":
    main()
