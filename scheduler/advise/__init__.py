"""Advice on a roster: who could step in, and what it would cost. No solver."""
