"""Discovery of the classes that a folder holds, one to a file."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, base: type[T]) -> dict[str, T]:
    """Return one instance of every concrete subclass of ``base`` in a package.

    Every module of the package counts, save ``base`` and those whose name begins with
    an underscore. Each must define exactly one subclass, named like its module.

    Raises
    ------
    TypeError
        If a module breaks that convention.
    """
    found: dict[str, T] = {}
    for info in pkgutil.iter_modules(package.__path__):
        if info.name == "base" or info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        classes = [
            c
            for c in vars(module).values()
            if isinstance(c, type)
            and issubclass(c, base)
            and c.__module__ == module.__name__
        ]
        if len(classes) != 1 or getattr(classes[0], "name", None) != info.name:
            raise TypeError(
                f"{module.__name__} must define one {base.__name__} named {info.name!r}"
            )
        found[info.name] = classes[0]()
    return found
