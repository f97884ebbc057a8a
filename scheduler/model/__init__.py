"""The constraint model: a façade for rules and goals, and its CP-SAT implementation."""
