"""The demo: a fictional brand with members, ideas and talk in both languages, written for this project.

The content stands in ``content/`` as TOML and is told in days before today, so that a demo always looks alive.
Nouns: script (what the files say), log-in.
"""
