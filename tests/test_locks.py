"""Installing a lock: what an index offers besides what is locked decides nothing."""

import base64
import hashlib
import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_packaging import LOCKS, ROOT, Pin, pins

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
NEWER = "9999.0"
OLDEST_PIP = {"3.11": "22.3", "3.12": "23.2.1", "3.13": "24.2"}.get(HERE, "24.2")
"""What the first release of this Python brings along; older ones do not run on it."""


def wheel(folder: Path, name: str, version: str, needs: list[str]) -> str:
    """Make an empty package that needs others, and return its hash."""
    stem = f"{name.replace('-', '_')}-{version}"
    files = {
        f"{stem}.dist-info/METADATA": "\n".join(
            [
                "Metadata-Version: 2.1",
                f"Name: {name}",
                f"Version: {version}",
                *(f"Requires-Dist: {need}" for need in needs),
                "",
            ]
        ),
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
        record.append(f"{path},sha256={digest.decode().rstrip('=')},{len(text)}")
    files[f"{stem}.dist-info/RECORD"] = "\n".join(
        [*record, f"{stem}.dist-info/RECORD,,"]
    )
    made = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return hashlib.sha256(made.read_bytes()).hexdigest()


def needs_of(pin: Pin) -> list[str]:
    """Return what the real package asks for, extras included."""
    return list(distribution(pin.name).requires or ())


def install(lock: Path, venv: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Install a lock into a new environment with the command of the Makefile."""
    return subprocess.run(
        [
            "make",
            "--no-print-directory",
            f"--eval=try: {venv}/.stamp-bare ; @$(call LOCKED,$(LOCK)) && $(PIP) check",
            "try",
            f"VENV={venv}",
            f"PYTHON={sys.executable}",
            f"LOCK={lock}",
        ],
        cwd=ROOT,
        env={**os.environ, "MAKEFLAGS": "", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def installed(venv: Path) -> dict[str, str]:
    listed = subprocess.run(
        [venv / "bin" / "python", "-m", "pip", "list", "--format=json"],
        capture_output=True,
        check=True,
    )
    return {
        canonicalize_name(p["name"]): p["version"] for p in json.loads(listed.stdout)
    }


def asked(lock: str) -> dict[str, str]:
    return {p.name: p.version for p in pins(lock) if p.holds(HERE)}


@pytest.mark.parametrize("lock", LOCKS)
def test_newer_versions_on_the_index_decide_nothing(lock, tmp_path):
    index = tmp_path / "index"
    index.mkdir()
    stand_in = []
    for pin in pins(lock):
        if not pin.holds(HERE):
            continue
        digest = wheel(index, pin.name, pin.version, needs_of(pin))
        wheel(index, pin.name, NEWER, needs_of(pin))
        # Without its extras, which a resolver would miss.
        stand_in.append(f"{pin.name}=={pin.version} --hash=sha256:{digest}")
    (tmp_path / "lock").write_text("\n".join(stand_in))

    done = install(
        tmp_path / "lock",
        tmp_path / "venv",
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(index),
        PIP_CONFIG_FILE=os.devnull,
    )

    assert done.returncode == 0, done.stderr
    found = installed(tmp_path / "venv")
    assert asked(lock).items() <= found.items()


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("lock", LOCKS)
def test_the_oldest_pip_installs_the_real_lock(lock, tmp_path):
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [venv / "bin" / "python", "-m", "pip", "install", "-qq"]
    subprocess.run([*pip, f"pip=={OLDEST_PIP}"], check=True)
    (venv / ".stamp-bare").touch()
    index = tmp_path / "index"
    index.mkdir()
    for name in asked(lock):
        wheel(index, name, NEWER, [])

    done = install(ROOT / lock, venv, PIP_FIND_LINKS=str(index))

    assert done.returncode == 0, done.stderr
    found = installed(venv)
    assert found["pip"] == OLDEST_PIP
    assert asked(lock).items() <= found.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_extras_that_packages_ask_for_stand_in_the_lock(lock):
    # An older pip takes `coverage[toml]` for another package than `coverage`.
    written = {pin.name: pin.extras for pin in pins(lock) if pin.holds(HERE)}
    for name in written:
        for need in map(Requirement, distribution(name).requires or ()):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                held = written[canonicalize_name(need.name)]
                assert set(need.extras) <= set(held.strip("[]").split(",")), need
