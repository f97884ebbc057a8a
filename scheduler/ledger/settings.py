"""Settings of the ledger, each change of which is in the audit log."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from scheduler.ledger import audit
from scheduler.ledger.feeds import (
    CANCELLED_DAYS,
    DEFAULTS,
    KEEP_DAYS,
    TENTATIVE,
    render_all,
)
from scheduler.ledger.schema import setting
from scheduler.ledger.signing import EACH, ONE, SIGNATURES
from scheduler.ledger.store import LedgerRefused, read_setting, write_setting
from scheduler.words import N_

MOST_DAYS = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSetting:
    """A setting.

    Parameters
    ----------
    name, value, words
        Name, value in force, and meaning with the values that it may have.
    """

    name: str
    value: str
    words: str


def _days(value: str) -> bool:
    return value.isascii() and value.isdigit() and int(value[:9]) <= MOST_DAYS


_KNOWN: dict[str, tuple[str, str, Callable[[str], bool]]] = {
    SIGNATURES: (
        EACH,
        N_("each = every force has to sign a version; one = one signature is enough"),
        lambda value: value in (EACH, ONE),
    ),
    KEEP_DAYS: (
        DEFAULTS[KEEP_DAYS],
        N_("days that duties stay in calendars after they are over, 0 to 3660"),
        _days,
    ),
    CANCELLED_DAYS: (
        DEFAULTS[CANCELLED_DAYS],
        N_("days that withdrawn duties stay in calendars, 0 to 3660"),
        _days,
    ),
    TENTATIVE: (
        DEFAULTS[TENTATIVE],
        N_("codes of forces, in whose calendars a week not yet signed is tentative"),
        lambda _value: True,
    ),
}


def settings(connection: Connection, name: str | None = None) -> list[LedgerSetting]:
    """Return all settings, or one.

    Raises
    ------
    LedgerRefused
        If there is none of this name.
    """
    names = list(_KNOWN) if name is None else [_known(name)]
    return [
        LedgerSetting(
            name=n,
            value=read_setting(connection, n, _KNOWN[n][0]),
            words=_KNOWN[n][1],
        )
        for n in names
    ]


def change_setting(
    connection: Connection, name: str, value: str, payload: str, now: dt.datetime
) -> None:
    """Set a setting, and bring all calendars up to date with it.

    Raises
    ------
    LedgerRefused
        If there is none of this name, or it cannot have this value.
    """
    default, words, allowed = _KNOWN[_known(name)]
    if not allowed(value):
        raise LedgerRefused(
            N_("{value} is no value of the setting {name}"),
            words,
            value=value,
            name=name,
        )
    before = read_setting(connection, name, default)
    write_setting(connection, name, value)
    audit.append(
        connection, "setting", f"{name}: {before} → {value}", payload, now,
        touched=(setting,),
    )  # fmt: skip
    render_all(connection, now)


def _known(name: str) -> str:
    if name not in _KNOWN:
        raise LedgerRefused(
            N_("the ledger has no setting {name}"),
            N_("its settings: {known}"),
            name=name,
            known=", ".join(_KNOWN),
        )
    return name
