"""Run the code of a notebook as Jupyter would: ``python run_notebook.py NOTEBOOK``.

No kernel is needed: cells run in order in one namespace. What a cell ends with is shown
as a notebook shows it, by its HTML if it has any.
"""

import ast
import json
import sys
from pathlib import Path


def run(path: Path) -> int:
    """Run every cell of code; return how many there are.

    An error names the notebook and the cell.
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    space: dict[str, object] = {"__name__": "__main__"}
    number = 0
    for cell in cells:
        if cell["cell_type"] == "code":
            number += 1
            _run("".join(cell["source"]), f"{path.name}[{number}]", space)
    return number


def _run(source: str, name: str, space: dict[str, object]) -> None:
    tree = ast.parse(source, name)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), space)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), name, "eval"), space)
        show = getattr(value, "_repr_html_", value.__repr__)
        assert isinstance(show(), str)


if __name__ == "__main__":
    print(run(Path(sys.argv[1])))  # noqa: T201
