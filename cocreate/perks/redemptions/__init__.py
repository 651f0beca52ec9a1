"""Redemptions: a member takes a perk for points, which are set apart until it is fulfilled or cancelled.

What is shipped is an order: it waits for the team, with a sealed address. Codes are fulfilled at once. Nouns:
redemption, change, address, order.
"""
