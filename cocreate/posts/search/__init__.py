"""What posts are found by: the words of each, with their places, kept beside it as one search entry.

Nouns: token, entry, label (what is true of a post and can be asked for by name, as its status), hit.
"""
