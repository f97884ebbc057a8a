"""Weeks with a baseline like their roster, frozen near one of its starts."""

from tests.draws._frozen import with_freeze as remember

__all__ = ["remember"]
