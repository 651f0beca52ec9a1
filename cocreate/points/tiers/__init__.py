"""Tiers: what members come to by their contribution, and what each of them brings. Rows, edited by administrators.

Which tier a member is on follows from the ledger alone; it is stored nowhere. Nouns: tier, benefit, standing.
"""
