"""Whether the brand answers in time: what is promised for each idea, what came of it, and what its author says.

An official answer and a decision are promised within hours of the site's working calendar; the figures are public.
Nouns: response, pause, verdict.
"""
