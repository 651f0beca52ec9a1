"""The departments that drive ideas: added, renamed, closed, put in order."""

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from cocreate.ideas.triage import wording
from cocreate.ideas.triage.models import Department
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.members.models import Member

MAX_NAME = 40


def every() -> list[Department]:
    """All departments, in their order."""
    return list(db.session.scalars(select(Department).order_by(Department.position, Department.id)))


def by_public_id(public_id: str) -> Department | None:
    """The department with `public_id`."""
    return db.session.scalar(select(Department).where(Department.public_id == public_id))


def add(actor: Member, name_zh: str, name_en: str) -> Department:
    """A new department, after all others. Raises `Invalid` at the name that cannot be taken."""
    _check(name_zh, name_en)
    last = db.session.scalar(select(func.coalesce(func.max(Department.position), 0))) or 0
    made = Department(name_zh=name_zh, name_en=name_en, position=last + 1)
    db.session.add(made)
    db.session.flush()
    journal.note(actor.id, "add", "department", made.id)
    return made


def change(actor: Member, department: Department, name_zh: str, name_en: str, *, closed: bool) -> None:
    """Rename `department`, close it for new ideas or open it again; what it drives, it goes on driving."""
    _check(name_zh, name_en, department)
    if (department.name_zh, department.name_en, department.closed) == (name_zh, name_en, closed):
        return
    department.name_zh, department.name_en, department.closed = name_zh, name_en, closed
    db.session.flush()
    journal.note(actor.id, "change", "department", department.id, closed=closed)


def move_up(actor: Member, department: Department) -> None:
    """Put `department` before the one it stands after."""
    ordered = every()
    place = ordered.index(department)
    if place:
        ordered.insert(place - 1, ordered.pop(place))
        for position, each in enumerate(ordered, 1):
            each.position = position
        journal.note(actor.id, "move_up", "department", department.id)
        db.session.flush()


def _check(name_zh: str, name_en: str, renamed: Department | None = None) -> None:
    """Raise `Invalid` at a name that is missing, too long, or that another department than `renamed` has."""
    db.session.execute(text("LOCK TABLE departments IN SHARE ROW EXCLUSIVE MODE"))  # of two at once the second is told
    for field, name in (("name_zh", name_zh), ("name_en", name_en)):
        wording.check(field, name, MAX_NAME)
        if any(getattr(each, field) == name for each in every() if each is not renamed):
            raise Invalid(field, _("There is a department of this name."))
