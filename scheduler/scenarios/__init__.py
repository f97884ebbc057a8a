"""Scenarios as a whole: read, made in code, created, written, described.

``load`` reads one: ``source`` finds its files, ``parsing`` reads their cells, and the
checks of ``scheduler.tables`` judge them. ``draft`` holds one that is made in code,
``create`` makes new ones, ``write`` and ``workbook`` write them. ``manual`` and
``kinds`` describe the tables and the built-in mission kinds to users.
"""
