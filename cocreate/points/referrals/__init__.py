"""Members who bring others along: a link of their own, who came by it, and the reward once that led to a car.

Paid is a car, not an account: it is verified, delivered after the referral, and some time has passed. What looks as if
somebody had referred themselves is never refused by itself; people look at it. Nouns: code, referral, sign.
"""
