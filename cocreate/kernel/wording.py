"""Putting a brand's own words where the site's phrases have the usual ones."""

import re

# What is said instead of what, for one language.
Words = tuple[tuple[str, str], ...]

_PLACEHOLDER = r"%\(\w+\)\w"


def reworded(phrase: str, words: Words) -> str:
    """`phrase` with each usual word replaced by the brand's.

    Latin words are found whole, keep a capital first letter, and take the article that fits ("a member", "an owner").
    Placeholders such as ``%(member)s`` stay as they are.
    """
    if not words:
        return phrase
    instead = {usual.lower(): own for usual, own in words}
    usual = "|".join(sorted(map(_pattern, instead), key=len, reverse=True))
    return re.sub(
        rf"(?P<kept>{_PLACEHOLDER})|(?:\b(?P<article>[Aa]n?) )?(?P<usual>{usual})",
        lambda found: found["kept"] or _in_its_place(found, instead[found["usual"].lower()]),
        phrase,
        flags=re.IGNORECASE,
    )


def _pattern(usual: str) -> str:
    """`usual` as a whole word, where its script parts words."""
    return rf"\b{re.escape(usual)}\b" if usual.isascii() else re.escape(usual)


def _in_its_place(found: re.Match[str], own: str) -> str:
    if found["usual"][0].isupper():
        own = own[0].upper() + own[1:]
    if not (article := found["article"]):
        return own
    return f"{article[0]}{'n' if own[0].lower() in 'aeiou' else ''} {own}"
