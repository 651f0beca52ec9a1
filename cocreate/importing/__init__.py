"""Bringing in what stands elsewhere, ideas, comments and the catalogue: CSV and JSON Lines, through a mapping file.

A run plans the whole file first, then brings it in by batches, each committed with the place reached, so that an
interrupted run goes on and a second one adds nothing. Nouns: source, record, mapping, kind, row, draft, plan, run,
rejection.
"""
