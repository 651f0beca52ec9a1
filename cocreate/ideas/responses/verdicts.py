"""The author's own word on a problem that was answered: solved, or not."""

from flask_babel import gettext as _

from cocreate.ideas import moving
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.responses.models import Verdict
from cocreate.ideas.responses.queries import is_answered, last_verdict
from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member


def give(author: Member, idea: Idea, solved: bool) -> Verdict:
    """Have the `author` of a problem say whether the answer solved it; the last word counts, none is lost.

    "Not solved" leaves the status as it is and puts the problem before the team again, until it is answered anew. What
    was said already is not said twice. Raises `Refused` for anything but a problem, and before it was answered.
    """
    idea = moving.locked(idea)
    if idea.kind is not IdeaKind.PROBLEM:
        raise Refused("not-a-problem", _("Only a problem can be solved."))
    if not is_answered(idea):
        raise Refused("not-answered", _("Nobody has answered officially yet."))
    before = last_verdict(idea)
    if before is not None and before.solved is solved and (solved or idea.reopened_at is not None):
        return before
    verdict = Verdict(idea_id=idea.id, member_id=author.id, solved=solved, at=clock.now())
    db.session.add(verdict)
    idea.reopened_at = None if solved else verdict.at
    journal.note(author.id, "judge", "post", idea.id, at=verdict.at, solved=solved)
    db.session.flush()
    return verdict
