"""A member's record: what was decided about them and their posts, and what came of what they reported.

They read their own, be they barred; moderators read it beside what they decide. Nouns: entry, standing.
"""
