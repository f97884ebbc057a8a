"""Commands of the ledger and of the feed server, one file a subject."""
