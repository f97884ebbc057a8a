"""What is installed: the locks agree with pyproject.toml, the wheel is whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scheduler.scenarios.examples import EXAMPLES
from scheduler.scenarios.load import load

ROOT = Path(__file__).parents[1]
RUN_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
LOCKS = (RUN_LOCK, DEV_LOCK)
PYTHONS = ("3.11", "3.12", "3.13")
REMEDY = "run `make lock`"

PIN = re.compile(
    r"(?P<name>[a-z0-9-]+)(?P<extras>\[[a-z0-9,-]+\])?"
    r"==(?P<version>[^\s;\\]+)(?: ; (?P<marker>.+))?"
)


@dataclass
class Pin:
    """One version of the lock, its extras, where it holds, and its hashes."""

    name: str
    extras: str
    version: str
    marker: Marker | None
    hashes: list[str] = field(default_factory=list)

    def holds(self, python: str) -> bool:
        environment = {
            "python_version": python,
            "python_full_version": f"{python}.0",
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }
        return self.marker is None or self.marker.evaluate(environment)


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def wanted(lock: str) -> list[Requirement]:
    read = project()
    groups = read["dependency-groups"]
    texts = [*read["project"]["dependencies"], *groups["build"]]
    if lock == DEV_LOCK:
        texts += groups["dev"]
    return [Requirement(text) for text in texts]


def pins(lock: str) -> list[Pin]:
    found: list[Pin] = []
    for raw in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        line = raw.removesuffix("\\").strip()
        if line.startswith("--hash="):
            found[-1].hashes.append(line.removeprefix("--hash="))
        elif line:
            read = PIN.fullmatch(line)
            assert read, f"{lock}: neither a pin nor a hash: {line}"
            marker = Marker(read["marker"]) if read["marker"] else None
            found.append(
                Pin(read["name"], read["extras"] or "", read["version"], marker)
            )
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    for sign in ("://", "@", "#", "--index", "--extra", "--find-links", "--trusted"):
        assert sign not in text, f"{lock} holds {sign}"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_a_hash_for_every_pin(lock):
    poor = [
        pin.name
        for pin in pins(lock)
        if not pin.hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in pin.hashes)
    ]
    assert not poor


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_lock_fits_the_project(lock, python):
    held = pins(lock)
    stale = []
    for need in wanted(lock):
        name = canonicalize_name(need.name)
        versions = [p.version for p in held if p.name == name and p.holds(python)]
        if len(versions) != 1:
            stale.append(f"{need}: locked {len(versions)} times")
        elif not need.specifier.contains(versions[0], prereleases=True):
            stale.append(f"{need}: locked at {versions[0]}")
    assert not stale, "\n".join([f"{lock} is stale: {REMEDY}", *stale])


def test_lock_for_developers_holds_what_users_run():
    def plain(lock: str) -> set[tuple[str, str, str]]:
        return {(pin.name, pin.version, str(pin.marker)) for pin in pins(lock)}

    assert plain(RUN_LOCK) <= plain(DEV_LOCK), REMEDY


def test_build_tools_are_the_locked_ones():
    build = {Requirement(text).name for text in project()["build-system"]["requires"]}
    assert build <= {pin.name for pin in pins(RUN_LOCK)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [built] = folder.glob("*.whl")
    return built


def test_wheel_is_whole(wheel):
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
        [entry_points] = [name for name in shipped if name.endswith("entry_points.txt")]
        assert "patrol = cli:main" in archive.read(entry_points).decode()
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "scheduler").rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.name != "messages.pot"
    }
    examples = {
        f"scheduler/examples/{path.relative_to(ROOT / 'scenarios').as_posix()}"
        for name in EXAMPLES
        for path in (ROOT / "scenarios" / name).iterdir()
    }
    dist_info = {name for name in shipped if ".dist-info/" in name}
    assert shipped - dist_info == ours | {"cli.py"} | examples
    assert any(name.endswith("/LICENSE") for name in dist_info)


def test_an_installed_wheel_copies_its_examples(wheel, tmp_path):
    # What pip does with a pure wheel, without its time: unpack it.
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)

    def python(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    place = python("-c", "import scheduler; print(scheduler.__file__)")
    assert Path(place).is_relative_to(site)
    for name in EXAMPLES:
        python("-m", "cli", "new", f"my-{name}", "--from", name)
        copied = tmp_path / f"my-{name}"
        tables = {p.name for p in (ROOT / "scenarios" / name).glob("*.csv")}
        assert tables <= {p.name for p in copied.iterdir()}
        # All that it needs is in it.
        assert load(copied).missions
