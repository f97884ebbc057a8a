"""A second, deliberately naive judge of rosters, and the random weeks it is tried on.

It knows the data and nothing of the rules' code. It walks through time minute by
minute, counts, and looks wall times up one by one. It is slow, and simple enough to be
read against the text of the law.

Every module named ``naive…`` holds judges, and is found by being here.
"""

import importlib
import pkgutil

for module in pkgutil.iter_modules(__path__):
    if module.name.startswith("naive"):
        importlib.import_module(f"{__name__}.{module.name}")
