"""What the addresses of the tables name: one thing of every kind, whatever can be somebody's being the author's."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select, update

from cocreate.accounts import sessions
from cocreate.accounts.models import Session
from cocreate.accounts.vehicles import documents
from cocreate.catalogue import rules as catalogue
from cocreate.catalogue.stages import Stage
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import IdeaKind
from cocreate.ideas.triage import departments, templates
from cocreate.kernel.database import db
from cocreate.members.models import Identity, Member
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.notices import leaving
from cocreate.notices.models import Cause
from cocreate.perks import categories as shelves
from cocreate.perks.codes import queries as codes
from cocreate.perks.models import PerkKind
from cocreate.points.grants import rules as grants
from cocreate.points.referrals import queries
from cocreate.posts.models import Audience, Post, PostState
from cocreate.posts.pictures import rules as pictures
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.releases import rules as releasing
from cocreate.roadmap.words import Words
from cocreate.screening.models import Case
from cocreate.vehicles.models import Dispute
from tests import make
from tests.make import cars, questions, redemptions, referrals, releases, robots, suspicion, words
from tests.make.pictures import drawn
from tests.matrix.rows import Moment

TEXTS = {"zh": Words("新的路线图", "从今天起。"), "en": Words("A new roadmap", "From today.")}


@dataclass(frozen=True)
class World:
    """What stands for each ``<name>`` of an address, and the key of the post that is moved where one is named."""

    names: dict[str, str]
    moved: dict[str, int]

    def address(self, written: str) -> str:
        """The address `written` with names in it."""
        path = re.sub(r"<(\w+)>", lambda name: self.names.get(name[1], name[0]), written)
        assert "<" not in path, f"{written} names something that tests/matrix/world.py does not make"
        return path

    def move(self, moment: Moment) -> None:
        """Let every post that is named stand as that `moment` says."""
        standing = {"state": PostState(moment.state), "audience": Audience(moment.audience)}
        db.session.execute(update(Post).where(Post.id.in_(self.moved.values())).values(**standing))


def create(author: Member, admin: Member) -> World:
    """Make everything."""
    names, moved = _posts(author, admin)
    names |= {
        **_redeemed(author),
        **_of_members(author),
        **_cars(author),
        **_desk(admin),
        **_catalogue(admin),
        **_moderation(author),
        **_invited(),
    }
    names["nothing"] = "2222222222"
    db.session.flush()
    return World(names, moved)


def _posts(author: Member, admin: Member) -> tuple[dict[str, str], dict[str, int]]:
    """A picture and a reply stand under the idea, what is given under the question: it is these that are moved.

    The comment and the answer stand under others.
    """
    picture = pictures.add(author, drawn(32, 32)).public_id
    idea = ideas.post(author, "The seat stays cold", "In winter.", Stage.DRIVING, IdeaKind.PROBLEM, pictures=[picture])
    ideas.change_status(admin, idea, "adopted", "We build it.")
    question = questions.question(author)
    posts = {
        "idea": idea.post,
        "question": question.post,
        "answer": questions.answer(author=author).post,
        "comment": make.comment(make.idea(), author).post,
        "release": releasing.publish(admin, releases.draft(admin, [make.idea(status="adopted")])).post,
        "announcement": announcements.announce(admin, TEXTS, None).post,
    }
    names = {"picture": picture, "reply": make.comment(idea, author).post.public_id}
    given = {"given": questions.answer(question).post.public_id}
    moved = {**{name: post.id for name, post in posts.items()}, **dict.fromkeys(names, idea.post.id)}
    moved |= dict.fromkeys(given, question.id)
    return {**names, **given, **{name: post.public_id for name, post in posts.items()}}, moved


def _moderation(author: Member) -> dict[str, str]:
    """A case about somebody else's idea, and two decisions about the author, one of them appealed against."""
    post, moderator = make.idea().post, make.member(roles=["moderator"])
    reports.report(make.member(), post=post, reason=Reason.SPAM)
    appealed, warning = (
        decisions.decide(moderator, Action.WARN, members=[author], reason=Reason.SPAM)[0] for _number in range(2)
    )
    return {
        "case": db.session.scalars(select(Case.public_id).where(Case.post_id == post.id)).one(),
        "appeal": appeals.appeal(author, appealed, "It was no advert.").public_id,
        "warning": warning.public_id,
        "voiding": suspicion.proposed(doubted := make.idea(), suspicion.crowd(doubted, 1)).public_id,
        "grant": grants.grant(make.member(roles=["admin"]), author, 5000, "For a whole day of help.").public_id,
    }


def _invited() -> dict[str, str]:
    """The link of a member, and somebody who came by it and looks odd."""
    referral = referrals.in_review()
    referred = db.session.get_one(Member, referral.referred_id)
    return {"referred": referred.public_id, "invitation": queries.code_of(referral.referrer_id) or ""}


def _of_members(author: Member) -> dict[str, str]:
    sessions.begin(author, "Firefox")
    session = db.session.scalars(select(Session.id).where(Session.member_id == author.id)).one()
    identity = db.session.scalars(select(Identity.id).where(Identity.member_id == author.id)).one()
    upload = pictures.add(author, drawn(32, 32))
    left = urlsplit(leaving.address(author, [Cause.ANSWER])).path.rpartition("/")[2]
    return {
        "author": author.public_id,
        "session": str(session),
        "identity": str(identity),
        "upload": upload.public_id,
        "left": left,
    }


def _cars(author: Member) -> dict[str, str]:
    """A car whose document waits, one that is owned, and what another member says against that."""
    waiting = cars.car(author, cars.vin())
    documents.send(author, waiting, drawn(32, 32))
    vin = cars.vin()
    cars.record(vin, cars.phone(author))
    owned = cars.car(author, vin)
    cars.car(make.member(), vin)
    dispute = db.session.scalars(select(Dispute.public_id)).one()
    return {"waiting": waiting.public_id, "owned": owned.public_id, "dispute": dispute}


def _redeemed(author: Member) -> dict[str, str]:
    """An order that waits, of a perk that is left, and a code that was given out."""
    mug, coupon = redemptions.perk(), redemptions.perk(PerkKind.VOUCHER)
    order = redemptions.redemption(redemptions.rich(author), mug)
    code = redemptions.redemption(variant=coupon)
    return {
        "mug": redemptions.of(mug).public_id,
        "coupon": redemptions.of(coupon).public_id,
        "order": order.public_id,
        "code": codes.of_redemptions([code.id])[code.id][0],
    }


def _desk(admin: Member) -> dict[str, str]:
    return {
        "department": departments.add(admin, "座舱", "Cabin").public_id,
        "template": templates.write(admin, "Thanks", "谢谢。", "Thank you.").public_id,
        "robot": robots.robot(by=admin).public_id,
        "shelf": shelves.add(admin, "everyday", "日常", "Everyday").key,
        "word": words.watched("quagga", by=admin).public_id,
    }


def _catalogue(admin: Member) -> dict[str, str]:
    series = catalogue.add_series(admin, "matrix")
    year = catalogue.add_year(admin, series, 2024)
    software = catalogue.add_software(admin, series, "4.1")
    return {"series": str(series.id), "year": str(year.id), "software": str(software.id)}
