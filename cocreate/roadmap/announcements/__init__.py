"""What the brand tells everybody, in the languages of its pages: dated, pinned while it matters.

Nouns: announcement. The texts are a post; beside it stands its translation.
"""
