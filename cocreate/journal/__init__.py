"""What happened: who did what to what, when. Append-only, ids only, never names or texts.

Typed tables are the truth, the journal is the index over them; both are written in one transaction.
"""
