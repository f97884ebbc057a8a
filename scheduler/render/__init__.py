"""How things are said and shown, for everything that is written of a roster."""
