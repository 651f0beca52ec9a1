"""Threads that get heated, made calmer for a while: slow mode, owners only, closed.

A measure is taken by a moderator for a reason that everybody reads, and ends by itself. Nouns: measure, turn.
"""
