"""Joint statements: an author writes, others sign, and the page says how many of all owners did.

No statement speaks for all owners, and whoever sees it otherwise writes a counter-statement, which both pages show.
Nouns: statement, signature (a support of a statement), counter-statement.
"""
