"""Posts that say alike: found by the words they share, the rarer the better, before a second one is written.

Nouns: concept (a word with all that means the same), count (in how many posts a word stands).
"""
