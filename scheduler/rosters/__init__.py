"""The files of a solved week: what is written to its folder, and read back.

Readers trust nothing that a file says; what they read is then for ``verify`` to judge.
"""
