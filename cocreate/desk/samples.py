"""What the style guide shows: one of each kind, with typical and with extreme content; none of it is stored."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from cocreate.ideas.forms import IdeaForm
from cocreate.ideas.queries import IdeaRow
from cocreate.ideas.statuses import StatusView
from cocreate.kernel import clock
from cocreate.kernel.i18n import locale
from cocreate.members.queries import Person

EXTREME_COUNT = 123_456_789_012
EXTREME_TITLE = "The quickest way home in winter is the one on which the battery knows where it goes"

PEOPLE = [
    Person("sample", "林晓舟", "none", "active"),
    Person("sample", "周若谷", "staff", "active"),
    Person("sample", "Harbour Motors", "dealer", "active"),
    Person("sample", "沐", "none", "active"),
    Person("sample", "محمد بن عبد الله", "none", "active"),
    Person("sample", "Bartholomew Featherstonehaugh-Cholmondeley", "none", "placeholder"),
    Person("sample", "-", "none", "erased"),
]


def ideas(statuses: list[StatusView]) -> list[IdeaRow]:
    """Rows of every kind: open, supported, closed, and one that is too long in every way."""
    wish = _wish(statuses[0])
    extreme: dict[str, Any] = {
        "title": EXTREME_TITLE,
        "excerpt": EXTREME_TITLE * 4,
        "language": "en",
        "author": PEOPLE[5],
    }
    return [
        wish,
        wish._replace(public_id="sample2", kind="problem", supported=True, author=PEOPLE[1]),
        wish._replace(public_id="sample3", kind="praise", may_support=False, status=statuses[-1], author=PEOPLE[6]),
        wish._replace(public_id="sample4", supports=EXTREME_COUNT, comments=EXTREME_COUNT, **extreme),
    ]


def _wish(status: StatusView) -> IdeaRow:
    return IdeaRow(
        public_id="sample1",
        url="/ideas",
        kind="wish",
        title=_("Warm the battery on the way home, without a tap"),
        excerpt=_(
            "If navigation knows that I am on my way home, could the battery begin to warm ten kilometres before?"
        ),
        language=locale(),
        stage="driving",
        status=status,
        may_support=True,
        supports=128,
        recorded=0,
        elsewhere=0,
        elsewhere_label=None,
        supported=False,
        comments=24,
        author=PEOPLE[0],
        published_at=clock.now() - timedelta(days=3),
        status_changed_at=clock.now() - timedelta(days=1),
    )


def refused_form() -> IdeaForm:
    """The form of an idea, half filled in and with an error at its words."""
    form = IdeaForm(formdata=None, data={"title": _("Warm the battery on the way home, without a tap")})
    form.body.errors = [_("Tell a little more: what happens today, and what would be better?")]
    return form
