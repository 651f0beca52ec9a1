"""Ideas that say the same made one: a link that is taken away as exactly as it was set.

Nouns: merge, target, duplicate (an idea merged into another), group (a target and its duplicates). Nothing moves: each
support, comment and follow stays with the idea it was given to, and counts, shows or is told where the link leads.
"""
