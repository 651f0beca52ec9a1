"""Helpful votes: that a member found a comment, or whatever else takes them, of use to themselves.

Nouns: vote. A feature says in `rules.takes` whose kinds of post take votes.
"""
