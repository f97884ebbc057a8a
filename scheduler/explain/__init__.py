"""Why a roster is as it is, and what would change it: questions and their answers."""
