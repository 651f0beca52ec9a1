"""The queue of the moderators: everything that waits for somebody to look, in one list.

Its pages call the rules of ``moderation`` and lead to those where cars are verified. Nouns: pile, case, claim.
"""
