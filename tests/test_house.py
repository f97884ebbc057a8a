"""The plan of the house: which part may know which, and what a start may cost."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCHEDULER = ROOT / "scheduler"

SOLVER_ROOMS = ("model", "solve")
# What each of these may import of ours besides itself; and, for the types alone.
MAY_KNOW: dict[str, tuple[set[str], set[str]]] = {
    "domain": (set(), set()),
    "words": ({"scheduler.domain"}, set()),
    "io": ({"scheduler.domain", "scheduler.words"}, set()),
    "calendars": ({"scheduler.domain", "scheduler.words"}, set()),
    "model": (
        {
            "scheduler.domain",
            "scheduler.facade",
            "scheduler.goals",
            "scheduler.rules",
        },
        set(),
    ),
    "construct": (
        {
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.rules",
            "scheduler.verify",
        },
        set(),
    ),
    "solve": (
        {
            "scheduler.construct",
            "scheduler.domain",
            "scheduler.facade",
            "scheduler.goals",
            "scheduler.model",
            "scheduler.rules",
            "scheduler.verify",
        },
        set(),
    ),
    "tables": ({"scheduler.domain", "scheduler.io", "scheduler.words"}, set()),
    "rosters": (
        {"scheduler.domain", "scheduler.io", "scheduler.tables", "scheduler.words"},
        set(),
    ),
    "scenarios": (
        {
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.io",
            "scheduler.rules",
            "scheduler.tables",
            "scheduler.words",
        },
        set(),
    ),
    "rules": (
        {"scheduler.domain", "scheduler.registry", "scheduler.words"},
        {"scheduler.facade"},
    ),
    "goals": (
        {"scheduler.domain", "scheduler.registry", "scheduler.words"},
        {"scheduler.facade"},
    ),
    "verify": (
        {
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.io",
            "scheduler.rules",
            "scheduler.rosters",
            "scheduler.words",
        },
        set(),
    ),
    "render": (
        {
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.rules",
            "scheduler.verify",
            "scheduler.words",
        },
        set(),
    ),
    "export": (
        {
            "scheduler.calendars",
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.io",
            "scheduler.registry",
            "scheduler.render",
            "scheduler.rules",
            "scheduler.rosters",
            "scheduler.verify",
            "scheduler.words",
        },
        set(),
    ),
    "report": (
        {
            "scheduler.domain",
            "scheduler.export",
            "scheduler.goals",
            "scheduler.io",
            "scheduler.ledger",
            "scheduler.publish",
            "scheduler.render",
            "scheduler.rules",
            "scheduler.scenarios",
            "scheduler.tables",
            "scheduler.verify",
            "scheduler.words",
        },
        set(),
    ),
    "ledger": (
        {"scheduler.calendars", "scheduler.domain", "scheduler.words"},
        set(),
    ),
    "serve": (
        {"scheduler.calendars", "scheduler.ledger", "scheduler.words"},
        set(),
    ),
    "advise": (
        {
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.rules",
            "scheduler.verify",
            "scheduler.words",
        },
        set(),
    ),
    "explain": (
        {
            "scheduler.advise",
            "scheduler.domain",
            "scheduler.goals",
            "scheduler.io",
            "scheduler.registry",
            "scheduler.rules",
            "scheduler.scenarios",
            "scheduler.tables",
            "scheduler.verify",
            "scheduler.words",
        },
        set(),
    ),
    "commands": (
        {
            "scheduler.advise",
            "scheduler.calendars",
            "scheduler.comparison",
            "scheduler.domain",
            "scheduler.explain",
            "scheduler.io",
            "scheduler.ledger",
            "scheduler.official",
            "scheduler.plan",
            "scheduler.publish",
            "scheduler.render",
            "scheduler.rosters",
            "scheduler.scenarios",
            "scheduler.serve",
            "scheduler.solve",
            "scheduler.terminal",
            "scheduler.verify",
            "scheduler.words",
        },
        set(),
    ),
    "terminal": (
        {
            "scheduler.export",
            "scheduler.io",
            "scheduler.publish",
            "scheduler.report",
            "scheduler.solve",
            "scheduler.verify",
            "scheduler.words",
        },
        {"scheduler.domain", "scheduler.roll"},
    ),
}


@dataclass(frozen=True)
class Import:
    """One imported module, and where."""

    module: str
    file: Path
    line: int
    types_only: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: imports {self.module}"

    def within(self, *packages: str) -> bool:
        return any(f"{self.module}.".startswith(f"{name}.") for name in packages)


def module_exists(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


class Finder(ast.NodeVisitor):
    """Collects every import of a file, those inside functions too."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: list[Import] = []
        self.types_only = False
        parts = file.relative_to(ROOT).with_suffix("").parts
        self.package = parts[:-1]

    def add(self, module: str, node: ast.stmt | ast.expr) -> None:
        self.found.append(Import(module, self.file, node.lineno, self.types_only))

    def visit_If(self, node: ast.If) -> None:
        if is_type_checking(node.test):
            before, self.types_only = self.types_only, True
            for child in node.body:
                self.visit(child)
            self.types_only = before
            for child in node.orelse:
                self.visit(child)
        else:
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.add(alias.name, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if node.level:
            base = self.package[: len(self.package) - node.level + 1]
            module = ".".join([*base, *filter(None, [module])])
        for alias in node.names:
            # `from scheduler import words` imports a module, not just a name.
            deeper = f"{module}.{alias.name}"
            self.add(deeper if module_exists(deeper) else module, node)

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in ("__import__", "import_module") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                self.add(first.value, node)
        self.generic_visit(node)


def imports_of(file: Path) -> list[Import]:
    finder = Finder(file)
    finder.visit(ast.parse(file.read_text(encoding="utf-8"), filename=str(file)))
    return finder.found


def files_of(room: str) -> list[Path]:
    files = sorted((SCHEDULER / room).rglob("*.py"))
    assert files, f"scheduler/{room} holds no code"
    return files


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_the_solver_rooms_import_ortools():
    for room in SOLVER_ROOMS:
        files_of(room)
    wrong = [
        found
        for file in [ROOT / "cli.py", *files_of(".")]
        if not any(file.is_relative_to(SCHEDULER / room) for room in SOLVER_ROOMS)
        for found in imports_of(file)
        if found.within("ortools")
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_root_package_loads_nothing_of_ours():
    # So that `from scheduler import __version__` is open to all.
    wrong = [
        found
        for found in imports_of(SCHEDULER / "__init__.py")
        if not found.types_only and not found.within(*sys.stdlib_module_names)
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_import_scheduler_loads_the_root_package_alone():
    done = python(
        "import sys, scheduler\n"
        "ours = {m for m in sys.modules if m.partition('.')[0] == 'scheduler'}\n"
        "heavy = {'ortools', 'pandas', 'numpy', 'babel'} & sys.modules.keys()\n"
        "wrong = sorted(ours - {'scheduler'} | heavy)\n"
        "sys.exit(f'import scheduler loads {wrong}' if wrong else 0)"
    )
    assert done.returncode == 0, done.stderr


def test_loading_and_verifying_a_week_load_neither_solver_nor_pandas():
    done = python(
        "import sys\n"
        "sys.modules['ortools'] = sys.modules['pandas'] = None\n"
        "import scheduler as ps\n"
        "week = ps.load('scenarios/quickstart')\n"
        "ps.verify(week, ps.Roster((), ()))"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", MAY_KNOW)
def test_imports_follow_the_plan(room):
    known, for_types = MAY_KNOW[room]
    wrong = [
        found
        for file in files_of(room)
        for found in imports_of(file)
        if found.within("scheduler", "cli")
        and found.module != "scheduler"
        and not found.within(f"scheduler.{room}", *known)
        and not (found.types_only and found.within(*for_types))
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_page_of_the_house_has_this_plan():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", page, re.MULTILINE))
    rooms = {p.parent.name for p in SCHEDULER.glob("*/__init__.py")}
    assert rows.keys() == rooms
    told = {room: set(re.findall(r"`(\w+)`", rows[room])) for room in MAY_KNOW}
    planned = {
        room: {module.removeprefix("scheduler.") for module in known}
        for room, (known, _for_types) in MAY_KNOW.items()
    }
    assert told == planned


def test_the_example_of_a_new_column_is_in_the_code():
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    section = page.split("## A new column")[1].split("\n## ")[0]
    pieces = re.split(r"`(scheduler/[a-z/]+\.py)`", section)[1:]
    quoted = [
        (file, code)
        for file, text in zip(pieces[::2], pieces[1::2], strict=True)
        for code in re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    ]
    assert len(quoted) == 3
    for file, code in quoted:
        code_there = (ROOT / file).read_text(encoding="utf-8")
        assert code in code_there, f"docs/contributing.md quotes what {file} lacks"


def test_no_room_imports_what_another_keeps_to_itself():
    # A module that begins with _ is for its own folder: what several rooms use has a
    # public home.
    wrong = [
        found
        for file in [ROOT / "cli.py", *files_of(".")]
        for found in imports_of(file)
        for package, _dot, name in [found.module.rpartition(".")]
        if name.startswith("_")
        and not name.startswith("__")
        and found.within("scheduler")
        and ROOT.joinpath(*package.split(".")) != file.parent
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_no_modules_import_each_other_in_a_circle():
    # Imports for types count too. The root package is apart: it loads what it names
    # when it is first used.
    modules = {module_of(file): file for file in files_of(".")}
    del modules["scheduler"]
    graph = {
        module: {found.module for found in imports_of(file)} & modules.keys() - {module}
        for module, file in modules.items()
    }
    assert sum(map(len, graph.values())) > len(graph)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" is imported by ".join(error.args[1]))


def test_the_domain_needs_the_standard_library_alone():
    wrong = [
        found
        for file in files_of("domain")
        for found in imports_of(file)
        if not found.within("scheduler", *sys.stdlib_module_names)
    ]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_command_starts_light():
    heavy = {
        "alembic",
        "babel",
        "cryptography",
        "dateutil",
        "fastapi",
        "holidays",
        "icalendar",
        "jinja2",
        "matplotlib",
        "networkx",
        "openpyxl",
        "ortools",
        "pandas",
        "psycopg",
        "segno",
        "sqlalchemy",
        "uvicorn",
        "vacances_scolaires_france",
        "xlsxwriter",
    }
    done = python(
        "import sys, cli\n"
        f"loaded = sorted({heavy!r} & sys.modules.keys())\n"
        "sys.exit(f'import cli loads {loaded}' if loaded else 0)"
    )
    assert done.returncode == 0, done.stderr


def test_the_verifier_works_without_the_solver():
    done = python(
        "import sys\n"
        "sys.modules['ortools'] = None\n"
        "import importlib, pkgutil\n"
        "for room in ('verify', 'rules', 'goals', 'io', 'tables', 'scenarios',\n"
        "             'domain', 'words'):\n"
        "    package = importlib.import_module(f'scheduler.{room}')\n"
        "    found = pkgutil.walk_packages(package.__path__, package.__name__ + '.')\n"
        "    for module in found:\n"
        "        importlib.import_module(module.name)\n"
        "wrong = sorted(m for m in sys.modules\n"
        "               if m.startswith(('scheduler.model', 'scheduler.solve')))\n"
        "sys.exit(f'the verifier loads {wrong}' if wrong else 0)"
    )
    assert done.returncode == 0, done.stderr
