"""The web server of calendars: what telephones fetch, and the officer's page.

It reads the ledger and nothing else. Calendars were rendered when they changed; here
they are only handed out. No module of it loads the solver, pandas or icalendar.
"""
