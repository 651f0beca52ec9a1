"""Keeping the place healthy: members report, moderators decide, another one hears the appeal.

Decisions are append-only and chained; what stands on posts and members is derived from them.
Nouns: report, decision, sanction, appeal.
"""
