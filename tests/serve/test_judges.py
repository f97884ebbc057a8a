"""The server before independent judges: HTTP behaviour of feeds, and its OpenAPI."""

import importlib.util
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.ledger import tokens
from scheduler.ledger.store import Ledger
from scheduler.serve.app import app
from scheduler.serve.misses import Misses
from tests.ledger.calendars import NOW, duty, subscribed
from tests.serve.conftest import Running

ROOT = Path(__file__).parents[2]
JUDGE = Path(os.environ.get("FEEDCHECK", ROOT.parent / "shared" / "feedcheck"))
HTTP = JUDGE / "lib" / "httpcheck.py"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.mark.nightly
@pytest.mark.skipif(not HTTP.exists(), reason=f"the judge of feeds is not in {JUDGE}")
@pytest.mark.parametrize("replaced", [False, True], ids=["live", "replaced"])
def test_the_judge_of_http_finds_nothing(running: Running, ledger: Ledger, replaced):
    spec = importlib.util.spec_from_file_location("httpcheck", HTTP)
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    secret = subscribed(ledger, duty(5)).secret
    if replaced:
        with ledger.writing() as connection:
            [link] = tokens.choose(connection, "phone", NOW)
            tokens.rotate(connection, link, by="me", now=NOW)
    url = f"{running.base}/f/{secret}/calendar.ics"
    found, body = judge.check(url, write_probes=True)
    assert found == []
    assert body.startswith(b"BEGIN:VCALENDAR")


OPERATIONS = [
    ("/f/{secret}/calendar.ics", "GET"),
    ("/o/{secret}/", "GET"),
    ("/o/{secret}/", "POST"),
    ("/healthz", "GET"),
    ("/robots.txt", "GET"),
]


@pytest.mark.nightly
@pytest.mark.timeout(600)
@pytest.mark.parametrize("live", [True, False], ids=["live", "wrong"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_the_server_is_as_its_openapi_says(
    ledger: Ledger, path: str, method: str, live: bool
):
    import schemathesis

    secret = subscribed(ledger, duty(5)).secret
    served = app(ledger, base_url="https://duties.example", misses=Misses(10**9))
    schema = schemathesis.openapi.from_asgi("/openapi.json", served)
    operation = schema[path][method]

    @settings(max_examples=200, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def conforms(case):
        if live and "secret" in case.path_parameters:
            case.path_parameters["secret"] = secret
        answer = case.call_and_validate()
        if "{secret}" in path and not live:
            assert answer.status_code == 404
            assert secret.encode() not in answer.content

    conforms()


def test_every_operation_is_tried(ledger: Ledger):
    described = app(ledger, base_url="https://duties.example").openapi()
    found = {
        (path, method.upper())
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert found == set(OPERATIONS)
