"""What every test shares."""

import os

from hypothesis import HealthCheck, Phase, settings

from tests.databases import (  # noqa: F401 (fixtures)
    cluster,
    database_kind,
    db,
    empty_db,
    ledger,
    migrated,
)

# Building a model takes longer than hypothesis expects of a test.
settings.register_profile(
    "default",
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
settings.register_profile(
    "glance", settings.get_profile("default"), phases=(Phase.generate,), database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
