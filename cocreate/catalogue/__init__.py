"""The brand's cars: series, their model years and trims, hardware platforms and software versions.

Nouns: series, model year, trim, platform, software version.
"""
