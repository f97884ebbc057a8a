"""The example weeks that are shipped with the program."""

from pathlib import Path

from scheduler.io.faults import refusal, shown, suggestion
from scheduler.words import N_

EXAMPLES = ("quickstart", "clermont-ferrand", "senart")
"""Names of the examples; ``pyproject.toml`` ships these folders."""

_SHIPPED = Path(__file__).parents[1] / "examples"
_CHECKOUT = Path(__file__).parents[2] / "scenarios"


def scenario_or_example(source: Path) -> Path:
    """Return the path of a scenario that is given by its path or name of an example.

    Raises
    ------
    InputFaults
        If neither a path nor an example has that name.
    """
    name = str(source)
    if source.exists() or source.name != name:
        return source
    if name not in EXAMPLES:
        hint, values = suggestion(
            name, EXAMPLES, N_("name a folder, a workbook or an example: {known}")
        )
        message = N_("no such scenario")
        raise refusal(shown(name), message, hint, **values)
    return (_SHIPPED if _SHIPPED.is_dir() else _CHECKOUT) / name
