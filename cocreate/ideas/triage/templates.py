"""Answer templates: written once, in both languages."""

from flask_babel import gettext as _
from sqlalchemy import select, text

from cocreate.ideas.triage import wording
from cocreate.ideas.triage.models import AnswerTemplate
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member

MAX_NAME, MAX_BODY = 60, 4000


def every() -> list[AnswerTemplate]:
    """All templates by name."""
    return list(db.session.scalars(select(AnswerTemplate).order_by(AnswerTemplate.name)))


def by_public_id(public_id: str) -> AnswerTemplate | None:
    """The template with `public_id`."""
    return db.session.scalar(select(AnswerTemplate).where(AnswerTemplate.public_id == public_id))


def write(
    actor: Member, name: str, body_zh: str, body_en: str, template: AnswerTemplate | None = None
) -> AnswerTemplate:
    """A new template, or `template` changed. Raises `Invalid` at the field that cannot be taken."""
    db.session.execute(text("LOCK TABLE answer_templates IN SHARE ROW EXCLUSIVE MODE"))  # of two at once one is told
    for field, value, longest in (
        ("name", name, MAX_NAME),
        ("body_zh", body_zh, MAX_BODY),
        ("body_en", body_en, MAX_BODY),
    ):
        wording.check(field, value, longest)
    if any(each.name == name for each in every() if each is not template):
        raise Invalid("name", _("There is a template of this name."))
    written = template or AnswerTemplate()
    written.name, written.body_zh, written.body_en = name, body_zh, body_en
    db.session.add(written)
    db.session.flush()
    journal.note(actor.id, "change" if template else "add", "answer_template", written.id)
    return written


def remove(actor: Member, template: AnswerTemplate) -> None:
    """Do away with `template`; the answers it was used for stay."""
    journal.note(actor.id, "remove", "answer_template", template.id)
    db.session.delete(template)
    db.session.flush()
