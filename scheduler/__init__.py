"""Joint patrol scheduler: one roster for municipal and national police."""

__version__ = "0.1.0"
