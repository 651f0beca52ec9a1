"""What owners tell the brand: wishes, problems, praise; who supports them, and what became of them.

Nouns: idea, support, status, transition, status change. Statuses are data; every change has a reason and
is kept for ever. The ranking score is stored and does not change with the clock.
"""
