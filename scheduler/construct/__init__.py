"""Rosters built step by step, without a model: a first one, and fuller ones."""
