"""Discovery of the classes of a package, one in each module."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def discover(package: ModuleType, base: type[T]) -> dict[str, T]:
    """Return one instance of every concrete subclass of ``base`` in a package.

    Modules named ``base``, or with a leading underscore, are skipped. Every other one
    must define exactly one subclass, whose ``name`` is that of the module.

    Raises
    ------
    TypeError
        If a module does not.
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
