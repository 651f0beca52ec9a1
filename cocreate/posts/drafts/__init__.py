"""Drafts: what a member has typed into a form and not sent yet, kept for nobody but them.

An unfinished form is not yet a post: whatever fields the form has are kept as they were typed, under the form's key,
and come back when the form is opened again. Nouns: draft, key, stamp.
"""
