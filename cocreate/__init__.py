"""CoCreate: a car brand builds its cars with its owners."""
