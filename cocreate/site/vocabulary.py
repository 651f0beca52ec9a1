"""The nouns a brand may have words of its own for; the whole site says them then."""

from collections.abc import Mapping
from typing import NamedTuple

from cocreate.kernel.wording import Words


class Noun(NamedTuple):
    """A noun in the site's usual words: Chinese, English, and the English plural."""

    zh: str
    en: str
    en_many: str


NOUNS = {
    "member": Noun("会员", "member", "members"),
    "owner": Noun("车主", "owner", "owners"),
    "centre": Noun("服务中心", "service centre", "service centres"),
    "point": Noun("积分", "point", "points"),
    "contribution": Noun("贡献值", "contribution", "contributions"),
}
LONGEST = 30
# What would be more than a word where it stands: within a placeholder, or in a page, into which phrases go as they are.
IN_NO_WORD = '%<>&"'


def spoken(words: Mapping[str, Mapping[str, str]], locale: str) -> Words:
    """What the site says instead of its usual words in `locale`, by the brand's `words` (noun → form → word)."""
    forms = ("zh",) if locale == "zh" else ("en_many", "en")
    return tuple(
        (getattr(NOUNS[noun], form), own)
        for noun, owns in sorted(words.items())
        for form in forms
        if noun in NOUNS and (own := owns.get(form))
    )
