"""Names members may choose: short, visible, and not those of the people who run the site."""

import re
import unicodedata

from flask_babel import gettext as _

from cocreate.kernel.errors import Invalid
from cocreate.kernel.text import BLANK, fold
from cocreate.members.models import Member
from cocreate.screening import providers
from cocreate.site import queries as site

LONGEST = 40
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_STACKED = 4  # marks on one letter; no living script needs as many
_OFFICIAL = frozenset(
    ("admin", "administrator", "moderator", "official", "root", "staff", "support", "system", "webmaster")
) | frozenset(("管理员", "系统", "系统管理员", "版主", "站长", "客服", "小助手", "工作人员"))
_OFFICIAL_PART = ("官方", "工作人员", "管理员")
# Alphabets with letters that look like Latin ones: within one word they pass for somebody else's name.
_LOOK_LATIN = frozenset({"ARMENIAN", "CHEROKEE", "CYRILLIC", "GREEK"})


def check(name: str, member: Member | None = None) -> None:
    """Raise `Invalid` at ``name`` unless `member`, or somebody who is none yet, may be called `name`."""
    check_look(name)
    providers.name(member, "name", name)


def check_look(name: str) -> None:
    """The same, whatever it means: for the names of people from elsewhere."""
    check_form(name)
    if any(_is_disguised(word) for word in name.split()):
        raise Invalid("name", _("A name cannot mix letters that look alike. Choose another one."))
    if _sounds_official(name):
        raise Invalid("name", _("This name could be mistaken for the people who run the site. Choose another one."))


def check_form(name: str) -> None:
    """Raise `Invalid` at ``name`` unless it has 1 to `LONGEST` characters, all of them visible."""
    if not 1 <= len(name) <= LONGEST:
        raise Invalid("name", _("A name has 1 to %(count)s characters.", count=LONGEST))
    if any(character in BLANK or unicodedata.category(character) in _INVISIBLE for character in name):
        raise Invalid("name", _("A name cannot have invisible characters."))
    if not any(unicodedata.category(character)[0] in "LNSP" for character in name) or _is_stacked(name):
        raise Invalid("name", _("This name cannot be read. Choose another one."))


def _is_stacked(name: str) -> bool:
    marks = 0
    for character in unicodedata.normalize("NFD", name):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks > _STACKED:
            return True
    return False


def _is_disguised(word: str) -> bool:
    alphabets = {unicodedata.name(c, "").partition(" ")[0] for c in unicodedata.normalize("NFKC", word) if c.isalpha()}
    return "LATIN" in alphabets and not alphabets.isdisjoint(_LOOK_LATIN)


def _sounds_official(name: str) -> bool:
    bare = _bare(name)
    brand = _bare(site.record().name)
    return bare in _OFFICIAL or bare == brand != "" or any(part in bare for part in _OFFICIAL_PART)


def _bare(name: str) -> str:
    """`name` folded, without marks, spaces and punctuation: what the eye takes in at a glance."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain)
