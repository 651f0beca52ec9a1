"""Points that nobody used go, each lot on its day; whose they are hears of it thirty and seven days before.

Nouns: lot, due day, reminder.
"""
