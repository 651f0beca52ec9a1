"""How far members are trusted, at the desk: what levels ask for and allow, and how often what may be done."""
