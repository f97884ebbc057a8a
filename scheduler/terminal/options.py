"""Options and arguments of the commands, with help in two languages."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.words import LANGUAGES, N_, _, set_language

if TYPE_CHECKING:
    import datetime as dt

    from scheduler.domain.scenario import Scenario
    from scheduler.domain.time import Clock, Minute

CHOSEN = "patrol.language"
"""Key under which click keeps the language that was asked for."""


class _Translated:
    """Shows ``help`` in the reader's language at the time it is asked for."""

    _raw_help: str | None = None

    @property
    def help(self) -> str | None:
        """The help text in the current language."""
        return _(self._raw_help) if self._raw_help else self._raw_help

    @help.setter
    def help(self, value: str | None) -> None:
        self._raw_help = value


class Command(_Translated, click.Command):
    """A command with help in two languages."""


class Group(_Translated, click.Group):
    """A group of such commands."""

    command_class = Command


class Option(_Translated, click.Option):
    """An option with help in two languages."""


class Number(click.FloatRange):
    """A number between bounds; infinities and ``nan`` are refused."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(_("{value} is not a number.", value=value), param, ctx)
        return number


class _Cell(click.ParamType):  # type: ignore[type-arg]
    """A value written as in a cell of a table."""

    def read(self, kind: str, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value, of a type of `scheduler.io.schema`."""
        from scheduler.io.cells import CellError, parse
        from scheduler.io.schema import Column, Type

        column = Column(name=self.name, type=Type[kind], words="", required=True)
        try:
            return parse(column, value)
        except CellError as error:
            wrong, remedy = (
                _(text).format(**error.values) for text in (error.message, error.hint)
            )
            self.fail(f"{wrong} — {remedy}", param, ctx)


class Day(_Cell):
    """A date, as tables write it."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> "dt.date":
        """Return the date."""
        day: dt.date = self.read("DATE", value, param, ctx)
        return day


class Time(_Cell):
    """A local time of day, as tables write it."""

    name = "time"

    def convert(self, value: Any, param: Any, ctx: Any) -> "dt.time":
        """Return the time."""
        import datetime as dt

        minutes: int = self.read("TIME", value, param, ctx)
        return dt.time(*divmod(minutes, 60))


class Instant(_Cell):
    """A local time with its offset, as tables write it."""

    name = "instant"

    def convert(self, value: Any, param: Any, ctx: Any) -> "dt.datetime":
        """Return the aware instant."""
        instant: dt.datetime = self.read("INSTANT", value, param, ctx)
        return instant


def option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """Declare an option with help in two languages."""
    return click.option(*names, cls=Option, **attributes)


def path_option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """Declare an option that names a file or a folder."""
    return option(*names, type=click.Path(path_type=Path), **attributes)


def path_argument(name: str, **attributes: Any) -> Callable[[Any], Any]:
    """Declare an argument that names a file or a folder."""
    return click.argument(name, type=click.Path(path_type=Path), **attributes)


def _choose_language(
    context: click.Context, _option: click.Parameter, lang: str | None
) -> None:
    if lang:
        set_language(lang)
        context.find_root().meta[CHOSEN] = lang


def language_of(week: "Scenario") -> str:
    """Return the language of the outputs: the one asked for, else the scenario's."""
    chosen: str | None = click.get_current_context().find_root().meta.get(CHOSEN)
    return chosen or week.language


def instant_of(text: str, clock: "Clock", option: str = "--freeze") -> "Minute":
    """Return the minute that an option names, in local time or ``now``.

    Raises
    ------
    click.BadParameter
        If it names none.
    """
    import datetime as dt

    from scheduler.io.cells import CellError
    from scheduler.io.instants import parse_instant

    try:
        return parse_instant(text, clock, dt.datetime.now(dt.UTC))
    except CellError as error:
        wrong, remedy = (
            _(part).format(**error.values) for part in (error.message, error.hint)
        )
        raise click.BadParameter(f"{wrong} — {remedy}", param_hint=option) from None


language_option = option(
    "--lang",
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_choose_language,
    help=N_(
        "Language of what is printed and written; else that of the system, and that of "
        "the scenario for its outputs."
    ),
)
workers_option = option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help=N_("Threads of the solver; 1 gives the same roster every time."),
)
seed_option = option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    help=N_("Seed of the search."),
)
json_option = option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
db_option = option(
    "--db",
    envvar="PATROL_DB",
    help=N_(
        "Ledger: an SQLite file, or postgresql://USER@HOST/DATABASE; else what "
        "PATROL_DB names, else patrol.db here."
    ),
)
