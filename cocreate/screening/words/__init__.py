"""Watched words: lists of what is not to be published as it stands, and what becomes of it.

Moderators keep words of any length, literally or with wildcards; each has an action. A text is folded so that no
disguise helps, every word is looked for at once, and what is found gives a judgement.
Nouns: word, action, pattern, match, judgement, hit.
"""
