"""The tables of a scenario: one file a family, with typed rows.

A family's file declares its tables, column by column, says what is checked about them,
and makes of their rows what the domain knows. ``rows`` has the words of a declaration,
``registry`` the list of all tables, ``table_set`` the scenario that checks look at.
"""
