"""Supports that nobody meant: found in a sealed access log, and voided by two moderators in public.

The log holds keyed hashes of where supports, sign-ups and invitations came from, is read for this and for referrals
alone, and every look is journalled. What is voided stays as it was given but counts no more; the idea's page says so
for ever. Nouns: access log, group, voiding.
"""
