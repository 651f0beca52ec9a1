"""Where staff work. Owns no tables; its pages call the rules of the features below."""
