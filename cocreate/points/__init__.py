"""Points and contribution: how members earn them, what they have, when they run out.

A rule of earning says what a deed is worth; an award is that rule applied to one deed of one member, and goes when the
deed is undone. Points lie in lots, which ripen, are spent first in first out, and expire; contribution only grows.
"""
