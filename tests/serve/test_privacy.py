"""Secrets stay secret: one answer to all that is not there, nothing in logs."""

import contextlib
import http.client
import json
import secrets
import socket
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from scheduler.ledger import tokens
from scheduler.ledger.schema import feed_bytes, person
from scheduler.ledger.store import Ledger, open_ledger
from scheduler.serve import run
from scheduler.serve.addresses import calendar_path
from scheduler.serve.misses import Misses
from tests.ledger.calendars import NOW, duty, enrol, issue, subscribed
from tests.serve.conftest import Answer, Running

WRONG = secrets.token_urlsafe(32)


@pytest.fixture
def database_kind() -> str:
    """What is asked here does not depend on the database."""
    return "sqlite"


def bare(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """Return an answer without the time that HTTP writes into it."""
    return (
        answer.status,
        {k: v for k, v in answer.headers.items() if k != "date"},
        answer.body,
    )


def dead_links(ledger: Ledger) -> dict[str, str]:
    """Return a secret for every way in which a link is dead."""
    enrol(ledger, "PM-2", "PM-3", "PM-4")
    found = {"wrong": WRONG}
    for code, name in (("PM-2", "revoked"), ("PM-3", "expired"), ("PM-4", "left")):
        found[name] = issue(ledger, code).secret
    with ledger.writing() as connection:
        [link] = tokens.choose(connection, "phone", NOW, code="PM-2")
        tokens.revoke(connection, link, by="me", now=NOW)
        connection.execute(
            text(
                "UPDATE token SET expires_at = '2026-11-22T00:00:00Z' WHERE sha256 = :s"
            ),
            {"s": tokens.sha256_of(found["expired"])},
        )
        connection.execute(
            update(person)
            .where(person.c.service_number == "PM-4")
            .values(leaves_on=NOW.date())
        )
    return found


def test_all_that_is_not_there_is_answered_alike(running: Running, ledger: Ledger):
    live = subscribed(ledger, duty(5)).secret
    paths = [f"/f/{secret}/calendar.ics" for secret in dead_links(ledger).values()] + [
        f"/f/{live}/other.ics",
        f"/f/{live}/calendar.ics/",
        f"/f/{live}",
        f"/f/{live}/../{live}/calendar.ics",
        f"/f/{live[:-1]}/calendar.ics",
        f"/f/{live.swapcase()}/calendar.ics",
        f"/f//{live}/calendar.ics",
        f"/o/{live}",
        f"/o/{WRONG}/",
        "/",
        "/f/",
        "/favicon.ico",
        "/.env",
        "/f/" + "x" * 3000,
        "/f/%00/calendar.ics",
        "/f/%F0%9F%98%80/calendar.ics",
        "/f/..%2f..%2fetc%2fpasswd/calendar.ics",
    ]
    answers = [bare(running.ask(path)) for path in paths]
    assert answers[0][0] == 404
    assert [p for p, a in zip(paths, answers, strict=True) if a != answers[0]] == []


def test_a_dead_link_takes_no_seen(running: Running, ledger: Ledger):
    for secret in dead_links(ledger).values():
        answer = running.page(secret, "?upto=2026-11-23T09:00:00Z", "POST")
        assert answer.status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_do_not_tell_whether_a_link_exists(
    running: Running, ledger: Ledger, method: str
):
    live = subscribed(ledger, duty(5)).secret
    one, other = (running.calendar(secret, method) for secret in (live, WRONG))
    assert bare(one) == bare(other)
    assert (one.status, one.headers["allow"]) == (405, "GET, HEAD")


def test_the_page_names_its_methods(running: Running):
    answer = running.page(WRONG, method="DELETE")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_no_answer_sets_a_cookie_or_redirects(running: Running, ledger: Ledger):
    live = subscribed(ledger, duty(5)).secret
    for path in ("/", f"/o/{live}", f"/o/{live}/", f"/f/{live}/calendar.ics/"):
        answer = running.ask(path)
        assert "set-cookie" not in answer.headers
        assert "location" not in answer.headers


def test_an_error_tells_nothing(running: Running, ledger: Ledger):
    issued = subscribed(ledger, duty(5, summary="MARKER"))
    with ledger.writing() as connection:
        connection.execute(text("UPDATE feed_bytes SET modified = 'MARKER'"))
    answer = running.calendar(issued.secret)
    assert (answer.status, answer.body) == (500, b"Internal error.\n")
    logged = running.logged.getvalue()
    assert "ValueError at " in logged
    assert issued.secret not in logged
    assert "MARKER" not in logged
    assert "Traceback" not in logged


def test_a_ledger_that_cannot_be_read_asks_to_come_back(
    start, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = tmp_path / "broken.db"
    ledger = open_ledger(str(path), create=True)
    running = start(ledger)
    for side in tmp_path.iterdir():
        side.write_bytes(b"no database" * 1000)
    answer = running.calendar(WRONG)
    assert (answer.status, answer.headers["retry-after"]) == (503, "30")
    assert WRONG not in running.logged.getvalue()


def test_a_log_line_says_which_link_by_its_id_alone(running: Running, ledger: Ledger):
    issued = subscribed(ledger, duty(5))
    running.calendar(issued.secret)
    running.page(issued.secret)
    running.calendar(WRONG)
    running.stop()
    lines = [x.split(" ")[:4] for x in running.logged.getvalue().splitlines()]
    assert lines == [
        ["GET", "calendar", issued.id, "200"],
        ["GET", "page", issued.id, "200"],
        ["GET", "calendar", "-", "404"],
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"GET /f/%s/calendar.ics HTTP/9.9",
        b"GE T /f/%s/calendar.ics HTTP/1.1",
        b"GET /f/%s/calendar.ics",
        b"GET http://[/f/%s/calendar.ics HTTP/1.1",
        b"GET /f/%s/\xff.ics HTTP/1.1",
    ],
)
def test_malformed_requests_leave_no_secret_in_the_log(running: Running, line: bytes):
    # No HTTP, but refused in words or by hanging up, and never logged.
    running.raw(line % WRONG.encode() + b"\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert running.ask("/healthz").status == 200
    assert WRONG not in running.logged.getvalue()


@pytest.mark.parametrize("upgrade", ["websocket", "h2c"])
def test_no_other_protocol_is_spoken(running: Running, ledger: Ledger, upgrade: str):
    secret = subscribed(ledger, duty(5)).secret
    answer = running.calendar(secret, connection="Upgrade", upgrade=upgrade)
    assert answer.status == 200
    assert secret not in running.logged.getvalue()


def test_a_head_beyond_the_limit_is_refused(running: Running):
    answer = running.raw(
        b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        b"x: " + b"a" * 17_000 + b"\r\n\r\n"
    )
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


def cut_off(opened: socket.socket, sent: bytes) -> float:
    """Return the seconds until a server hangs up on a client that sends slowly."""
    began = time.monotonic()
    opened.settimeout(0.1)
    while time.monotonic() - began < 10:
        try:
            opened.sendall(sent)
            if opened.recv(1) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize("sent", [b"", b"G"], ids=["nothing", "slowly"])
def test_a_slow_head_is_cut_off(
    start, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, sent: bytes
):
    monkeypatch.setattr(run, "HEAD_SECONDS", 0.5)
    running = start(ledger)
    with socket.create_connection(("127.0.0.1", running.port)) as slow:
        assert 0.4 < cut_off(slow, sent) < 5


def test_a_client_that_does_not_read_is_cut_off(
    start, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(run, "SEND_SECONDS", 0.3)
    running = start(ledger)
    secret, much = subscribed(ledger, duty(5)).secret, 20_000_000
    with ledger.writing() as connection:
        connection.execute(feed_bytes.update().values(bytes=b"x" * much))
    asked = f"GET {calendar_path(secret)} HTTP/1.1\r\nhost: x\r\n\r\n"
    with socket.socket() as idle:
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        idle.connect(("127.0.0.1", running.port))
        idle.settimeout(20)
        idle.sendall(asked.encode())
        time.sleep(1.5)
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while part := idle.recv(1 << 20):
                received += len(part)
    assert received < much


def test_a_second_request_may_come_late(
    start, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(run, "HEAD_SECONDS", 0.3)
    running = start(ledger)
    kept = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    for _turn in range(2):
        kept.request("GET", "/healthz")
        assert kept.getresponse().read() == b"ok\n"
        time.sleep(0.6)
    kept.close()


def test_misses_are_limited_and_hits_are_not(start, ledger: Ledger):
    running = start(ledger, misses=Misses(per_minute=3))
    secret = subscribed(ledger, duty(5)).secret
    missed = [running.calendar(WRONG) for _ in range(5)]
    assert [a.status for a in missed] == [404, 404, 404, 429, 429]
    assert int(missed[-1].headers["retry-after"]) >= 1
    assert running.calendar(secret).status == 200


def test_behind_a_proxy_its_clients_are_told_apart(start, ledger: Ledger):
    running = start(ledger, misses=Misses(per_minute=1), client_header="X-Real-IP")
    got = [
        running.calendar(WRONG, x_real_ip=address).status
        for address in ("198.51.100.1", "198.51.100.1", "198.51.100.2")
    ]
    assert got == [404, 429, 404]


def test_without_a_proxy_no_header_changes_the_address(start, ledger: Ledger):
    running = start(ledger, misses=Misses(per_minute=1))
    got = [
        running.calendar(WRONG, x_forwarded_for=address).status
        for address in ("198.51.100.1", "198.51.100.2")
    ]
    assert got == [404, 429]


def guess(running: Running, many: int) -> None:
    """Try wrong secrets; each is answered like any other."""
    kept = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    tried = []
    for _ in range(many):
        tried.append(secrets.token_urlsafe(32))
        kept.request("GET", f"/f/{tried[-1]}/calendar.ics")
        answer = kept.getresponse()
        body = answer.read()
        assert (answer.status, body) == (404, b"Not found.\n")
    kept.close()
    logged = running.logged.getvalue()
    assert not [secret for secret in tried if secret in logged]


def test_guessing_finds_nothing(running: Running):
    guess(running, 2000)


@pytest.mark.nightly
@pytest.mark.timeout(3000)
def test_guessing_for_long_finds_nothing(running: Running):
    guess(running, 100_000)


VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
PATHS = st.text(VISIBLE, max_size=80).map(lambda s: "/" + s)
SECRETIVE = st.sampled_from(
    ["/f/{s}", "/f/{s}/{x}", "/o/{s}{x}", "/{x}/f/{s}/calendar.ics"]
)
NAMES = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyz-"), min_size=1, max_size=20
).filter(lambda n: n not in ("transfer-encoding", "content-length", "expect"))
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60)


def test_random_paths_and_headers_find_nothing_and_break_nothing(
    running: Running, ledger: Ledger
):
    secret = subscribed(ledger, duty(5, summary="MARKER")).secret
    kept = http.client.HTTPConnection("127.0.0.1", running.port, timeout=20)
    kept.connect()

    @settings(max_examples=150)
    @given(
        st.one_of(
            PATHS,
            st.builds(
                lambda f, x: f.format(s=secret, x=x),
                SECRETIVE,
                st.text(VISIBLE, max_size=20),
            ),
        ),
        st.sampled_from(["GET", "HEAD", "POST", "PUT", "TRACE", "X"]),
        st.dictionaries(NAMES, VALUES, max_size=4),
    )
    def ask(path: str, method: str, headers: dict[str, str]) -> None:
        try:
            kept.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                kept.putheader(name, value)
            kept.endheaders()
            answer = kept.getresponse()
            body = answer.read()
        except (http.client.HTTPException, OSError):
            kept.close()
            return
        found = path.partition("?")[0].partition("#")[0]
        known = ("/healthz", "/robots.txt", "/openapi.json", f"/o/{secret}/")
        if found not in known:
            assert answer.status in (400, 404, 405)
            assert b"MARKER" not in body
        assert answer.status < 500
        assert secret.encode() not in body or found == f"/o/{secret}/"

    ask()
    kept.close()
    assert secret not in running.logged.getvalue()
    assert "Traceback" not in running.logged.getvalue()


def test_the_description_of_the_server_holds_no_secret(
    running: Running, ledger: Ledger
):
    secret = subscribed(ledger, duty(5)).secret
    described = running.ask("/openapi.json")
    assert set(json.loads(described.body)["paths"]) == {
        "/f/{secret}/calendar.ics",
        "/o/{secret}/",
        "/healthz",
        "/robots.txt",
    }
    assert secret not in described.text
