"""Keeping the place healthy: reports, decisions and their chain, appeals, and the figures that show both.

A report adds weight to a case (``screening``), a decision closes it; whom it concerns may appeal to somebody else.
Nouns: report, decision, chain, appeal.
"""
