"""Reports of posts and members: who said what is wrong, how much that weighs, and what came of it."""
