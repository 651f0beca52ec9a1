"""Who has contributed most, for members to see; who does not want to stand there leaves with one press.

`docs/decisions/0025-wallets.md` tells why everybody stands there at first. Nouns: place, absence.
"""
