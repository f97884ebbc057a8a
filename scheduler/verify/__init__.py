"""The independent checker: judges a roster read from its files, without solver."""
