"""Shapes of demand: each as a pair, impossible without it and possible with it."""
