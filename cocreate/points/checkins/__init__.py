"""Check-ins: once a day, where the site counts its days. A streak is made of the days themselves, never stored.

Nouns: check-in, streak, calendar.
"""
