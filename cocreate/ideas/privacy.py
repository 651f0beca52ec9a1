"""What a member supports, says of ideas, and does with them at the desk."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from cocreate.ideas.models import Idea, Support
from cocreate.ideas.recorded.models import RecordedIdea
from cocreate.ideas.responses.models import Verdict
from cocreate.ideas.triage.models import SavedFilter, Triage
from cocreate.kernel.database import db
from cocreate.kernel.personal import Columns, Row, deleted, emptied, kept, rows
from cocreate.members.models import Member, Placeholder
from cocreate.posts.models import Post

_COUNTED = "Who supports what: it leads to a row without a name, and no number of the past changes."
_OFFICE = "What the team did and said in the brand's name; by now a row without a name."
_BRAND = "The brand's own words and settings."
COLUMNS: Columns = {
    **kept("supports", "member_id", _COUNTED),
    **kept("verdicts", "member_id", "Whether the author found it solved: nothing that happened is rewritten."),
    **kept("ideas", "elsewhere_label", "Where else the idea was counted."),
    **kept("status_changes", "actor_id confirmed_by_id reason actor_role", _OFFICE),
    **kept("target_changes", "actor_id reason actor_role", _OFFICE),
    **kept("closing_proposals", "proposer_id decider_id reason", _OFFICE),
    **kept("safety_marks", "actor_id reason", _OFFICE),
    **kept("safety_alerts", "member_id", "That somebody of the team was alerted; by now a row without a name."),
    **kept("scheduled_changes", "actor_id public_id reason target problem", _OFFICE),
    **kept("response_pauses", "actor_id reason", _OFFICE),
    **kept("idea_notes", "author_id body", _OFFICE),
    **kept("voidings", "public_id proposer_id decider_id reason", _OFFICE),
    **kept("voided_members", "member_id", _COUNTED),
    **kept(
        "access_log",
        "member_id device address",
        "Keyed hashes: the law wants them for 180 days, and so long buying supports is found.",
    ),
    **kept("suspicions", "marks", "Keyed hashes of what was found in the access log, forgotten with it."),
    **kept("merges", "actor_id ended_by_id", _OFFICE),
    **kept("recorded_supports", "recorded_by", _OFFICE),
    **kept("recorded_ideas", "recorded_by", _OFFICE),
    **kept("recorded_supports", "note", "Of owners without an account; it goes when its owner claims the support."),
    **emptied("recorded_ideas", "note", "How the team met the owner who has claimed the idea since."),
    **emptied("triage", "lead_id", "Nobody drives an idea who has left."),
    **kept("triage", "ticket", "The number of the idea in a system of the brand's."),
    **deleted("saved_filters", "member_id name query", "A tool of the member's own."),
    **kept("answer_templates", "public_id name body_zh body_en", _BRAND),
    **kept("departments", "public_id name_zh name_en", _BRAND),
    **kept("statuses", "key name_zh name_en", _BRAND),
    **kept("counted_answers", "numbers", "Public figures."),
}


def export(member: Member) -> Row:
    """The member's ideas as they stand, their supports and verdicts; the words are among the posts."""
    post = Post.public_id.label("post")
    counted = (Idea.supports, Idea.owners, Idea.safety)
    ideas = select(post, Idea.kind, Idea.stage, Idea.status_key.label("status"), *counted)
    ideas = ideas.join(Post, Post.id == Idea.id).where(Post.author_id == member.id).order_by(Idea.id)
    supports = select(post, Support.at, Support.owner).join(Post, Post.id == Support.idea_id)
    verdicts = select(post, Verdict.solved, Verdict.at).join(Post, Post.id == Verdict.idea_id)
    filters = select(SavedFilter.name, SavedFilter.query).where(SavedFilter.member_id == member.id)
    return {
        "ideas": rows(ideas),
        "supports": rows(supports.where(Support.member_id == member.id).order_by(Support.id)),
        "verdicts": rows(verdicts.where(Verdict.member_id == member.id).order_by(Verdict.id)),
        "filters": rows(filters.order_by(SavedFilter.id)),
    }


def erase(member: Member, _posts: Collection[int]) -> None:
    """Have the member drive no idea any more, and forget their filters; what they support stays counted."""
    db.session.execute(update(Triage).where(Triage.lead_id == member.id).values(lead_id=None))
    db.session.execute(delete(SavedFilter).where(SavedFilter.member_id == member.id))
    met = select(Placeholder.member_id).where(Placeholder.claimed_by == member.id)
    db.session.execute(update(RecordedIdea).where(RecordedIdea.placeholder_id.in_(met)).values(note=""))
