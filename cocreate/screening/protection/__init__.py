"""Members who are protected from new accounts for some days: what newcomers say to them waits for a moderator's look.

Set by moderators for a reason; nobody else learns of it but the protected member. Noun: protection.
"""
