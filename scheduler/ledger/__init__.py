"""What was published, signed and counted, in a database.

One writer at a time changes the ledger, in one transaction; readers see it whole.
"""
