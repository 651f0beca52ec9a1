"""Cars and who held them when: the tables, and questions such as who owns a car of a model year.

Nouns: vehicle, holding, owner record, dispute. The verbs are in ``accounts``: others must hear of them.
"""
