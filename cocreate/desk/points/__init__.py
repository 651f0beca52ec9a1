"""Points at the desk: what is earned for what, grants, budgets, and the month's report for finance."""
