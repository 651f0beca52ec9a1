"""Orders that the warehouse is to send."""

from collections.abc import Collection

from flask_babel import gettext as _

from cocreate.journal import rules as journal
from cocreate.kernel.errors import Refused
from cocreate.members.models import Member
from cocreate.perks.redemptions.models import Redemption
from cocreate.perks.redemptions.rules import take_up


def take_out(actor: Member, ids: Collection[int]) -> list[Redemption]:
    """Have `actor` take out a list of those of the orders that wait, with where they go: it is noted, and they are
    taken up. Raises `Refused` where none waits."""
    orders = take_up(actor, ids)
    if not orders:
        raise Refused("nothing-waits", _("None of these orders waits to be sent."))
    journal.note(actor.id, "export_orders", "site", 1, redemptions=[order.id for order in orders])
    return orders
