"""What the style guide shows: one of each kind, with typical and with extreme content; none of it is stored."""

from datetime import timedelta

from flask_babel import gettext as _

from cocreate.ideas.forms import IdeaForm
from cocreate.ideas.queries import IdeaRow, StatusView
from cocreate.kernel import clock
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
    first, last = statuses[0], statuses[-1]
    typical = _(
        "If navigation knows that I am on my way home, could it begin to warm the battery ten kilometres before?"
    )
    title = _("Warm the battery on the way home, without a tap")
    return [
        _row("sample1", "wish", title, typical, first, PEOPLE[0], supports=128),
        _row("sample2", "problem", title, typical, first, PEOPLE[1], supports=37, supported=True),
        _row("sample3", "praise", title, typical, last, PEOPLE[6], may_support=False),
        _row("sample4", "wish", EXTREME_TITLE, EXTREME_TITLE * 4, first, PEOPLE[5], supports=EXTREME_COUNT),
    ]


def refused_form() -> IdeaForm:
    """The form of an idea, half filled in and with an error at its words."""
    form = IdeaForm(formdata=None, data={"title": _("Warm the battery on the way home, without a tap")})
    form.body.errors = [_("Tell a little more: what happens today, and what would be better?")]
    return form


def _row(
    public_id: str, kind: str, title: str, excerpt: str, status: StatusView, author: Person, *,
    supports: int = 0, supported: bool = False, may_support: bool = True,
) -> IdeaRow:  # fmt: skip
    return IdeaRow(
        public_id=public_id,
        url="/ideas",
        kind=kind,
        title=title,
        excerpt=excerpt,
        language="en" if title.isascii() else "zh",
        stage="driving",
        status=status,
        may_support=may_support,
        supports=supports,
        elsewhere=0,
        elsewhere_label=None,
        supported=supported,
        comments=supports,
        author=author,
        published_at=clock.now() - timedelta(days=3),
        tags=(),
    )
