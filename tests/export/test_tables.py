"""The tables, sealed by their sum."""

import hashlib
import json
from pathlib import PurePosixPath

from scheduler.export import EXPORTERS
from scheduler.render.edition import Edition


def test_the_run_seals_both_tables(small: Edition) -> None:
    files = dict(EXPORTERS["tables"].render(small))
    roster, tours, run = (
        files[PurePosixPath(name)] for name in ("roster.csv", "tours.csv", "run.json")
    )
    assert len(files) == 3
    sealed = hashlib.sha256(roster + tours).hexdigest()
    assert json.loads(run)["roster_sha256"] == sealed
