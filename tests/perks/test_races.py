"""Stock under many hands at once."""

from collections.abc import Callable
from functools import partial

from cocreate.kernel.database import db
from cocreate.kernel.errors import Refused
from cocreate.members import queries as members
from cocreate.perks import audit, rules, variants
from cocreate.perks.models import Perk, PerkKind
from cocreate.perks.redemptions.rules import Wish, redeem
from cocreate.perks.variants import Variant
from tests import make
from tests.make import perks
from tests.support.race import Real


def test_stock_that_shrinks_while_members_redeem_is_never_less_than_what_they_took(real: Real) -> None:
    def build() -> tuple[int, int, int, list[int]]:
        admin = make.member(roles=["admin"])
        perk = perks.perk(admin, [Variant(stock=12)], kind=PerkKind.VOUCHER, price=10)
        return admin.id, perk.id, variants.of(perk.id)[0].id, [perks.rich(10).id for _number in range(10)]

    admin, perk, variant, crowd = real.commit(build)

    def take(member: int) -> object:
        return redeem(members.by_id(member), Wish(variant))

    def shrink(stock: int) -> None:
        said = [Variant(stock=stock, id=variant)]
        variants.change(members.by_id(admin), db.session.get_one(Perk, perk), said)

    def withdraw() -> None:
        rules.withdraw(members.by_id(admin), db.session.get_one(Perk, perk))

    works: list[Callable[[], object]] = [*(partial(take, member) for member in crowd)]
    works += [partial(shrink, 4), partial(shrink, 3), withdraw]
    answers = real.together(works)
    assert all(isinstance(one, Refused) or not isinstance(one, Exception) for one in answers), answers

    def look() -> tuple[int, int | None, list[str]]:
        (row,) = variants.of(perk)
        return row.taken, row.stock, list(audit.check())

    taken, stock, wrong = real.commit(look)
    assert taken == sum(not isinstance(one, Exception) for one in answers[:10])
    assert stock is not None
    assert taken <= stock
    assert wrong == []


def test_of_two_administrators_one_names_a_variant(real: Real) -> None:
    def build() -> tuple[int, int]:
        admin = make.member(roles=["admin"])
        return admin.id, perks.perk(admin).id

    admin, perk = real.commit(build)

    def add() -> None:
        variants.change(members.by_id(admin), db.session.get_one(Perk, perk), [Variant("M")])

    answers = real.together([add] * 4)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
