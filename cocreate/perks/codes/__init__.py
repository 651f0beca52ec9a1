"""Codes of vouchers and service coupons: put into a pool or made when redeemed, taken in once by service staff.

A code is stored sealed and found by its keyed hash. Nouns: code, pool, use.
"""
