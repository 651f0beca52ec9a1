"""What members ask, and who knows it. A question has answers; its asker accepts the one that helped.

Nouns: question, answer, acceptance (the one answer of a question that is accepted).
"""
