"""Problems that endanger somebody: the mark that alerts the team at once, and closing them by two people.

Nouns: safety mark, alert, closing proposal.
"""
