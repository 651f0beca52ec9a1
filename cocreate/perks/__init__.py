"""Perks: what members redeem their points for, and the shop that shows it.

A perk is sold in variants, which hold the stock; its pictures are the site's pictures, seen by everybody once it was
on sale. Nouns: perk, variant, category, picture, change.
"""
