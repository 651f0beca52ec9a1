"""What is said to whoever was too quick."""

from math import ceil

from flask_babel import gettext as _

from cocreate.kernel.templating import lasting
from cocreate.screening.rates.models import Deed, Scope


def sentence(deed: Deed, scope: Scope, wait: int) -> str:
    """That it may be done again in `wait` seconds, and why not now."""
    return _of(deed, scope, lasting(ceil(wait / 60) / 60, in_days=False))


def _of(deed: Deed, scope: Scope, wait: str) -> str:
    of_scope = {
        Scope.ADDRESS: _(
            "Many new members are busy on your network just now. Please try again in %(wait)s.", wait=wait
        ),
        Scope.TARGET: _(
            "You have turned to one member a great deal just now. Here you can go on in %(wait)s, elsewhere at once.",
            wait=wait,
        ),
        Scope.CROWD: _("Many turn to this member just now. Please try again in %(wait)s.", wait=wait),
    }
    of_deed = {
        Deed.POST: _("That is a lot of posts in a short time. You can post again in %(wait)s.", wait=wait),
        Deed.COMMENT: _("That is a lot of comments in a short time. You can comment again in %(wait)s.", wait=wait),
        Deed.EDIT: _("You have changed a lot in a short time. You can go on in %(wait)s.", wait=wait),
        Deed.SUPPORT: _("You have supported a lot in a short time. You can go on in %(wait)s.", wait=wait),
        Deed.REPORT: _("Thank you, you have reported a lot just now. You can report more in %(wait)s.", wait=wait),
        Deed.PICTURE: _("That is a lot of pictures in a short time. You can add more in %(wait)s.", wait=wait),
    }
    said: str = of_scope.get(scope, of_deed[deed])
    return said
