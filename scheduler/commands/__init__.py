"""Commands of the ledger, of advice and of the feed server, one file a subject."""
