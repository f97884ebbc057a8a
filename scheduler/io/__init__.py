"""Tables to scenario and back: csv, xlsx and toml, with every fault told at once."""
