"""The catalogue of perks at the desk: what there is, its stock, its categories, what was changed."""
