"""Mutations, by subject; every module here is loaded by ``test_mutations``."""
