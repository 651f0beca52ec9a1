"""Where ideas stand: what is adopted, in progress and shipped. Owns no tables yet; reads the ideas."""
