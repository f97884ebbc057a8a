"""The files of a solved week."""
