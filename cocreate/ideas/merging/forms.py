"""Shape of what is typed about merging."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, Length

from cocreate.ideas.rules import MAX_REASON
from cocreate.kernel import ids
from cocreate.kernel.fields import Line, Paragraphs
from cocreate.kernel.forms import Form

INTO, HERE = "into", "here"
MOST, LONGEST = 20, 2000  # ideas merged at once on a page; characters in which they are named
_NAMED = re.compile(rf"(?:^|/|\s)([{ids.ALPHABET}]{{{ids.LENGTH}}})(?=-|$|[\s?#/,;])")


class ChooseForm(Form):
    """Which way, and which ideas: by their addresses or numbers, or words to look for."""

    direction = RadioField(
        choices=[(INTO, _l("Merge this idea into another one")), (HERE, _l("Merge other ideas into this one"))],
        default=INTO,
        validators=[InputRequired()],
    )
    others = Line(validators=[Length(max=LONGEST)])


class MergeForm(ChooseForm):
    """Which ideas are merged, and why."""

    reason = Paragraphs(
        id="merge-reason",
        validators=[
            DataRequired(_l("Give the reason: everybody who supports one of these ideas will read it.")),
            Length(max=MAX_REASON),
        ],
    )


class UnmergeForm(Form):
    """Why a merge is undone."""

    reason = Paragraphs(
        id="unmerge-reason",
        validators=[
            DataRequired(_l("Give the reason: everybody who supports one of these ideas will read it.")),
            Length(max=MAX_REASON),
        ],
    )


def named(typed: str) -> list[str]:
    """The public ids in `typed`, whether they stand alone or in addresses, each once."""
    return list(dict.fromkeys(_NAMED.findall(typed)))[:MOST]


def none_found() -> str:
    """What is said where nothing of what was typed is an idea."""
    return str(_("Nothing here is an idea you can choose. Look for words, or paste an address."))
