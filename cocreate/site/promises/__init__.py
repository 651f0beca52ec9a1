"""Within how many hours of which working days the brand promises to answer: the settings behind ``ideas.responses``."""
