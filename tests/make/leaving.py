"""Makers of members who leave: one with something of every kind, and the erasure itself, right away."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select

from cocreate.accounts import challenges, passwords, roles, sessions
from cocreate.accounts import rules as accounts
from cocreate.accounts.leaving import erasing, exports, rules
from cocreate.accounts.leaving.models import Departure
from cocreate.accounts.models import Consent, Purpose, SignIn, Way
from cocreate.accounts.vehicles import documents
from cocreate.catalogue.stages import Stage
from cocreate.comments import rules as comments
from cocreate.comments.calm.models import Turn
from cocreate.comments.helpful import rules as helpful
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.recorded.models import RecordedIdea, Source
from cocreate.ideas.responses import verdicts
from cocreate.ideas.triage import filters
from cocreate.ideas.triage.models import Triage
from cocreate.journal import rules as journal
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.kernel.transactions import KeptAnswer
from cocreate.members.models import IdentityKind, Member, MemberState, Placeholder, Role
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.letters import QueueLetter
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.notices import choices, letters, reading
from cocreate.notices import rules as notices
from cocreate.notices.models import Cause
from cocreate.perks.codes import rules as codes
from cocreate.perks.codes.models import PerkCode
from cocreate.perks.models import PerkKind
from cocreate.perks.redemptions import rules as redeeming
from cocreate.perks.redemptions.rules import Wish
from cocreate.points import awards, wallets
from cocreate.points.checkins import rules as check_ins
from cocreate.points.earning.models import EarningChange, Field
from cocreate.points.expiry.models import Reminder
from cocreate.points.grants import rules as grants
from cocreate.points.leaderboard import rules as leaderboard
from cocreate.points.models import RuleKey
from cocreate.points.referrals.models import Referral, ReferralCode, ReferralState, Sign
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.models import Post
from cocreate.posts.pictures import rules as pictures
from cocreate.questions import rules as asking
from cocreate.screening.cases import open_case
from cocreate.screening.models import Case
from cocreate.screening.models import Cause as Look
from cocreate.screening.protection.models import Protection
from cocreate.vehicles.models import Holding
from tests import make
from tests.make import answers, cars, questions, redemptions
from tests.make.pictures import drawn

NAME, BIO, CITY = "Zhao-Wanderer", "bio-of-zhao", "city-of-zhao"
EMAIL, PHONE = "zhao-wanderer@example.org", "+8613912345678"
DEVICE, NETWORK = "device-of-zhao", "203.0.113.0/24"
TITLE, BODY = "title-of-zhao", "words-of-zhao"


class Whole(NamedTuple):
    """A member of whom there is something in every table that holds something of members."""

    member: Member
    idea: Idea
    thread: Idea
    vin: str
    unproven: str


def erased(member: Member, *, posts_too: bool = False) -> Member:
    """`member`, erased without any grace."""
    db.session.flush()
    erasing.erase(erasing.hold(member.id), posts_too)
    db.session.flush()
    return member


def whole() -> Whole:
    """Somebody with something of every kind; they wrote, so that it does not speak for the brand, before they joined
    the team."""
    member = make.member(NAME, email=EMAIL)
    member.bio, member.city = BIO, CITY
    cars.phone(member, PHONE)
    idea, thread = _writings(member)
    vin, unproven = _cars(member)
    _way_in(member)
    _heard(member, thread)
    _elsewhere(member, idea)
    _judged(member, thread)
    _earned(member)
    _granted(member)
    _referred(member)
    _redeemed(member)
    _office(member)
    _leaving(member)
    db.session.flush()
    return Whole(member, idea, thread, vin, unproven)


def _writings(member: Member) -> tuple[Idea, Idea]:
    """An idea with an earlier text, pictures, tags and replies; a comment answered under an idea of another, who names
    the member."""
    picture, _loose = (pictures.add(member, drawn(), "alt-of-zhao") for _turn in range(2))
    idea = ideas.post(member, f"first-{TITLE}", BODY, Stage.DRIVING, tags=["seat"], pictures=[picture.public_id])
    ideas.support(make.member(), idea)
    said = (TITLE, f"better-{BODY}", Stage.DRIVING, IdeaKind.WISH, ["seat"])
    ideas.edit(member, idea, *said, pictures=[picture.public_id])
    thread = make.idea()
    ideas.support(member, thread)
    make.comment(thread, answers=make.comment(thread, member, f"comment-{BODY}"))
    make.comment(thread, body=f"As @{NAME} says.")
    make.comment(idea, body="A reply.")
    problem = answers.problem(member)
    answers.answer(problem)
    verdicts.give(member, problem, True)
    _asked(member)
    drafts.save(member, "ideas/new", {"body": [f"draft-{BODY}"]})
    return idea, thread


def _asked(member: Member) -> None:
    """A question with an accepted answer, an answer of their own, and what they found helpful."""
    question = questions.question(member, f"ask-{TITLE}", body=f"ask-{BODY}", tags=["seat"])
    given = questions.answer(question)
    asking.accept(member, question, given)
    helpful.vote(member, given.post)
    questions.answer(author=member, body=f"answer-{BODY}")


def _cars(member: Member) -> tuple[str, str]:
    """One car that the list proves, one with a document that somebody else claims as well: their VINs."""
    proven, waiting, claimed = cars.vin(), cars.vin(), cars.vin()
    cars.record(proven, PHONE)
    cars.car(member, proven)
    documents.send(member, cars.car(member, waiting), drawn())
    other = make.member()
    cars.record(claimed, cars.phone(other))
    cars.car(other, claimed)
    cars.car(member, claimed)  # disputes it
    cars.car(make.member(), proven)  # is disputed
    return proven, waiting


def _way_in(member: Member) -> None:
    accounts.set_password(member, passwords.hashed("a quiet cabin in the rain"))
    sessions.begin(member, DEVICE, NETWORK)
    came = {"way": Way.CODE, "device": DEVICE, "ip_hint": NETWORK}
    db.session.add_all(SignIn(**came, **who) for who in ({"member_id": member.id}, {"lookup": sealing.lookup(EMAIL)}))
    sessions.issue_token(member, ["read"])
    challenges.begin_link(Purpose.CONFIRM_IDENTITY, IdentityKind.EMAIL, f"new-{EMAIL}", member)
    db.session.add_all(Consent(member_id=member.id, legal_text_id=text) for text in accounts.texts_in_force())
    answer = KeptAnswer(owner=f"page:{member.id}", key="k", fingerprint=b"f", status=200, headers={}, body=b"<p>")
    db.session.add(answer)


def _heard(member: Member, thread: Idea) -> None:
    everybody = journal.note(None, "announce", "post", thread.id)
    notices.tell_everyone(everybody, Cause.ANNOUNCEMENT, about=thread.id)
    with clock.telling(clock.now() + timedelta(minutes=6)):
        letters.write_due()
    reading.read(member, everybody.id)
    comments.follow(member, thread.post)
    reading.mute(member, thread.post)
    choices.choose(member, choices.of(member))


def _elsewhere(member: Member, idea: Idea) -> None:
    """What an import and the team knew of the member before they came."""
    before = make.member("old-name-of-zhao", state=MemberState.PLACEHOLDER)
    lookup = sealing.lookup(EMAIL)
    known = Placeholder(member_id=before.id, source="forum", reference="zhao@forum", email_lookup=lookup)
    known.claimed_by = member.id
    db.session.add(known)
    db.session.flush()
    met = RecordedIdea(idea_id=idea.id, placeholder_id=before.id, recorded_by=make.member().id, note="note-on-zhao")
    met.source, met.met_on = Source.PHONE, clock.local_day(clock.now())
    db.session.add(met)


def _judged(member: Member, thread: Idea) -> None:
    """A report, a warning with an appeal, a turn in a slow thread, protection; a letter to a moderator."""
    reports.report(member, post=make.idea().post, reason=Reason.OTHER, note="report-of-zhao")
    moderator = make.member(roles=["moderator"])
    said = "warning-of-zhao"
    (decision,) = decisions.decide(moderator, Action.WARN, members=[member], reason=Reason.INSULT, note=said)
    appeals.appeal(member, decision, "appeal-of-zhao")
    other = make.member()
    (upon_other,) = decisions.decide(moderator, Action.WARN, members=[other], reason=Reason.INSULT)
    claimed = appeals.appeal(other, upon_other, "Not so.")
    claimed.claimed_by, claimed.claimed_until = member.id, clock.now() + timedelta(minutes=15)
    now, until = clock.now(), clock.now() + timedelta(days=1)
    db.session.add(Turn(thread_id=thread.id, member_id=member.id, at=now))
    db.session.add(Protection(member_id=member.id, until=until, reason="reason-of-zhao", actor_id=moderator.id))
    db.session.add(QueueLetter(member_id=member.id, on=clock.local_day(now)))


def _earned(member: Member) -> None:
    """Points that were taken back after they were spent, and points that are set apart."""
    now, owner = clock.now(), f"member:{member.id}"
    given = wallets.credit(member.id, 100, f"given:{member.id}", "grant", owner, now, now)
    wallets.settle(wallets.reserve(member.id, 60, f"bought:{member.id}", owner, at=now), now)
    wallets.take_back(given.id, "revoked", now)
    wallets.credit(member.id, 90, f"more:{member.id}", "grant", owner, now, now)
    wallets.reserve(member.id, 10, f"apart:{member.id}", owner, at=now)
    check_ins.check_in(member)
    leaderboard.leave(member)
    db.session.add(Reminder(member_id=member.id, last_on=clock.local_day(now), days=7))


def _granted(member: Member) -> None:
    """Points given by hand, taken back, and asked for; what the member gave, decided and changed of the rules."""
    admin, other = (make.member(roles=["admin"]) for _number in range(2))
    grants.grant(admin, member, 40, "grant-of-zhao")
    grants.revoke(admin, grants.grant(admin, member, 5, "mistake-of-zhao").id, "answer-of-zhao")
    grants.grant(admin, member, 5000, "asked-for-zhao")
    grants.revoke(member, grants.grant(member, make.member(), 5, "A thank-you.").id, "Too early.")
    grants.confirm(member, grants.grant(other, make.member(), 5000, "A large thank-you.").id)
    db.session.add(EarningChange(rule=RuleKey.REFERRAL, actor_id=member.id, field=Field.POINTS, before="1", after="2"))


def _referred(member: Member) -> None:
    """A code; somebody brought along, which was no referral; and somebody who brought the member."""
    now, moderator = clock.now(), make.member(roles=["moderator"])
    db.session.add(ReferralCode(member_id=member.id, code=f"code-of-{member.id}"))
    proven = (Holding.member_id == member.id, Holding.verified_at.is_not(None))
    cars_of = [db.session.scalars(select(Holding.id).where(*proven)).one()]
    cars_of.append(cars.car(other := make.member(), cars.vin()).id)
    refused = Referral(referred_id=other.id, referrer_id=member.id, holding_id=cars_of[1], due_at=now)
    refused.state, refused.reason, refused.signs = ReferralState.REFUSED, "refusal-of-zhao", [Sign.DEVICE]
    refused.decided_by_id, refused.decided_at = moderator.id, now
    came = Referral(referred_id=member.id, referrer_id=make.member().id, holding_id=cars_of[0], due_at=now)
    awards.award(RuleKey.REFERRAL, f"referral:{member.id}", [came.referrer_id])
    came.state, came.signs, came.reason = ReferralState.REWARDED, [Sign.ADDRESS], "approval-of-zhao"
    db.session.add_all([refused, came])
    decided = Referral(referred_id=make.member().id, referrer_id=make.member().id, decided_by_id=member.id)
    decided.decided_at = now
    db.session.add(decided)


def _redeemed(member: Member) -> None:
    """An order that waits, one that was sent, a code; and what the member did with those of others, for the team."""
    redemptions.rich(member, 1000)
    goods, voucher = redemptions.perk(), redemptions.perk(PerkKind.VOUCHER)
    address = replace(redemptions.ADDRESS, name=NAME, street="street-of-zhao")
    _waits, sent = (redeeming.redeem(member, Wish(goods.id, key=key, address=address)) for key in ("k1", "k2"))
    redeeming.fulfil(make.member(), sent, "parcel-of-zhao")
    redemptions.redemption(member, voucher)
    redeeming.cancel(member, redemptions.redemption(), "Sold out.")
    other = redemptions.redemption(variant=voucher)
    code = db.session.scalars(select(PerkCode).where(PerkCode.redemption_id == other.id)).one()
    codes.use(member, code, "press")


def _office(member: Member) -> None:
    """What the member does in the team."""
    roles.grant_role(None, member, Role.PRODUCT)
    db.session.merge(Triage(idea_id=make.idea().id, lead_id=member.id))
    filters.keep(member, "filter-of-zhao", "pile=all")
    for about in ({"post_id": make.idea().id}, {"member_id": member.id}):
        open_case({Look.REPORT}, **about)
    db.session.flush()
    claimed = db.session.scalars(select(Case).where(Case.post_id.is_not(None)).limit(1)).one()
    claimed.claimed_by, claimed.claimed_until = member.id, clock.now() + timedelta(minutes=15)


def _leaving(member: Member) -> None:
    rules.ask_export(member)
    exports.make(member.id)
    due = clock.now() + timedelta(days=14)
    db.session.add(Departure(member_id=member.id, due_at=due, posts_too=False))
    member.leaves_at = due


def post_of(idea: Idea) -> Post:
    """The post of `idea`, read afresh."""
    return post_of_id(idea.id)


def post_of_id(key: int) -> Post:
    """The post with this key, read afresh."""
    return db.session.get_one(Post, key, populate_existing=True)
