"""The search: tiers in order, each with its value and its proved bound."""
