"""A site full of marks: what is private, waiting, taken away or for the team alone, each thing with its mark."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from cocreate.accounts.vehicles import documents
from cocreate.catalogue.stages import Stage
from cocreate.comments import rules as comments
from cocreate.comments.models import Comment
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea
from cocreate.ideas.recorded import rules as recorded
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.ideas.triage import filters, scheduled, templates
from cocreate.ideas.triage import rules as triage
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.perks.codes import pool
from cocreate.perks.models import PerkKind
from cocreate.perks.redemptions import rules as redeeming
from cocreate.perks.redemptions.rules import Wish
from cocreate.points.grants import rules as grants
from cocreate.points.referrals import rules as referral_rules
from cocreate.posts import standing
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.models import Audience, Post, PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.posts.search import rules as search
from cocreate.roadmap.releases import rules as releasing
from cocreate.roadmap.releases.rules import Content
from cocreate.roadmap.words import Words
from cocreate.screening.models import Case
from tests import make
from tests.make import cars, questions, redemptions, referrals, robots, suspicion
from tests.make.pictures import drawn
from tests.matrix import world
from tests.matrix.world import World
from tests.support.browser import Client
from tests.sweep import marks
from tests.sweep.marks import Mark, text, word


@dataclass(frozen=True)
class Filled:
    """Who reads, what the addresses of the matrix name here, and every mark there is."""

    members: dict[str, Member]
    worlds: list[World]
    marks: list[Mark]


def fill() -> Filled:
    """Make everything, with letters and calls that wait to be sent."""
    members = _arrive()
    author, product, moderator = members["author"], members["product"], members["moderator"]
    full = world.create(author, members["admin"])
    robots.robot(by=members["admin"], address=f"https://chat.example.org/hook?key={word('robot')}")
    found = {state: _post(author, members, state) for state in marks.POSTS}
    heard = make.idea(author, title="Heard by everybody", supporters=1)
    comments.follow(members["member"], heard.post)
    comment = ideas.comment(author, heard, text("comment"))
    case = _reported(members["reporter"], found["members"].post)
    _decide(moderator, found["hidden"].post, Action.HIDE, appealed=True)
    _decide(moderator, found["removed"].post, Action.REMOVE)
    _decide(moderator, comment.post, Action.HIDE)
    answer = questions.answer(author=author, body=text("answer"))
    _decide(moderator, answer.post, Action.HIDE)
    release = _of_the_team(product, heard)
    grants.grant(members["admin"], author, 5, text("grant"))
    grants.grant(members["admin"], author, 5000, text("asked"))
    author.joined_at -= timedelta(days=60)  # so that they may invite others
    referral_rules.refuse(moderator, referrals.in_review(author).referred_id, text("referral"))
    drafts.save(author, "ideas/new", {"title": [text("draft")], "body": [text("draft")]})
    vin = cars.vin()
    cars.phone(author, marks.PHONE)
    car = cars.car(author, vin)
    documents.send(author, car, drawn(32, 32))
    sent, ticket = _redeemed(author)
    db.session.flush()
    more = [_naming(full, idea, comment, release) for idea in found.values()]
    full.names.update(
        waiting=car.public_id, case=case, idea=heard.post.public_id, order=sent, answer=answer.post.public_id
    )
    more.append(World({**full.names, "order": ticket}, full.moved))
    return Filled(members, [full, *more], marks.every(vin))


def upload(client: Client, member: Member) -> None:
    """Have `member` hand in a picture whose file has a telling name."""
    file = (BytesIO(drawn(32, 32)), f"{word('file')}.png")
    answer = client.sign_in(member).post("/pictures", data={"picture": file})
    assert answer.status_code == 201


def _arrive() -> dict[str, Member]:
    roles = {who: (who,) for who in ("moderator", "product", "service", "admin")}
    others = [who for who in marks.READERS if who not in ("visitor", "author", "reporter")]
    members = {who: make.member(roles=roles.get(who, ())) for who in others}
    members["author"] = make.owner(make.member("An Author", email=f"{word('email')}@example.org"))
    members["reporter"] = make.member(word("reporter"))
    members["suspended"].suspended_until = clock.now() + timedelta(days=7)
    return members


def _post(author: Member, members: dict[str, Member], state: str) -> Idea:
    """An idea with the marks of its `state`; the one that is held has never been seen."""
    named = [pictures.add(author, drawn(32, 32), word("alt")).public_id] if state == "held" else []
    idea = ideas.post(author, text(state), text(state), Stage.DRIVING, tags=[f"tag{state}"], pictures=named)
    if state == "held":
        standing.move(standing.lock([idea.id])[idea.id], PostState.HELD)
        idea.post.published_at = None
    elif state in ("members", "staff"):
        idea.post.audience = Audience(state)
        db.session.flush()
        search.index([idea.id])
    else:
        comments.follow(members["member"], idea.post)
        _void(members["member"], idea)
        ideas.change_status(members["product"], idea, "reviewing", "We look at it.")
    return idea


def _void(member: Member, idea: Idea) -> None:
    """Have `member` know of `idea` by the decision that their support of it does not count."""
    ideas.support(member, idea)
    suspicion.voided(idea, [member])


def _reported(reporter: Member, post: Post) -> str:
    """The public id of the case that is open about `post` since `reporter` told of it."""
    reports.report(reporter, post=post, reason=Reason.OTHER, note=text("report"))
    return db.session.scalars(select(Case.public_id).where(Case.post_id == post.id)).one()


def _decide(moderator: Member, post: Post, action: Action, *, appealed: bool = False) -> None:
    (made,) = decisions.decide(moderator, action, posts=[post], reason=Reason.OTHER, note=text("decision"))
    if appealed:
        author = db.session.get_one(Member, post.author_id)
        appeals.appeal(author, made, text("appeal"))


def _of_the_team(product: Member, idea: Idea) -> str:
    """What the team keeps to itself; the public id of a release nobody knows of yet."""
    triage.note(product, idea, text("note"))
    later = clock.now() + timedelta(days=20)
    scheduled.schedule(product, idea, "reviewing", text("embargo"), later)
    today = clock.local_day(clock.now())
    recorded.record_support(product, idea, Meeting(Source.PHONE, word("reference"), today, text("meeting")))
    templates.write(product, text("template"), text("template"), text("template"))
    filters.keep(product, word("filter"), "pile=all")
    words = {language: Words(text("release"), text("release")) for language in ("zh", "en")}
    return releasing.draft(product, Content(texts=words, existing={})).post.public_id


def _redeemed(author: Member) -> tuple[str, str]:
    """What was sent to the author, and a code of theirs: their public ids."""
    redemptions.rich(author)
    address = redemptions.addresses_of("An Author", word("street"))
    order = redeeming.redeem(author, Wish(redemptions.perk().id, address=address))
    redeeming.fulfil(make.member(roles=["product"]), order, word("parcel"))
    voucher = redemptions.perk(PerkKind.VOUCHER)
    pool.fill(make.member(roles=["admin"]), voucher, [word("ticket")])
    return order.public_id, redemptions.redemption(author, voucher).public_id


def _naming(full: World, idea: Idea, comment: Comment, release: str) -> World:
    """The same addresses, for another idea, comment and release."""
    names = {"idea": idea.post.public_id, "comment": comment.post.public_id, "release": release}
    return World({**full.names, **names}, full.moved)
