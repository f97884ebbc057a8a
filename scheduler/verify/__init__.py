"""The independent checker: judges a roster read back from its files, without the solver."""
