"""Pure data of a scenario and of a roster: standard library only, no files."""
