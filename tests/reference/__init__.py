"""An independent, deliberately naive judge of rosters, and its random weeks.

It uses the data and none of the rules' code. It goes through time minute by minute,
counts, and looks up wall times one by one. It is slow, and simple enough to compare
with the text of the law.

Every module named ``naive…`` in this package has judges and is found by its name.
"""

import importlib
import pkgutil

for module in pkgutil.iter_modules(__path__):
    if module.name.startswith("naive"):
        importlib.import_module(f"{__name__}.{module.name}")
