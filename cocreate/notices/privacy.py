"""What a member was told, and how they chose to hear it."""

from collections.abc import Collection

from sqlalchemy import select

from cocreate.journal.models import JournalEntry
from cocreate.kernel.personal import Columns, Row, deleted, kept, rows
from cocreate.members.models import Member
from cocreate.notices.models import Choice, Mailing, Mute, Notice
from cocreate.notices.reading import forget
from cocreate.posts.models import Post

_OF_THE_BRAND = "A chat of the brand's own team, and what it said last."
COLUMNS: Columns = {
    **deleted("notices", "member_id", "What the member was told."),
    **deleted("broadcast_reads", "member_id", "What the member has read."),
    **deleted("notice_choices", "member_id", "How the member chose to hear."),
    **deleted("mutes", "member_id", "What the member did not want to hear of."),
    **deleted("mailings", "member_id", "When the member was written to."),
    **kept("robots", "public_id name address host tail secret alerts said", _OF_THE_BRAND),
}


def export(member: Member) -> Row:
    """What the member was told and why, without the words and names of others; their choices, mutes and letters."""
    notices = (
        select(
            Notice.at, Notice.cause, Notice.why, JournalEntry.verb, Post.public_id.label("about"),
            Notice.on_site, Notice.read_at, Notice.pace,
        )
        .join(JournalEntry, JournalEntry.id == Notice.entry_id)
        .outerjoin(Post, Post.id == Notice.about_id)
        .where(Notice.member_id == member.id)
        .order_by(Notice.id)
    )  # fmt: skip
    mutes = select(Post.public_id.label("post"), Mute.at).join(Post, Post.id == Mute.post_id)
    letters = select(Mailing.at, Mailing.pace, Mailing.due_at, Mailing.notices).where(Mailing.member_id == member.id)
    choices = select(Choice.cause, Choice.channel, Choice.pace).where(Choice.member_id == member.id)
    return {
        "notices": rows(notices),
        "notice_choices": rows(choices.order_by(Choice.cause, Choice.channel)),
        "mutes": rows(mutes.where(Mute.member_id == member.id).order_by(Mute.at, Mute.post_id)),
        "letters": rows(letters.order_by(Mailing.id)),
    }


def erase(member: Member, _posts: Collection[int]) -> None:
    """Forget what the member was told."""
    forget((), [member.id])
