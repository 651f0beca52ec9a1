"""Letters: what is due for a member comes in one, and never twice.

Each minute the worker looks for members with something due, and at nobody else. It locks what it finds, notes in the
send log for which period of which pace each of them is written to, and hands the letters to the job queue: all of that
in one transaction, so that a worker that dies leaves no letter out and none behind. The log's UNIQUE makes sure that
nobody is written to twice for one period, whatever many workers work; what comes too late for its period goes with the
next one. The job that hands a letter over claims it first (``kernel.handing``).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    any_,
    case,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert

from cocreate.kernel import clock, i18n, mail, sealing
from cocreate.kernel.api import absolute
from cocreate.kernel.database import Instant, db, read
from cocreate.kernel.jobs import defer, job
from cocreate.members.models import Identity, IdentityKind, Member, MemberState
from cocreate.notices import leaving, paces, queries, words
from cocreate.notices.models import Mailing, Mute, Notice, Pace
from cocreate.notices.words import Sayings, Section, Told
from cocreate.site import queries as site

JOB = "write_due_letters"
# Members written to in one transaction: few enough that it is short, many enough that statements are few.
BATCH = 200
# Things one letter tells of; the site tells the rest.
MOST = 12


class Reader(NamedTuple):
    """A member with the address letters go to."""

    member: Member
    address: str


@job(JOB, cron="* * * * *")
def write_due() -> None:
    """Write to the members for whom something is due, the longest due first, and ask to go on where there are more."""
    members = _waiting()
    if members:
        _write(_claim(members))
    if len(members) == BATCH:
        defer(JOB, queueing_lock=JOB)


def _waiting() -> list[int]:
    due = select(Notice.member_id).where(Notice.due_at <= clock.now()).group_by(Notice.member_id)
    return list(db.session.scalars(due.order_by(func.min(Notice.due_at), Notice.member_id).limit(BATCH)))


def _claim(members: Sequence[int]) -> list[int]:
    """Take what is due for `members` into mailings, whose ids these are. What another worker has in hand is left to it.

    A member who was written to for the period already hears of it with the next one.
    """
    due = select(Notice.id).where(Notice.due_at <= clock.now(), Notice.member_id.in_(members)).order_by(Notice.id)
    locked = db.session.scalars(due.with_for_update(skip_locked=True)).all()
    if not locked:
        return []
    now, waiting = clock.now(), _among(Notice.id, locked)
    periods = select(Notice.member_id, Notice.pace, Notice.due_at, literal(now, Instant())).distinct().where(waiting)
    periods = periods.order_by(Notice.member_id, Notice.pace, Notice.due_at)
    rows = insert(Mailing).from_select(["member_id", "pace", "due_at", "at"], periods)
    mailings = list(db.session.scalars(rows.on_conflict_do_nothing().returning(Mailing.id)))
    period = (Mailing.member_id == Notice.member_id, Mailing.pace == Notice.pace, Mailing.due_at == Notice.due_at)
    taken = update(Notice).where(waiting, _among(Mailing.id, mailings), *period)
    db.session.execute(taken.values(mailing_id=Mailing.id, due_at=None))
    later = case({pace.value: paces.due(pace, now) for pace in Pace if pace is not Pace.OFF}, value=Notice.pace)
    db.session.execute(update(Notice).where(waiting, Notice.due_at.is_not(None)).values(due_at=later))
    return mailings


def _write(mailings: Sequence[int]) -> None:
    """Write one letter to each member of `mailings` about those of their notices that are still news."""
    told: dict[int, list[Told]] = {}
    number: dict[int, Counter[int]] = {}
    for row in read(_news(mailings)):
        told.setdefault(row.member_id, []).append(queries.notice(row))
        number.setdefault(row.member_id, Counter())[row.mailing] += 1
    readers = _readers(told)
    for locale in i18n.voice().languages:
        mail.send_all(_letters([one for one in readers if _locale(one.member) == locale], told, locale))
    counts = [{"id": mailing, "notices": count} for one in readers for mailing, count in number[one.member.id].items()]
    if counts:
        db.session.execute(update(Mailing), counts)


def _news(mailings: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The notices of `mailings` that were neither read nor muted since, of what is still seen; the newest first."""
    muted = exists().where(Mute.member_id == Notice.member_id, Mute.post_id == Notice.about_id)
    columns = (*queries.columns(), Notice.mailing_id.label("mailing"))
    still = (Notice.read_at.is_(None), queries.is_seen(), ~muted)
    heard = select(*columns).where(_among(Notice.mailing_id, mailings), *still).subquery()
    return queries.told(heard).add_columns(heard.c.mailing).order_by(heard.c.id.desc())


def _among(column: SQLColumnExpression[Any], ids: Sequence[int]) -> ColumnElement[bool]:
    """The condition that `column` is one of `ids`, in one parameter: a statement takes no more than 65,535."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def _readers(members: Collection[int]) -> list[Reader]:
    """Those of `members` who can sign in, each with the address confirmed first. One statement."""
    query = (
        select(Member, Identity.sealed)
        .ext(distinct_on(Member.id))
        .join(Identity, Identity.member_id == Member.id)
        .where(Member.id.in_(members), Member.state == MemberState.ACTIVE, Identity.kind == IdentityKind.EMAIL)
        .order_by(Member.id, Identity.id)
    )
    return [Reader(member, sealing.unseal(sealed)) for member, sealed in db.session.execute(query)]


def _letters(readers: Sequence[Reader], told: Mapping[int, Sequence[Told]], locale: str) -> list[str]:
    """A letter to each of `readers`, in their language `locale`, about what they were told."""
    with i18n.speaking(locale):
        said = words.sayings([notice for one in readers for notice in told[one.member.id]], locale)
        return [_letter(one, told[one.member.id], said, locale) for one in readers]


def _letter(reader: Reader, notices: Sequence[Told], said: Sayings, locale: str) -> str:
    sections = [_unmarked(section) for section in words.sections(notices, said)]
    leave = leaving.address(reader.member, {notice.cause for notice in notices})
    return mail.written(
        reader.address,
        locale,
        "notices",
        _subject(sections[0], len(notices) - 1),
        {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        sections=sections[:MOST],
        more=len(sections[MOST:]),
        base=absolute(""),
        leave=leave,
        site_name=site.brand().name,
    )


def _subject(first: Section, more: int) -> str:
    line = first.lines[0].saying.line
    if not more:
        return str(_("%(line)s: %(title)s", line=line, title=first.title))
    return str(ngettext("%(line)s, and %(num)s other notice", "%(line)s, and %(num)s other notices", more, line=line))


def _unmarked(section: Section) -> Section:
    """`section` without the marks around names, which some mail programs show."""
    said = [line.saying._replace(line=words.unmarked(line.saying.line)) for line in section.lines]
    lines = [line._replace(saying=saying) for line, saying in zip(section.lines, said, strict=True)]
    return section._replace(lines=lines)


def _locale(member: Member) -> str:
    spoken = i18n.voice().languages
    return member.locale if member.locale in spoken else i18n.choose_locale()
