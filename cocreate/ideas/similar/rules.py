"""Supporting an idea in place of posting another that says the same."""

from enum import Enum

from cocreate.ideas import access, page, rules
from cocreate.ideas.forms import IdeaForm
from cocreate.ideas.models import Idea
from cocreate.kernel import text
from cocreate.kernel.errors import Invalid
from cocreate.kernel.fields import unstorable
from cocreate.members.models import Member
from cocreate.posts.drafts import forms
from cocreate.posts.drafts import queries as drafts
from cocreate.posts.drafts import rules as keeping


class Kept(Enum):
    """What became of what was written: nothing worth keeping, a draft of a comment, or still one of an idea."""

    NOTHING = "nothing"
    COMMENT = "comment"
    IDEA = "idea"


def support_instead(member: Member, found: Idea, form: IdeaForm, draft_key: str) -> Kept:
    """Support `found`, and make of what `form` says beyond its title a draft of a comment there.

    Where a comment is begun already, or none is taken, it stays the draft `draft_key` of an idea. Raises `Refused`
    when `found` takes no supports, `Invalid` when the words cannot be kept.
    """
    keeping.hold(member)
    rules.support(member, found)
    if not (form.body.data or "").strip() and not form.pictures.data:
        forms.finish(member, draft_key, form)
        return Kept.NOTHING
    comment, words = page.comment_key(found), _words(form)
    begun = drafts.of(member, comment)
    is_another = begun is not None and begun.first("body") != words
    if is_another or not access.may_comment(member, found):
        _keep(member, draft_key, form)
        return Kept.IDEA
    forms.finish(member, draft_key, form)
    pictures = {"pictures": form.pictures.data, "alts": form.alts.data}
    keeping.save(member, comment, {"body": [words], **pictures}, insist=True)
    return Kept.COMMENT


def _words(form: IdeaForm) -> str:
    """What `form` says, as one text; raises `Invalid` when it cannot be kept."""
    try:
        return text.clean("\n\n".join(part for part in (form.title.data, form.body.data) if part))
    except ValueError as error:
        raise Invalid("draft", unstorable()) from error


def _keep(member: Member, draft_key: str, form: IdeaForm) -> None:
    """Keep `form` as the draft `draft_key`; raise `Invalid` when it cannot be."""
    kept = forms.keep(member, draft_key, form)
    if kept.trouble:
        raise Invalid("draft", kept.trouble, kept.code)
