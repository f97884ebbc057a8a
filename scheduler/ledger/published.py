"""Read one published version, named where the folder of a roster may stand too."""

from pathlib import Path

from scheduler.domain.plans import Plan
from scheduler.ledger.store import open_ledger
from scheduler.ledger.versions import Version, names_version, plan_of, version_named


def is_version(name: Path | str) -> bool:
    """Tell whether a text names a version rather than a folder that is there."""
    return names_version(str(name)) and not Path(name).is_dir()


def read_published(name: Path | str, db: str | None) -> tuple[Version, Plan]:
    """Return a version of the ledger and its duties.

    Raises
    ------
    LedgerRefused
        If there is no such version or ledger, or its duties were purged.
    """
    ledger = open_ledger(db)
    try:
        with ledger.reading() as connection:
            found = version_named(connection, str(name))
            return found, plan_of(connection, found)
    finally:
        ledger.close()
