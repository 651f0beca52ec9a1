"""The shelves of the shop: added, called otherwise, moved, removed while they are empty."""

import re

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue.models import KEY
from cocreate.catalogue.rules import check_key
from cocreate.journal import rules as journal
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid, Refused
from cocreate.members.models import Member
from cocreate.perks.models import MAX_NAME, PerkCategory
from cocreate.site import queries as site


def every() -> list[PerkCategory]:
    """All of them, in the brand's order."""
    return list(db.session.scalars(select(PerkCategory).order_by(PerkCategory.position, PerkCategory.id)))


def found(key: str) -> PerkCategory:
    """The one called `key`. Raises `Invalid` at ``category``."""
    category = by_key(key)
    if category is None:
        raise Invalid("category", _("There is no such category."))
    return category


def by_key(key: str) -> PerkCategory | None:
    """The one called `key`."""
    if not re.fullmatch(KEY, key):
        return None
    return db.session.scalar(select(PerkCategory).where(PerkCategory.key == key))


def add(actor: Member, key: str, name_zh: str, name_en: str) -> PerkCategory:
    """A new category, after all others. A name that is not given is the other one. Raises `Invalid` at its field."""
    check_key(key)
    last = select(func.coalesce(func.max(PerkCategory.position) + 1, 0)).scalar_subquery()
    names = _names(name_zh, name_en)
    row = insert(PerkCategory).values(key=key, position=last, **names).on_conflict_do_nothing().returning(PerkCategory)
    made = db.session.scalars(row).one_or_none()
    if made is None:
        raise Invalid("key", _("There is a category with this key."), code="taken")
    journal.note(actor.id, "add", "perk_category", made.id)
    return made


def rename(actor: Member, category: PerkCategory, name_zh: str, name_en: str) -> None:
    """Call `category` otherwise; its key stays, since addresses name it. Raises `Invalid` at the name."""
    names = _names(name_zh, name_en)
    category.name_zh, category.name_en = names["name_zh"], names["name_en"]
    journal.note(actor.id, "rename", "perk_category", category.id)


def move_up(actor: Member, category: PerkCategory) -> None:
    """Put `category` before the one it stands after."""
    query = select(PerkCategory).order_by(PerkCategory.id).with_for_update().execution_options(populate_existing=True)
    ordered = sorted(db.session.scalars(query), key=lambda each: (each.position, each.id))
    place = ordered.index(category)
    if place:
        ordered.insert(place - 1, ordered.pop(place))
        for position, each in enumerate(ordered):
            each.position = position
        journal.note(actor.id, "move_up", "perk_category", category.id)


def remove(actor: Member, category: PerkCategory) -> None:
    """Take an empty `category` away. Raises `Refused` while a perk stands there."""
    key = category.id
    try:
        with db.session.begin_nested():
            db.session.delete(category)
    except IntegrityError as error:
        raise Refused("in-use", _("There are perks in it: move them first.")) from error
    journal.note(actor.id, "remove", "perk_category", key)


def _names(name_zh: str, name_en: str) -> dict[str, str]:
    for field, name in (("name_zh", name_zh), ("name_en", name_en)):
        if len(name) > MAX_NAME:
            raise Invalid(field, _("At most %(count)s characters, please.", count=MAX_NAME))
    if not (name_zh or name_en):
        raise Invalid(f"name_{site.brand().languages[0]}", _("This is needed."))
    return {"name_zh": name_zh or name_en, "name_en": name_en or name_zh}
