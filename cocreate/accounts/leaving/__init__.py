"""Leaving, and taking along: a member's own data as one file, the erasure of a member, and how long what is kept.

What each package holds of people, and what becomes of it, stands in its ``privacy.py``; ``parts`` names them all.
"""
