"""What the list of the queue says of each thing that waits."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from cocreate.catalogue import queries as catalogue
from cocreate.catalogue.models import ModelYear, Series
from cocreate.desk.queue import piles
from cocreate.desk.queue.piles import Key
from cocreate.ideas.suspicion.models import Suspicion, Voiding
from cocreate.kernel import clock
from cocreate.kernel.database import plain, read
from cocreate.members import queries as members
from cocreate.members.models import Member
from cocreate.members.queries import Person
from cocreate.moderation.appeals.models import Appeal
from cocreate.moderation.decisions.models import Decision
from cocreate.moderation.reports.models import Report
from cocreate.posts.models import Post, PostKind
from cocreate.screening.models import Case
from cocreate.vehicles.models import Dispute, Holding, HoldingDocument

_PERSON = 5  # columns


class Row(NamedTuple):
    """One thing that waits. `what` is "case", "appeal", "suspicion", "voiding", "document" or "dispute"; `about` the
    kind of post, or "member", or the action appealed against; `person` nobody where the site itself suspects supports,
    and is so `sure`. `holder` has claimed it, which may be the reader (`mine`).
    """

    what: str
    id: str
    about: str
    title: str
    language: str
    person: Person | None
    since: datetime
    causes: tuple[str, ...] = ()
    reports: int = 0
    state: str = ""
    holder: Person | None = None
    mine: bool = False
    sure: int = 0

    @property
    def url(self) -> str:
        """Where it is looked at."""
        if self.what in ("document", "dispute"):
            return "/desk/vehicles"
        if self.what in ("suspicion", "voiding"):
            return "/moderation/supports"
        return f"/moderation/{self.what}s/{self.id}"


def rows(keys: Sequence[Key], reader: Member, locale: str) -> list[Row]:
    """What `keys` name, in their order: a statement for each table among them."""
    found: dict[tuple[int, int], Row] = {}
    for table, read_some in _READ:
        ids = [key.id for key in keys if key.table == table]
        found |= {(table, key): row for key, row in read_some(ids, reader)} if ids else {}
    for table, source in ((piles.DOCUMENT, HoldingDocument), (piles.DISPUTE, Dispute)):
        ids = [key.id for key in keys if key.table == table]
        found |= {(table, key): row for key, row in _cars(source, ids, locale)} if ids else {}
    return [found[key.table, key.id] for key in keys if (key.table, key.id) in found]


def open_reports(post_id: Any, member_id: Any) -> ColumnElement[int]:
    """Within a statement: how many reports of a post or of a member nothing came of yet."""
    of_it = (Report.post_id == post_id) | (Report.member_id == member_id)
    return select(func.count()).select_from(Report).where(Report.outcome.is_(None), of_it).scalar_subquery()


def _cases(ids: Collection[int], reader: Member) -> Iterable[tuple[int, Row]]:
    holder = aliased(Member)
    query = (
        select(
            *members.columns(), *members.columns(holder), Case.id.label("key"), Case.public_id.label("case"),
            Case.causes, Case.opened_at, Case.claimed_by, plain(Post.kind).label("kind"), Post.title, Post.excerpt,
            Post.language, plain(Post.state).label("standing"),
            open_reports(Case.post_id, Case.member_id).label("reports"),
        )
        .select_from(Case)
        .outerjoin(Post, Post.id == Case.post_id)
        .join(Member, Member.id == func.coalesce(Post.author_id, Case.member_id))
        .outerjoin(holder, and_(holder.id == Case.claimed_by, Case.claimed_until > clock.now()))
        .where(Case.id.in_(ids))
    )  # fmt: skip
    for row in read(query):
        person = Person(*row[:_PERSON])
        yield (
            row.key,
            Row(
                what="case",
                id=row.case,
                about=row.kind or "member",
                title=row.title or row.excerpt or person.name,
                language=row.language or "",
                person=person,
                since=row.opened_at,
                causes=tuple(dict.fromkeys(row.causes)),
                reports=row.reports,
                state=row.standing or "",
                **_held(row, reader),
            ),
        )


def _appeals(ids: Collection[int], reader: Member) -> Iterable[tuple[int, Row]]:
    holder = aliased(Member)
    query = (
        select(
            *members.columns(), *members.columns(holder), Appeal.id.label("key"), Appeal.public_id.label("appeal"),
            Appeal.text, Appeal.at, Appeal.claimed_by, plain(Decision.action).label("action"),
        )
        .select_from(Appeal)
        .join(Decision, Decision.id == Appeal.decision_id)
        .join(Member, Member.id == Appeal.member_id)
        .outerjoin(holder, and_(holder.id == Appeal.claimed_by, Appeal.claimed_until > clock.now()))
        .where(Appeal.id.in_(ids))
    )  # fmt: skip
    for row in read(query):
        person = Person(*row[:_PERSON])
        title = (row.text or "")[:160]
        yield row.key, Row("appeal", row.appeal, row.action, title, "", person, row.at, **_held(row, reader))


def _suspicions(ids: Collection[int], _reader: Member) -> Iterable[tuple[int, Row]]:
    query = select(Post.id, Post.public_id, Post.title, Post.language, Suspicion.found_at, Suspicion.confidence)
    for row in read(query.join(Suspicion, Suspicion.idea_id == Post.id).where(Suspicion.idea_id.in_(ids))):
        about = (row.public_id, PostKind.IDEA.value, row.title or "", row.language)
        yield row.id, Row("suspicion", *about, None, row.found_at, sure=row.confidence)


def _voidings(ids: Collection[int], _reader: Member) -> Iterable[tuple[int, Row]]:
    """Proposals, with who made them."""
    said = (Voiding.id, Voiding.public_id.label("voiding"), Voiding.proposed_at, Post.title, Post.language)
    query = select(*members.columns(), *said).select_from(Voiding).join(Post, Post.id == Voiding.idea_id)
    for row in read(query.join(Member, Member.id == Voiding.proposer_id).where(Voiding.id.in_(ids))):
        about = (row.voiding, PostKind.IDEA.value, row.title or "", row.language)
        yield row.id, Row("voiding", *about, Person(*row[:_PERSON]), row.proposed_at)


def _held(row: Any, reader: Member) -> dict[str, Any]:
    """Who has claimed what `row` is of, if anybody."""
    holder = Person(*row[_PERSON : 2 * _PERSON])
    is_held = holder.public_id is not None
    return {"holder": holder if is_held else None, "mine": is_held and row.claimed_by == reader.id}


def _cars(source: type[HoldingDocument | Dispute], ids: Collection[int], locale: str) -> Iterable[tuple[int, Row]]:
    is_document = source is HoldingDocument
    for row in read(_of_cars(source).where(source.id.in_(ids))):
        name = catalogue.name(row.name_zh if locale == "zh" else row.name_en, row.year, locale)
        what = "document" if is_document else "dispute"
        yield row.key, Row(what, row.holding, "vehicle", name, "", Person(*row[:_PERSON]), row.since)


def _of_cars(source: type[HoldingDocument | Dispute]) -> Select[*tuple[Any, ...]]:
    """The cars of documents that wait, or of claims disputed, with who has them."""
    of_holding: Any = HoldingDocument.holding_id if source is HoldingDocument else Dispute.claim_id
    since: Any = HoldingDocument.sent_at if source is HoldingDocument else Dispute.opened_at
    return (
        select(
            *members.columns(), source.id.label("key"), Holding.public_id.label("holding"), Series.name_zh,
            Series.name_en, ModelYear.year, since.label("since"),
        )
        .select_from(source)
        .join(Holding, Holding.id == of_holding)
        .join(Member, Member.id == Holding.member_id)
        .join(Series, Series.id == Holding.series_id)
        .outerjoin(ModelYear, ModelYear.id == Holding.model_year_id)
    )  # fmt: skip


_READ = (
    (piles.CASE, _cases), (piles.APPEAL, _appeals), (piles.SUSPICION, _suspicions), (piles.VOIDING, _voidings),
)  # fmt: skip
