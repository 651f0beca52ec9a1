"""What programs may ask for."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import validate

from cocreate.kernel.schemas import Text
from cocreate.posts.search.asking import LONGEST


def words_asked(**options: Any) -> Text:
    """The field of an address with what is typed into a search box."""
    said = _l(
        "Words; quotation marks around a phrase; -word for what must not be there; tag:, status:, model:, stage:, "
        "kind:, author: with a value."
    )
    fits = validate.Length(1, LONGEST, error=_l("This is too long or empty."))
    return Text(
        validate=fits, metadata={"description": said, "examples": ["seat heating", "热泵 status:adopted"]}, **options
    )
