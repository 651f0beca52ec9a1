"""What members do with cars: name the one they want, ordered or have, prove that it is theirs, sell it.

Cars are proven by the brand's list or by a document that staff look at; whoever claims the car of a proven owner opens
a dispute. Locks are taken in one order: car, holding, members, model years, ideas.

Nouns: holding (a member's car), document, dispute, owner record. The tables are in ``cocreate.vehicles``.
"""
