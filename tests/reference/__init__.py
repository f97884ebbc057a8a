"""A second, deliberately naive judge of rosters, and the random weeks it is tried on.

It knows the data and nothing of the rules' code. It walks through time minute by
minute, counts, and looks wall times up one by one. It is slow, and simple enough to be
read against the text of the law.
"""
