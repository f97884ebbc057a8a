"""``import scheduler as ps``: names of the package, in whatever order they are used."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import scheduler as ps
from scheduler import api

ROOT = Path(__file__).parents[2]
ROOMS = ("export", "solve", "verify")


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ps.__all__)
def test_every_name_is_there(name):
    assert getattr(ps, name) is not None


@pytest.mark.parametrize("name", ps.__all__)
def test_every_name_has_help(name):
    assert inspect.getdoc(getattr(ps, name))


def test_names_are_listed_before_they_are_used():
    assert set(ps.__all__) <= set(dir(ps))


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'lode'"):
        ps.lode  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_the_signature_and_the_help_of_its_function(name):
    room, function = getattr(ps, name), getattr(api, name)
    assert inspect.signature(room) == inspect.signature(function)
    assert room.__doc__ == function.__doc__


@pytest.mark.parametrize("name", ROOMS)
@pytest.mark.parametrize(
    "first",
    [
        "import scheduler.{name}",
        "from scheduler import {name}",
        "from scheduler.solve.engine import Search; import scheduler.export.base",
        "import scheduler; scheduler.Search; scheduler.load",
    ],
)
def test_a_room_can_be_called_whatever_was_imported_first(first, name):
    done = python(
        f"{first.format(name=name)}\n"
        "import scheduler as ps\n"
        f"try: ps.{name}()\n"
        f"except TypeError as error: assert '{name}() missing' in str(error), error"
    )
    assert done.returncode == 0, done.stderr


def test_a_room_is_still_a_package():
    done = python(
        "import scheduler as ps\n"
        "ps.solve\n"
        "import scheduler.solve.tiers\n"
        "import scheduler.export as export\n"
        "assert callable(scheduler.solve.tiers.solve) and export.EXPORTERS"
    )
    assert done.returncode == 0, done.stderr


def test_a_star_gives_every_name():
    done = python("from scheduler import *\nassert callable(solve) and Builder")
    assert done.returncode == 0, done.stderr
