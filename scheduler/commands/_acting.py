"""Who gives a command, and when."""

import datetime as dt
import getpass

from scheduler.terminal.options import option
from scheduler.words import N_

by_option = option(
    "--by", help=N_("Who does this; the name of the system's user if not given.")
)


def now() -> dt.datetime:
    """Return the instant, in whole seconds of UTC."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def who(by: str | None) -> str:
    """Return who does this: as given, else the system's user."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
