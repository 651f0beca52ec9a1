"""Appealing against a decision, and deciding upon that."""

from flask_babel import gettext as _
from sqlalchemy import exists, select

from cocreate.journal import rules as journal
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.moderation import queries
from cocreate.moderation.appeals import access, telling
from cocreate.moderation.appeals.models import Appeal, AppealState
from cocreate.moderation.decisions import undoing
from cocreate.moderation.decisions.models import Decision

MAX_TEXT, MAX_ANSWER = 4000, 2000


def appeal(member: Member, decision: Decision, text: str) -> Appeal:
    """Have `decision`, which concerns `member`, looked at by somebody else, once; `text` says why.

    Raises `Invalid` at ``decision`` or ``text``, `Refused` where it was appealed before, undone or is too old.
    """
    if decision.member_id != member.id or not access.is_appealable(decision):
        raise Invalid("decision", _("This is no decision you can appeal against."))
    if not text:
        raise Invalid("text", _("Tell why the decision is wrong."))
    if len(text) > MAX_TEXT:
        raise Invalid("text", _("At most %(count)s characters, please.", count=MAX_TEXT))
    if clock.now() >= decision.at + queries.settings().appeal_time:
        raise Refused("too-late", _("The time to appeal against this decision is over."))
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update(key_share=True))
    if db.session.scalar(select(exists().where(Decision.undoes_id == decision.id))):
        raise Refused("undone", _("This decision was taken back already."))
    if db.session.scalar(select(exists().where(Appeal.decision_id == decision.id))):
        raise Refused("appealed", _("You have appealed against this decision already."))
    made = Appeal(decision_id=decision.id, member_id=member.id, against_id=decision.actor_id, text=text)
    db.session.add(made)
    db.session.flush()
    journal.note(member.id, "appeal", "appeal", made.id)
    return made


def decide_appeal(actor: Member, appeal: Appeal, upheld: bool, note: str = "") -> Appeal:
    """Decide upon `appeal`: where it is `upheld`, the decision is undone; `note` tells the member why.

    Raises ``Forbidden`` for whoever made the decision or may not decide upon the member, `Invalid` at ``note``, which a
    declined appeal needs, `Refused` where somebody was quicker. Needs the roles of `actor` loaded.
    """
    access.check(actor, appeal)
    if not note and not upheld:
        raise Invalid("note", _("Tell why the decision stands."))
    if len(note) > MAX_ANSWER:
        raise Invalid("note", _("At most %(count)s characters, please.", count=MAX_ANSWER))
    was_open = appeal.is_open
    if upheld and was_open:  # posts and members are locked before the appeal
        undoing.overturn(actor, db.session.get_one(Decision, appeal.decision_id), note)
    appeal = db.session.get_one(Appeal, appeal.id, with_for_update=True, populate_existing=True)
    if not was_open or appeal.state is not (AppealState.UPHELD if upheld else AppealState.OPEN):
        raise Refused("appeal-decided", _("Somebody was quicker: this appeal is decided."))
    if not upheld:
        appeal.state, appeal.decided_by_id, appeal.decided_at = AppealState.DECLINED, actor.id, clock.now()
        appeal.claimed_by = appeal.claimed_until = None
    appeal.answer = note
    db.session.flush()
    entry = journal.note(actor.id, "decide_appeal", "appeal", appeal.id, upheld=upheld)
    if not upheld:
        telling.tell(entry, appeal)
    return appeal
