"""Messages in English, as for the tests of scenarios."""

from tests.scenarios.conftest import english

__all__ = ["english"]
