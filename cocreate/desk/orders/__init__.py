"""The desk's orders of perks and their codes: what is to be sent, what the warehouse gets, what a centre takes in."""
