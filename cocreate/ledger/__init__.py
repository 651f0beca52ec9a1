"""Value moves here, and nowhere else: every movement is one row that never changes.

An account holds one unit; a transfer moves an amount of that unit from one account to another, at once or in two
steps (pending, then posted or voided). The database keeps the balances with the very row that moves them.
"""
