"""Perks for a browser to look at: an everyday one, one that is too long in every way, one without a picture."""

from datetime import timedelta

from cocreate.kernel import clock
from cocreate.members.models import Member
from cocreate.perks import categories
from cocreate.perks.contents import Words
from cocreate.perks.models import PerkAudience, PerkKind
from cocreate.perks.variants import Variant
from cocreate.posts.pictures import rules as pictures
from tests.make import perks
from tests.make.pictures import drawn


def fill(staff: Member) -> str:
    """Fill the shop; answers the public id of the one that is too long."""
    categories.add(staff, "everyday", "日" * 40, "Everyday" * 5)
    picture = pictures.add(staff, drawn(600, 400)).public_id
    perks.perk(staff, [Variant(stock=3)], words={"zh": Words("露营搪瓷杯", "350毫升")}, pictures={picture: "一只杯子"})
    perks.perk(staff, [Variant(stock=0)], words={"en": Words("A cap")}, kind=PerkKind.VOUCHER)
    extreme = perks.perk(
        staff,
        [Variant("X" * 40, "黑" * 40, "B" * 40, 4), Variant("M", stock=0), Variant("L")],
        words={"zh": Words("无" * 80, "无" * 160, "无" * 300 + "W" * 200), "en": Words("Supercalifragilistic" * 4)},
        price=1_000_000_000,
        category="everyday",
        audience=PerkAudience.MODEL,
        series=["lan-5", "islet"],
        per_member=1000,
        per_period=1000,
        period_days=3660,
        starts_at=clock.now() + timedelta(days=1),
        ends_at=clock.now() + timedelta(days=900),
        pictures={pictures.add(staff, drawn(900, 300)).public_id: "" for _number in range(6)},
    )
    return extreme.public_id
