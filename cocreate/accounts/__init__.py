"""Verbs on members that others must hear of: sign-up, sign-in, profile, roles, claims of placeholders.

An identity belongs to a member only once it is confirmed: by a code sent to the phone or a link sent by
mail. Nouns: challenge, session, API token, password, consent.
"""
