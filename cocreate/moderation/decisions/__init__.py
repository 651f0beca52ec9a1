"""Decisions upon posts and members: what was done, by whom, why; each chained to the one before, none rewritten."""
