"""Calendars to subscribe to (RFC 5545 and 7986): what they hold, and their life.

`content` is what a subscriber is told, `events` an event with its revisions, `revise`
makes the next version of a calendar from the previous one, `write` its bytes. Nothing
here knows a scenario or a roster, so that a calendar can be kept and rendered without.
"""
