"""The brand's own words: name, mark, accent, taglines, and its versioned legal texts.

One row, edited by administrators and journalled. Nouns: site record, legal text.
"""
