"""Bringing in what was said elsewhere: ideas and comments from CSV and JSON Lines, read through a mapping file.

A run plans the whole file first, then brings it in by batches, each committed with the place reached, so that an
interrupted run goes on and a second one adds nothing. Nouns: source, record, mapping, draft, plan, run, rejection.
"""
