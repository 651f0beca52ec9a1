"""Questions, points and perks for those who walk; see tests/support/content.py."""

from datetime import timedelta

from sqlalchemy import select

from cocreate.catalogue.stages import Stage
from cocreate.comments.calm import rules as calm
from cocreate.comments.calm.models import MeasureKind
from cocreate.comments.helpful import rules as helpful
from cocreate.kernel import clock, sealing
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.perks import categories
from cocreate.perks.codes import pool
from cocreate.perks.codes import rules as codes
from cocreate.perks.codes.models import PerkCode
from cocreate.perks.models import PerkKind
from cocreate.perks.redemptions.models import Redemption
from cocreate.points.grants import rules as grants
from cocreate.points.leaderboard import rules as leaderboard
from cocreate.points.referrals import rules as inviting
from cocreate.questions import rules as questions
from tests import make
from tests.make import perks, redemptions, referrals
from tests.make import questions as asking


def of_author(author: Member) -> list[str]:
    """Questions and answers of theirs, points, and what they have redeemed; they may invite others."""
    author.joined_at = clock.now() - timedelta(days=60)
    redemptions.rich(author, 5000)
    order, coupon = (redemptions.redemption(author, redemptions.perk(kind)) for kind in PerkKind if kind != "voucher")
    if author.grants:
        leaderboard.leave(author)
    paths = [f"/perks/redemptions/{made.public_id}" for made in (order, coupon)]
    return [*paths, f"{paths[0]}/cancel", *_asked(author), f"/perks/{perks.perk().public_id}/redeem"]


def _asked(author: Member) -> list[str]:
    open_one, solved, anothers = asking.question(author), asking.question(author), asking.question()
    questions.edit(author, open_one, "How does it warm up?", "In winter.", Stage.DRIVING)
    helpful.vote(author, asking.answer(open_one).post)
    questions.accept(author, solved, asking.answer(solved))
    given = asking.answer(anothers, author)
    questions.edit_answer(author, given, "Better said.")
    asked = (open_one, solved, anothers, asking.question(), asking.question(author))
    paths = [f"/questions/{question.post.public_id}" for question in asked]
    return [f"/answers/{given.post.public_id}", *paths, f"{paths[0]}/answer", f"{paths[-1]}/remove"]


def of_desk(admin: Member) -> list[str]:
    """Perks in every state, categories, orders and codes of others, grants, an invitation somebody looks at, and a
    question whose talk is closed."""
    for key in ("knitwear", "workshop"):  # the demo has others
        categories.add(admin, key, "", key.title())
    draft, sold, voucher = perks.draft(admin), perks.perk(admin), redemptions.perk(PerkKind.VOUCHER)
    order, good, used = (redemptions.redemption(variant=of) for of in (redemptions.perk(), voucher, voucher))
    codes.use(admin, _code(used), "press", "Centre 7")
    pool.generate(admin, voucher, 2)
    other = make.member(roles=["admin"])
    pending, given = (grants.grant(other, make.member(), amount, "A thank-you.") for amount in (5000, 5))
    heated = asking.question()
    calm.take(admin, heated.post, MeasureKind.CLOSED, "Please take a breath.")
    looked_at = db.session.get_one(Member, referrals.in_review().referred_id)
    return [
        "/desk/points",  # which leads to the rules
        *(f"/desk/perks/{perk.public_id}" for perk in (draft, sold, redemptions.of(voucher))),
        *(f"/desk/perks/{redemptions.of(voucher).public_id}/codes{more}" for more in ("", "/discard")),
        f"/desk/perks/orders/{order.public_id}",
        *(f"/desk/perks/orders/bulk/{act}?order={order.public_id}" for act in ("fulfil", "cancel")),
        *(f"/desk/codes/{sealing.unseal(_code(made).sealed)}" for made in (good, used)),
        *(f"/desk/points/grants/{grant.public_id}" for grant in (pending, given)),
        f"/desk/points/referrals/{looked_at.public_id}",
        f"/questions/{heated.post.public_id}",
    ]


def of_visitor() -> list[str]:
    """The link of a member who invites."""
    return [f"/join/{inviting.give_code(referrals.referrer())}"]


def _code(made: Redemption) -> PerkCode:
    return db.session.scalars(select(PerkCode).where(PerkCode.redemption_id == made.id)).one()
