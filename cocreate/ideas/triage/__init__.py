"""How the team works through ideas: who drives one until when, what only the team says of it, what it will say later.

Nouns: department, lead, due day, ticket, note, answer template, saved filter, scheduled change. Members see the
department and the lead of an idea that was taken on, and nothing else of this.
"""
