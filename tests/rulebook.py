"""The table of all rules and goals in ``docs/rules.md``, written from the registries.

``python -m tests.rulebook`` writes it anew; a test fails when it is out of date. It
lives among the tests because it lists them.
"""

import ast
from pathlib import Path

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.settings import Setting
from scheduler.goals import GOALS, Goal
from scheduler.rules import RULES, Rule
from scheduler.verify.report import amount

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rules.md"

CLASSES = {
    Authority.LOGIC: "what a roster is; nobody may",
    Authority.LAW: "a law or a decree; nobody may",
    Authority.AGREEMENT: "what the parties agreed; both commands together",
    Authority.LOCAL: "a choice of one force; its own command",
}
CASES = {
    Scope.SEAT: "an officer and a mission",
    Scope.CREW: "a mission",
    Scope.TOUR: "an officer and a day",
}

HEAD = """# The rules and the goals

Written by `python -m tests.rulebook`; a test keeps it true. Each rule is one file in
`scheduler/rules/`, each goal one in `scheduler/goals/`. `patrol rules` prints them with
their words, and `patrol rules SCENARIO` the values in force there.

A rule's **class** says who may set it aside for one case, by a row of the table
`overrides`:

"""

SETTINGS = """
**Settings** are the built-in values, municipal / national; “–” is no limit. A row of
the table `regimes` replaces a value from one day to another, so that a law that changes
is a change of data.
"""


def page() -> str:
    """Return the whole page."""
    classes = "\n".join(f"- **{a.value}** – {w}" for a, w in CLASSES.items())
    lines = [
        HEAD + classes + "\n" + SETTINGS,
        f"## Rules ({len(RULES)})\n",
        "| Rule | Source | Class | Settings | Tests |",
        "|---|---|---|---|---|",
        *(_rule(r) for r in RULES.values()),
        f"\n## Goals ({len(GOALS)})\n",
        "| Goal | Source | Counted in | Settings | Tests |",
        "|---|---|---|---|---|",
        *(_goal(g) for g in GOALS.values()),
    ]
    return "\n".join(lines) + "\n"


def by_hand(entry: Rule | Goal) -> list[str]:
    """Return the names of the hand-written tests of a rule or goal."""
    tree = ast.parse(_file(entry).read_text(encoding="utf-8"))
    return [
        n.name
        for n in tree.body
        if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
    ]


def _rule(rule: Rule) -> str:
    own = rule.authority.value
    if rule.scope is not None:
        own += f" ({CASES[rule.scope]})"
    words = f"**{rule.title}**<br>`{rule.name}`<br>{rule.words}"
    return _row(words, rule.source, own, _settings(rule), _tests(rule))


def _goal(goal: Goal) -> str:
    words = f"**{goal.title}**<br>`{goal.name}`<br>{goal.words}"
    return _row(words, goal.source, goal.unit.value, _settings(goal), _tests(goal))


def _row(*cells: str) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _settings(entry: Rule | Goal) -> str:
    return "<br>".join(_setting(s) for s in entry.settings)


def _setting(setting: Setting) -> str:
    values = " / ".join(
        "–" if v is None else amount(v, setting.unit) for v in setting.defaults.values()
    )
    sources = "; ".join(dict.fromkeys(setting.sources.values()))
    return f"`{setting.name}` {values}: {setting.words} ({sources})"


def _tests(entry: Rule | Goal) -> str:
    file = _file(entry)
    count = len(by_hand(entry))
    link = f"../{file.relative_to(ROOT).as_posix()}"
    return f"[{count} by hand]({link}), and the generated ones"


def _file(entry: Rule | Goal) -> Path:
    room = "rules" if isinstance(entry, Rule) else "goals"
    return ROOT / "tests" / room / f"test_{entry.name}.py"


def main() -> None:
    """Write ``docs/rules.md``."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
