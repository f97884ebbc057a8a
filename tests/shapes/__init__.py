"""Kinds of demand, each in a pair of tests: impossible without it, possible with it."""
