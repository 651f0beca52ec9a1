"""Releases, "You said, we did": what was shipped or will be, for which cars, and the ideas it came from.

Nouns: release, plan (the day it was promised for, with every change of it). A release is a draft until it is announced
ahead or published; publishing brings its ideas to shipped and tells whoever asked for them, once.
"""
