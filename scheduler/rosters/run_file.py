"""``run.json``: what a solve reports beside its roster."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.io.cells import YEARS
from scheduler.io.faults import Fault, Faults, InputFaults, shown, suggestion
from scheduler.io.files import read_bounded
from scheduler.words import N_

RUN_FILE = "run.json"
MOST_SECONDS = 10**9
"""Longest time that a run may claim: some thirty years."""

_OPTIONAL = ("files", "base")
"""Keys that need not be there: what was written beside, by SHA-256, which is added
last; and the published version that the roster was to stay near, if there was one."""


def render_run(run: Run, roster_sha256: str) -> bytes:
    """Return ``run.json``.

    Parameters
    ----------
    run
        What to report.
    roster_sha256
        Seal of the tables written beside it: see ``roster_seal``.
    """
    content = {
        "scenario": run.scenario,
        "status": run.status.value,
        "tiers": [
            {
                "name": t.name,
                "value": t.value,
                "bound": t.bound,
                "status": t.status.value,
                "seconds": t.seconds,
                "goals": dict(t.goals),
            }
            for t in run.tiers
        ],
        "seed": run.seed,
        "workers": run.workers,
        "time_limit": run.time_limit,
        "computed_at": run.computed_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "seconds": run.seconds,
        "interrupted": run.interrupted,
        "versions": dict(sorted(run.versions.items())),
        "inputs": dict(sorted(run.inputs.items())),
        **({"base": run.base} if run.base else {}),
        "roster_sha256": roster_sha256,
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def roster_seal(roster_csv: bytes, tours_csv: bytes) -> str:
    """Return the SHA-256 by which a run names its roster: of both tables."""
    return hashlib.sha256(roster_csv + tours_csv).hexdigest()


def read_run(folder: Path | str) -> tuple[Run, str]:
    """Return the run that a folder holds, and the seal of its roster.

    Raises
    ------
    InputFaults
        If the file is missing or malformed.
    """
    path = Path(folder) / RUN_FILE
    try:
        content = json.loads(read_bounded(path), object_pairs_hook=_object)
    except OSError as error:
        raise _refusal(
            "",
            N_("cannot be read ({value})"),
            N_("check that the file is there and may be read"),
            value=shown(error.strerror or error),
        ) from None
    except (ValueError, RecursionError) as error:
        raise _refusal(
            "",
            N_("cannot be read as JSON ({value})"),
            N_("compute the roster again"),
            value=shown(error),
        ) from None
    faults = Faults()
    read = _read_object(content, _RUN, "", faults)
    tiers = [
        _read_object(tier, _TIER, f"tiers[{place}].", faults)
        for place, tier in enumerate(read.get("tiers", []))
    ]
    faults.stop()
    roster_sha256: str = read.pop("roster_sha256")
    read.pop("files", None)
    read["tiers"] = tuple(TierResult(**tier) for tier in tiers)
    return Run(**read), roster_sha256


class _NotThatError(Exception):
    """A value of the wrong sort."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that stands twice would be read in two ways."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("the same key twice")
    return found


def _of(*kinds: type) -> Callable[[Any], Any]:
    def reader(value: Any) -> Any:
        if not isinstance(value, kinds) or (
            isinstance(value, bool) and bool not in kinds
        ):
            raise _NotThatError
        return value

    return reader


def _whole(least: int, most: int = 2**63 - 1) -> Callable[[Any], Any]:
    def reader(value: Any) -> Any:
        if not least <= _of(int)(value) <= most:
            raise _NotThatError
        return value

    return reader


def _seconds(value: Any) -> Any:
    if not 0 <= _of(int, float)(value) <= MOST_SECONDS:
        raise _NotThatError
    return value


def _mapping_of(inside: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def reader(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _NotThatError
        return {key: inside(v) for key, v in value.items()}

    return reader


def _instant(value: Any) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _NotThatError from None
    # Near the first and the last year an instant of another offset has no UTC.
    if instant.utcoffset() is None or instant.year not in YEARS:
        raise _NotThatError
    return instant.astimezone(dt.UTC)


def _status(value: Any) -> SolveStatus:
    try:
        return SolveStatus(value)
    except ValueError:
        raise _NotThatError from None


_Readers = dict[str, Callable[[Any], Any]]

_RUN: _Readers = {
    "scenario": _of(str),
    "status": _status,
    "tiers": _of(list),
    "seed": _whole(0),
    "workers": _whole(1),
    "time_limit": _seconds,
    "computed_at": _instant,
    "seconds": _seconds,
    "interrupted": _of(bool),
    "versions": _mapping_of(_of(str)),
    "inputs": _mapping_of(_of(str)),
    "base": _of(str),
    "roster_sha256": _of(str),
    "files": _mapping_of(_of(str)),
}
_TIER: _Readers = {
    "name": _of(str),
    "value": _whole(0),
    "bound": _whole(-(2**63)),
    "status": _status,
    "seconds": _seconds,
    "goals": _mapping_of(_whole(0)),
}


def _read_object(
    content: Any, readers: _Readers, place: str, faults: Faults
) -> dict[str, Any]:
    if not isinstance(content, dict):
        content = {}
    read = {}
    for name, reader in readers.items():
        if name not in content and name in _OPTIONAL:
            continue
        if name not in content:
            faults.append(
                _fault(place + name, N_("missing key"), N_("compute the roster again"))
            )
            continue
        try:
            read[name] = reader(content[name])
        except _NotThatError:
            faults.append(
                _fault(
                    place + name,
                    N_("not a value of this key ({value})"),
                    N_("compute the roster again"),
                    value=shown(json.dumps(content[name], ensure_ascii=False)),
                )
            )
    for name in content.keys() - readers.keys():
        hint, more = suggestion(name, readers, N_("known keys: {known}"))
        faults.append(_fault(place + shown(name), N_("unknown key"), hint, **more))
    return read


def _fault(column: str, message: str, hint: str, **values: str) -> Fault:
    return Fault(
        file=RUN_FILE, column=column, message=message, hint=hint, values=values
    )


def _refusal(column: str, message: str, hint: str, **values: str) -> InputFaults:
    return InputFaults([_fault(column, message, hint, **values)])
