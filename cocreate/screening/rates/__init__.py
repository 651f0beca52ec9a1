"""How often something may be done: by one member, from one address, towards one author, by a crowd at one author.

Rates are rows; what is counted is bookkeeping of ``kernel.limits``. Nouns: rate, deed, scope.
"""
