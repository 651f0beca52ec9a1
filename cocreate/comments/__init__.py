"""Talk under any post: threads, mentions, official answers, and following a thread.

The real parent of a reply is stored; two levels are shown. The feature that owns the thread asks whether
comments are taken, then calls the rules here. Nouns: comment, mention, follow.
"""
