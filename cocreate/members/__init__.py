"""Who someone is: members, their confirmed identities, their roles.

Tables and questions only; verbs that others must hear of (sign-up, roles, erasure) are in ``accounts``.
Nouns: member, identity, role grant.
"""
