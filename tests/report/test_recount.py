"""Another count of the same week, from the tables alone, gives the same figures.

It knows pandas and the CSV files of the scenario and of the roster; nothing of ours.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scheduler.report.as_json import render
from scheduler.report.compiled import Report
from tests.solved import CLERMONT

CATALOGUE = Path(__file__).parents[2] / "scheduler" / "catalogue"
PARIS = "Europe/Paris"


@pytest.fixture(scope="module")
def told(clermont_report: Report) -> Any:
    return json.loads(render(clermont_report))["figures"]


def table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def seats(clermont_tables: Path) -> pd.DataFrame:
    """One row a seat filled by an officer, with its crew and whether it is joint."""
    found = table(clermont_tables / "roster.csv")
    forces = table(CLERMONT / "forces.csv").set_index("force")["kind"]
    found["side"] = found["force"].map(forces)
    found["crew"] = found["mission"] + " " + found["kind"] + " " + found["start"]
    assert set(table(CLERMONT / "officers.csv")["status"]) <= {
        "", "titular", "trainee", "assistant",
    }  # fmt: skip
    found["joint"] = found.groupby("crew")["side"].transform("nunique") == 2
    return found


@pytest.fixture(scope="module")
def tours(clermont_tables: Path) -> pd.DataFrame:
    return table(clermont_tables / "tours.csv")


def kinds() -> pd.DataFrame:
    """Return the kinds of the scenario over those of the catalogue."""
    both = [CATALOGUE / "mission_kinds.csv", CLERMONT / "mission_kinds.csv"]
    found = pd.concat([table(p) for p in both])
    return found.drop_duplicates("kind", keep="last").set_index("kind")


def events() -> pd.DataFrame:
    """Return the missions of the week's two matches: one a phase of their plans."""
    plans = table(CLERMONT / "event_plans.csv")
    # Below the next 4,000 and 5,000 spectators, and no high risk: one crew a phase.
    matches = {"football": "football-j15", "rugby": "rugby-j11"}
    zones = table(CLERMONT / "fixtures.csv").set_index("plan")["zone"]
    return pd.DataFrame(
        {
            "mission": plans["plan"].map(matches) + "-" + plans["phase"],
            "kind": plans["kind"],
            "zone": plans["plan"].map(zones),
            "times": "1",
        }
    )


def missions() -> pd.DataFrame:
    """Return the joint missions of the scenario: how often wanted, and where."""
    found = pd.concat([table(CLERMONT / "missions.csv"), events()])
    found = found[found["kind"].map(kinds()["joint"]) == "yes"].copy()
    # Without times, a mission is wanted once.
    found["times"] = found["times"].replace("", "1").astype(int)
    zones = table(CLERMONT / "zones.csv").set_index("zone")["commune"]
    found["commune"] = found["zone"].map(zones)
    return found.set_index("mission")


def by_code(figure: Any) -> dict[str, dict[str, Any]]:
    first = figure["columns"][0]["column"]
    return {row[first]["code"]: row for row in figure["rows"]}


@pytest.mark.parametrize(
    ("figure", "column"),
    [
        ("missions_by_kind", "kind"),
        ("missions_by_commune", "commune"),
        ("missions_by_sector", "zone"),
    ],
)
def test_joint_missions(
    told: Any, seats: pd.DataFrame, figure: str, column: str
) -> None:
    asked = missions()
    crews = seats.drop_duplicates("crew").set_index("mission")
    crews = crews[crews.index.isin(asked.index)]
    as_asked = crews["kind"] == asked["kind"].reindex(crews.index)
    group = asked[column].reindex(crews.index)
    planned = asked.groupby(column)["times"].sum()
    held = as_asked.groupby(group).sum()
    alone = (~as_asked).groupby(group).sum()
    rows = by_code(told[figure])
    assert rows.keys() - {"all"} == set(planned.index)
    for code, wanted in planned.items():
        row = rows[str(code)]
        one, other = int(held.get(code, 0)), int(alone.get(code, 0))
        assert (row["planned"], row["held"], row["alone"]) == (wanted, one, other)
        assert row["not_held"] == wanted - one - other
    total = rows["all"]
    assert total["planned"] == planned.sum() > 100
    assert total["held"] == held.sum() > 90


def quarters(first: str, last: str) -> Iterator[pd.Timestamp]:
    """Yield the beginning of each minute of a stretch, in local time."""
    start, end = (pd.Timestamp(t).tz_convert(PARIS) for t in (first, last))
    yield from pd.date_range(start, end, freq="min", inclusive="left")


def band(when: pd.Timestamp) -> str:
    if 6 <= when.hour < 20:
        return "day"
    return "evening" if 20 <= when.hour < 23 else "night"


def minutes_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each row and part of the day and week, with its minutes."""
    spans = frame[["start", "end"]].drop_duplicates()
    split = pd.DataFrame(
        [
            (start, end, band(when), when.weekday() >= 5)
            for start, end in spans.itertuples(index=False)
            for when in quarters(start, end)
        ],
        columns=["start", "end", "band", "weekend"],
    )
    counted = split.value_counts().rename("minutes").reset_index()
    return frame.merge(counted, on=["start", "end"])


@pytest.fixture(scope="module")
def spent(seats: pd.DataFrame) -> pd.DataFrame:
    return minutes_of(seats)


@pytest.fixture(scope="module")
def worked(tours: pd.DataFrame) -> pd.DataFrame:
    """Minutes of work: the unpaid ones are those at the start of the tour."""
    found = tours.copy()
    start = pd.to_datetime(found["start"], utc=True)
    end = pd.to_datetime(found["end"], utc=True)
    length = (end - start).dt.total_seconds() // 60
    unpaid = length - found["work_minutes"].astype(int)
    assert unpaid.max() > 0
    begun = start + pd.to_timedelta(unpaid, unit="min")
    found["start"] = begun.map(lambda t: t.isoformat())
    return minutes_of(found)


def test_hours_by_force(told: Any, spent: pd.DataFrame, worked: pd.DataFrame) -> None:
    rows = by_code(told["hours_by_force"])
    joint = spent[spent["joint"]].groupby("force")["minutes"].sum()
    everything = spent.groupby("force")["minutes"].sum()
    on_tour = worked.groupby("force")["minutes"].sum()
    assert rows.keys() - {"all"} == set(on_tour.index)
    for force in on_tour.index:
        row = rows[str(force)]
        assert row["joint"] == joint.get(force, 0)
        assert row["missions"] == everything.get(force, 0)
        assert row["tours"] == on_tour[force]
        expected = joint.get(force, 0) / joint.sum()
        assert row["joint_share"] == pytest.approx(expected, abs=5e-5)
    assert rows["all"]["joint"] == joint.sum() > 20_000


@pytest.mark.parametrize(
    ("figure", "column", "codes"),
    [
        ("hours_by_band", "band", {c: c for c in ("day", "evening", "night")}),
        ("hours_by_weekend", "weekend", {"weekdays": False, "weekend": True}),
    ],
)
def test_hours_by_part(
    told: Any,
    spent: pd.DataFrame,
    worked: pd.DataFrame,
    figure: str,
    column: str,
    codes: dict[str, Any],
) -> None:
    rows = by_code(told[figure])
    assert rows.keys() == {*codes, "all"}
    for code, value in codes.items():
        row = rows[code]
        part = spent[spent[column] == value]
        joint = part[part["joint"]].groupby("side")["minutes"].sum()
        assert row["joint_municipal"] == joint.get("municipal", 0)
        assert row["joint_national"] == joint.get("national", 0)
        assert row["missions"] == part["minutes"].sum()
        assert row["tours"] == worked.loc[worked[column] == value, "minutes"].sum() > 0


def test_average_crews(told: Any, seats: pd.DataFrame) -> None:
    joint = seats[seats["joint"]]
    rows = by_code(told["crew_size"])
    groups = {str(k): g for k, g in joint.groupby("kind")}
    assert rows.keys() == {*groups, "all"}
    for code, group in {**groups, "all": joint}.items():
        crews = group["crew"].nunique()
        assert rows[code]["crews"] == crews
        mean = pytest.approx(len(group) / crews, abs=5.1e-3)
        assert rows[code]["officers"] == mean
        heads = (group["side"] == "municipal").sum()
        assert rows[code]["municipal"] == pytest.approx(heads / crews, abs=5.1e-3)


def test_officers_on_duty(told: Any, tours: pd.DataFrame) -> None:
    expected = tours.groupby(["date", "force"])["officer"].nunique()
    municipal = set(
        table(CLERMONT / "forces.csv").query("kind == 'municipal'")["force"]
    )
    rows = told["on_duty_by_day"]["rows"]
    assert len(rows) == 7 * len(municipal)
    for row in rows:
        key = (row["date"], row["force"]["code"])
        assert row["on_duty"] == expected.get(key, 0)


def test_meetings(told: Any, seats: pd.DataFrame) -> None:
    met = seats[seats["kind"] == "coordination_meeting"]
    (row,) = [
        r for r in told["meetings_by_rhythm"]["rows"]
        if r["meeting"]["code"] == "operational"
    ]  # fmt: skip
    assert row["held"] == met["crew"].nunique() > 0
    attended = by_code(told["meetings_attendance"])
    expected = met.groupby("force")["crew"].nunique()
    assert {f: r["attended"] for f, r in attended.items()} == expected.to_dict()
