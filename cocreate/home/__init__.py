"""The front page: what happened to mine, what was shipped, what moves, what rises. Owns no tables."""
