"""Joint patrol scheduler: one roster for municipal and national police.

The Python API, re-exported by name; each name is loaded when it is first used:

>>> import scheduler as ps
>>> week = ps.load("scenarios/clermont-ferrand")
>>> result = ps.solve(week, ps.Search(time_limit=60))
>>> print(result.summary())
>>> result.export("out/clermont-ferrand")

``docs/api.md`` describes all of it.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.api import (
        Builder,
        NoRoster,
        NotVerified,
        Result,
        Week,
        explain,
        export,
        load,
        read,
        replan,
        solve,
        suggest,
        verify,
    )
    from scheduler.domain.roster import Roster
    from scheduler.io.faults import Fault, InputFaults
    from scheduler.publish import OutputRefused
    from scheduler.render.frames import Frames
    from scheduler.solve.engine import Progress, Search
    from scheduler.verify.judge import Verdict
    from scheduler.version import __version__ as __version__
    from scheduler.words import set_language, use_language

__all__ = [
    "Builder",
    "Fault",
    "Frames",
    "InputFaults",
    "NoRoster",
    "NotVerified",
    "OutputRefused",
    "Progress",
    "Result",
    "Roster",
    "Search",
    "Verdict",
    "Week",
    "explain",
    "export",
    "load",
    "read",
    "replan",
    "set_language",
    "solve",
    "suggest",
    "use_language",
    "verify",
]

_ROOMS = ("explain", "export", "solve", "verify")
"""Functions of the API that have the name of a room: calling the room calls them."""

_HOMES = {
    "Fault": "scheduler.io.faults",
    "Frames": "scheduler.render.frames",
    "InputFaults": "scheduler.io.faults",
    "OutputRefused": "scheduler.publish",
    "Progress": "scheduler.solve.engine",
    "Roster": "scheduler.domain.roster",
    "Search": "scheduler.solve.engine",
    "Verdict": "scheduler.verify.judge",
    "__version__": "scheduler.version",
    "set_language": "scheduler.words",
    "use_language": "scheduler.words",
}
"""Modules of the names that are not defined in ``scheduler.api``."""


def _find(name: str) -> Any:
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "scheduler.api")), name)


class _Room(ModuleType):
    # A room that stands for the function of its name, help and all.

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return str(self._function.__doc__)

    @property
    def _function(self) -> Any:
        return _find(self.__name__.rpartition(".")[2])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    @property
    def __signature__(self) -> Any:
        from inspect import signature

        return signature(self._function)


class _House(ModuleType):
    """The package, which finds the names of the API and lets rooms be called."""

    def __setattr__(self, name: str, value: Any) -> None:
        # The import system binds every room here once it is loaded, from whatever
        # place: only so do `scheduler.solve(week)` and `import scheduler.solve.tiers`
        # go together in any order.
        if name in _ROOMS and type(value) is ModuleType:
            value.__class__ = _Room
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name in _ROOMS:
            from importlib import import_module

            return import_module(f"{__name__}.{name}")
        if name not in __all__ and name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = _find(name)
        setattr(self, name, found)
        return found

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *__all__})


sys.modules[__name__].__class__ = _House
