"""How many support an idea, and who: what the product team decides by.

Nouns: evidence, newcomer, threshold. All numbers come from one place (`queries`), whoever asks: page, API, file. A
threshold is the number of verified owners that brings an idea to the team by itself.
"""
