"""patrol serve, in a process of its own."""

import http.client
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli
from scheduler.ledger.store import Ledger
from tests.ledger.calendars import calendar_of, duty, subscribed
from tests.serve.conftest import Answer

ROOT = Path(__file__).parents[2]

# Modules that no server of calendars needs: if one is imported, it is an error.
HEAVY = (
    "ortools",
    "pandas",
    "numpy",
    "icalendar",
    "openpyxl",
    "matplotlib",
    "networkx",
)
START = (
    "import sys\n"
    f"for name in {HEAVY!r}: sys.modules[name] = None\n"
    "import cli\n"
    "sys.exit(cli.run(['serve', '--port', '0', *sys.argv[1:]]))\n"
)


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@dataclass
class Process:
    child: subprocess.Popen
    port: int

    def ask(self, path: str, context: ssl.SSLContext | None = None) -> Answer:
        if context is None:
            opened = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        else:
            opened = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=20, context=context
            )
        opened.request("GET", path)
        answer = opened.getresponse()
        body = answer.read()
        opened.close()
        return Answer(answer.status, dict(answer.getheaders()), body)

    def end(self, how: signal.Signals) -> tuple[int, str]:
        self.child.send_signal(how)
        _out, err = self.child.communicate(timeout=20)
        return self.child.returncode, err


@pytest.fixture
def start(db: str) -> Iterator[Callable[..., Process]]:
    children = []

    def begin(*words: str) -> Process:
        child = subprocess.Popen(
            [sys.executable, "-c", START, "--db", db, *words],
            cwd=ROOT,
            env={**os.environ, "PATROL_LANG": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        children.append(child)
        assert child.stdout is not None
        line = child.stdout.readline()
        if not line.startswith("Serving http"):
            pytest.fail(line + child.communicate(timeout=20)[1])
        return Process(child, int(line.split(",")[0].rpartition(":")[2]))

    yield begin
    for child in children:
        child.kill()
        child.communicate()


def test_it_serves_without_solver_and_pandas(start, ledger: Ledger):
    told = duty(5)
    secret = subscribed(ledger, told).secret
    running = start()
    calendar = running.ask(f"/f/{secret}/calendar.ics")
    assert (calendar.status, calendar.body) == (200, calendar_of([told]))
    assert running.ask(f"/o/{secret}/").status == 200
    code, err = running.end(signal.SIGINT)
    assert code == 0
    assert secret not in err
    assert "GET calendar" in err
    assert "Traceback" not in err


def test_it_ends_when_the_system_asks(start, ledger: Ledger):
    code, err = start().end(signal.SIGTERM)
    assert code in (0, -signal.SIGTERM)
    assert "Traceback" not in err


def test_it_speaks_https_with_a_certificate(start, ledger: Ledger, tmp_path: Path):
    secret = subscribed(ledger, duty(5)).secret
    cert, key = certificate(tmp_path)
    running = start("--tls-cert", str(cert), "--tls-key", str(key))
    trusting = ssl.create_default_context(cafile=str(cert))
    assert running.ask(f"/f/{secret}/calendar.ics", trusting).status == 200


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for loopback, and its key."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_a_port_that_is_taken_is_said(
    start, ledger: Ledger, db: str, capsys: pytest.CaptureFixture[str]
):
    port = str(start().port)
    assert cli.run(["--lang", "en", "serve", "--db", db, "--port", port]) == 2
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tls-cert", "c.pem"], "go together"),
        (["--tls-cert", "c.pem", "--tls-key", "k.pem"], "cannot be used"),
        (["--base-url", "duties"], "is no address"),
        (["--host", "no.such.host.invalid"], "cannot listen"),
        (["--static", "nowhere"], "holds no calendars"),
    ],
)
def test_what_cannot_be_served_is_said(
    ledger: Ledger, db: str, words: list[str], said: str,
    capsys: pytest.CaptureFixture[str],
):  # fmt: skip
    assert cli.run(["--lang", "en", "serve", "--db", db, "--port", "0", *words]) == 2
    assert said in capsys.readouterr().err
