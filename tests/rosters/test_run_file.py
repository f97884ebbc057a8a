"""``run.json``: there and back, and what is refused."""

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.io.faults import InputFaults
from scheduler.rosters.run_file import read_run, render_run

RUN = Run(
    scenario="week",
    status=SolveStatus.FEASIBLE,
    tiers=(
        TierResult(
            name="missions",
            value=60,
            bound=40,
            status=SolveStatus.FEASIBLE,
            seconds=1.5,
            goals={"missions_by_priority": 60},
        ),
    ),
    seed=1,
    workers=2,
    time_limit=60.0,
    computed_at=dt.datetime(2026, 10, 1, 12, 0, 0, tzinfo=dt.UTC),
    seconds=2.25,
    interrupted=True,
    versions={"ortools": "9.15"},
    inputs={"zones.csv": "ab"},
)


def write(folder, **changes):
    content = json.loads(render_run(RUN, "cd"))
    content.update(changes)
    (folder / "run.json").write_text(json.dumps(content))
    return folder


def refusal(folder) -> str:
    with pytest.raises(InputFaults) as caught:
        read_run(folder)
    return str(caught.value)


def test_what_is_written_is_read_back(tmp_path):
    (tmp_path / "run.json").write_bytes(render_run(RUN, "cd"))
    assert read_run(tmp_path) == (RUN, "cd")


def test_the_same_run_gives_the_same_bytes():
    assert render_run(RUN, "cd") == render_run(RUN, "cd")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"seed": "one"}, 'run.json: seed: not a value of this key ("one")'),
        ({"seed": True}, "run.json: seed: not a value of this key (true)"),
        ({"status": "DONE"}, 'run.json: status: not a value of this key ("DONE")'),
        ({"computed_at": "2026-10-01T12:00:00"}, "run.json: computed_at: not a value"),
        ({"tiers": [{}]}, "run.json: tiers[0].name: missing key"),
        ({"tiers": [3]}, "run.json: tiers[0].name: missing key"),
        ({"inputs": {"a": 1}}, "run.json: inputs: not a value"),
        ({"seconds": float("nan")}, "run.json: seconds: not a value of this key (NaN)"),
        ({"time_limit": float("inf")}, "run.json: time_limit: not a value"),
        ({"seconds": -0.1}, "run.json: seconds: not a value of this key (-0.1)"),
        ({"seed": -1}, "run.json: seed: not a value of this key (-1)"),
        ({"seed": 2**63}, "run.json: seed: not a value"),
        ({"workers": 0}, "run.json: workers: not a value of this key (0)"),
        ({"computed_at": "0001-01-01T00:00:00+14:00"}, "computed_at: not a value"),
        ({"computed_at": "9999-12-31T23:59:59-01:00"}, "computed_at: not a value"),
        ({"versions": {"ortools": 9}}, "run.json: versions: not a value"),
        ({"sed": 1}, "run.json: sed: unknown key — did you mean “seed”?"),
    ],
)
def test_refusals(tmp_path, changes, fault):
    assert fault in refusal(write(tmp_path, **changes))


def test_no_file(tmp_path):
    assert refusal(tmp_path).startswith("run.json: cannot be read (")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_any_json_is_refused_in_words(content, tmp_path):
    (tmp_path / "run.json").write_text(json.dumps(content))
    assert refusal(tmp_path)


def test_a_key_that_stands_twice(tmp_path):
    text = render_run(RUN, "cd").replace(b'"seed": 1', b'"seed": 2, "seed": 1')
    (tmp_path / "run.json").write_bytes(text)
    assert "the same key twice" in refusal(tmp_path)


def test_bytes_that_are_no_json(tmp_path):
    (tmp_path / "run.json").write_bytes(b"\xff{")
    assert refusal(tmp_path).startswith("run.json: cannot be read as JSON (")
