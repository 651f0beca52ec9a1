"""Rules of earning as data: what each gives, how often, for whom, until when, out of which budget.

Administrators change them after a look at what the last 30 days would have been; each change is kept for ever. What
holds for all points stands in the terms. Nouns: rule, terms, change, preview, budget.
"""
