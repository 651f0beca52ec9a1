"""Taking the demo's rows away. The only place where append-only tables lose rows, so it switches their guard off."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from cocreate.accounts.leaving.models import Departure, Export
from cocreate.accounts.models import ApiToken, Challenge, Consent, Password, Session
from cocreate.comments.helpful.models import HelpfulVote
from cocreate.comments.models import Comment, Follow, Mention
from cocreate.demo import cars, deeds, forgetting, garage, perks, points, redeeming
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.merging.models import Merge
from cocreate.ideas.models import Idea, IdeaModel, OwnerCount, StatusChange, Support
from cocreate.ideas.recorded.models import RecordedIdea, RecordedSupport
from cocreate.ideas.responses.models import Response, Verdict
from cocreate.ideas.safety.models import ClosingProposal, SafetyAlert, SafetyMark
from cocreate.ideas.targets.models import TargetChange
from cocreate.ideas.triage.models import Note, SavedFilter, ScheduledChange, Triage
from cocreate.journal.models import JournalEntry
from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.members.models import Identity, Member, MemberState, Placeholder, RoleGrant
from cocreate.moderation.letters import QueueLetter
from cocreate.notices import reading as notices
from cocreate.points.referrals.models import Referral, ReferralCode
from cocreate.posts.drafts.models import Draft
from cocreate.posts.models import REPLIES, Post, PostImport, PostLink, PostRevision, PostTag, Tag
from cocreate.posts.pictures import rules as pictures
from cocreate.posts.search.models import SearchEntry
from cocreate.questions.models import Answer, Question, QuestionModel
from cocreate.roadmap.announcements.models import Announcement
from cocreate.roadmap.releases.models import Release, ReleaseModel, ReleasePlan
from cocreate.screening.words import lists as words

FILL = "fill_demo"

# What hangs on a post, and what is a member's own: every foreign key to them whose row goes with them.
OF_POSTS: tuple[InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ...] = (
    SearchEntry.post_id,
    Support.idea_id,
    Support.counted_in_id,
    Merge.idea_id,
    Merge.into_id,
    OwnerCount.idea_id,
    StatusChange.idea_id,
    IdeaModel.idea_id,
    HelpfulVote.post_id,
    QuestionModel.question_id,
    RecordedSupport.idea_id,
    RecordedIdea.idea_id,
    Response.idea_id,
    Verdict.idea_id,
    SafetyMark.idea_id,
    ClosingProposal.idea_id,
    ClosingProposal.into_id,
    TargetChange.idea_id,
    Triage.idea_id,
    Note.idea_id,
    ScheduledChange.idea_id,
    ReleaseModel.release_id,
    ReleasePlan.release_id,
    PostLink.from_id,
    PostLink.to_id,
    Release.id,
    Announcement.id,
    Idea.id,
    Mention.post_id,
    Follow.post_id,
    PostTag.post_id,
    PostRevision.post_id,
    PostImport.post_id,
    Comment.id,
    Answer.id,
    Question.id,
    Post.id,
)
OF_MEMBERS: tuple[InstrumentedAttribute[int], ...] = (
    Identity.member_id,
    Password.member_id,
    Consent.member_id,
    Session.member_id,
    ApiToken.member_id,
    RoleGrant.member_id,
    Follow.member_id,
    Mention.member_id,
    Draft.member_id,
    SafetyAlert.member_id,
    SavedFilter.member_id,
    Export.member_id,
    Departure.member_id,
    QueueLetter.member_id,
    ReferralCode.member_id,
    Referral.referrer_id,
    Referral.referred_id,
)


def filled() -> JournalEntry | None:
    """The journal's entry of the present demo: ``data`` holds its ``members``, what it put into the ``catalogue``, and
    the brand's words ``before``."""
    return db.session.scalar(select(JournalEntry).where(JournalEntry.verb == FILL))


def take_away(entry: JournalEntry) -> None:
    """Delete the demo of `entry`, and the entry itself."""
    crew: list[int] = entry.data["members"]
    with _guard_off(
        "journal_entries",
        "status_changes",
        "verdicts",
        "safety_marks",
        "target_changes",
        "idea_notes",
        "release_plans",
        "decisions",
        "perk_changes",
        "perk_code_uses",
        "redemption_changes",
        "ledger_transfers",
        "ledger_days",
    ):
        posts, met = list(db.session.scalars(_posts_of(crew))), _met_by(crew)
        _part(posts)
        judged = forgetting.forget(posts, crew)
        pictures.remove_of(posts, crew)
        notices.forget(posts, crew)
        db.session.execute(update(Question).where(Question.id.in_(posts)).values(accepted_id=None))
        for column in OF_POSTS:
            db.session.execute(delete(column.class_).where(column.in_(posts)))
        db.session.execute(delete(Tag).where(~exists().where(PostTag.tag_id == Tag.id)))
        _withdraw_supports(crew)
        _withdraw_votes(crew)
        for column in OF_MEMBERS:
            db.session.execute(delete(column.class_).where(column.in_(crew)))
        db.session.execute(delete(Challenge).where(Challenge.member_id.in_(crew)))
        gone = redeeming.clear(crew)
        gone |= perks.clear(entry.data.get("office", {}))  # before the cars that some of them are for
        gone |= points.clear(crew)
        gone |= garage.clear(crew) | cars.take_away(entry.data.get("catalogue", {}))
        gone |= deeds.clear(entry.data.get("office", {})) | judged
        words.changed()
        _forget(met)
        about = [
            _subject("post", posts),
            _subject("member", crew),
            *(_subject(kind, ids) for kind, ids in gone.items()),
        ]
        notices.forget_entries(select(JournalEntry.id).where(or_(*about)))
        db.session.execute(delete(JournalEntry).where(or_(*about, JournalEntry.id == entry.id)))
        for member in db.session.scalars(select(Member).where(Member.id.in_(crew)).order_by(Member.id)):
            _leave(member)


def _posts_of(crew: Collection[int]) -> Select[int]:
    """The ids of the ideas, questions, announcements and releases of `crew`, of every comment and answer under them."""
    of_them = (Post.author_id.in_(crew), Post.kind.not_in(REPLIES))
    threads = select(Post.id).where(*of_them)
    under = select(Comment.id).where(Comment.thread_id.in_(threads))
    given = select(Answer.id).where(Answer.question_id.in_(threads))
    return select(Post.id).where(or_(Post.id.in_(threads), Post.id.in_(under), Post.id.in_(given)))


def _part(posts: Collection[int]) -> None:
    """Undo what merges an idea of the demo with one that stays, so that the other one keeps what is its own."""
    crossing = select(Merge).where(Merge.ended_at.is_(None), Merge.idea_id.in_(posts) != Merge.into_id.in_(posts))
    for merge in db.session.scalars(crossing.order_by(Merge.id)).all():
        merging.unmerge(members.by_id(merge.actor_id), db.session.get_one(Idea, merge.idea_id))


def _met_by(crew: Collection[int]) -> list[int]:
    """The placeholders of those for whom only `crew` recorded supports."""
    query = select(RecordedSupport.placeholder_id).group_by(RecordedSupport.placeholder_id)
    return list(db.session.scalars(query.having(func.bool_and(RecordedSupport.recorded_by.in_(crew)))))


def _forget(met: Collection[int]) -> None:
    """Delete the placeholders `met` of which nothing is left."""
    left = or_(
        exists().where(RecordedSupport.placeholder_id == Placeholder.member_id),
        exists().where(RecordedIdea.placeholder_id == Placeholder.member_id),
        exists().where(Post.author_id == Placeholder.member_id),
        Placeholder.claimed_by.is_not(None),
    )
    gone = delete(Placeholder).where(Placeholder.member_id.in_(met), ~left).returning(Placeholder.member_id)
    ids = list(db.session.scalars(gone))
    db.session.execute(delete(Member).where(Member.id.in_(ids)))


def _withdraw_supports(crew: Collection[int]) -> None:
    """Delete what supports of `crew` are left, under ideas of others, and count these ideas anew."""
    gone = delete(Support).where(Support.member_id.in_(crew)).returning(Support.counted_in_id)
    supported = {idea_id for idea_id in db.session.scalars(gone) if idea_id is not None}
    query = select(Idea).where(Idea.id.in_(supported)).order_by(Idea.id).options(joinedload(Idea.post))
    for idea in db.session.scalars(query.with_for_update(of=Idea, key_share=True)):
        ideas.recount(idea)
    db.session.flush()


def _withdraw_votes(crew: Collection[int]) -> None:
    """Delete what helpful votes of `crew` are left, for posts of others, and count these anew."""
    gone = delete(HelpfulVote).where(HelpfulVote.member_id.in_(crew)).returning(HelpfulVote.post_id)
    found = list(db.session.scalars(gone))
    left = select(func.count()).where(HelpfulVote.post_id == Post.id).scalar_subquery()
    db.session.execute(update(Post).where(Post.id.in_(found)).values(helpful=left))


def _leave(member: Member) -> None:
    """Delete `member`, or where something that stays names him, empty him of everything personal."""
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Member).where(Member.id == member.id))
    except IntegrityError:
        member.state, member.name, member.name_folded = MemberState.ERASED, "-", "-"
        member.bio = member.city = ""
        member.silenced_until = member.suspended_until = member.banned_at = None  # with the decisions that made them
        db.session.flush()


def _subject(kind: str, ids: Collection[int]) -> ColumnElement[bool]:
    return and_(JournalEntry.subject_kind == kind, JournalEntry.subject_id.in_(ids))


@contextmanager
def _guard_off(*tables: str) -> Iterator[None]:
    """Let rows of append-only `tables` be deleted; rolls back with the transaction, other sessions wait for its end."""
    for table in tables:
        db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER append_only"))
    yield
    for table in tables:
        db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER append_only"))
