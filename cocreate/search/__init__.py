"""The search page: posts of every kind that everybody who asks may read, by words and by what is true of them.

Nouns: hit (a post that was found, with the words that found it marked). The entries are kept by ``posts.search``.
"""
