"""What members publish: one root row for every kind of post, its text, revisions, tags and visibility.

A feature adds its own row with the same key (composition, no inheritance), so that search, comments and
feeds need not know the features. Nouns: post, revision, tag, import reference.
"""
