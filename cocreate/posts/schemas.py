"""What the API tells of every kind of post."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.posts.models import PostState


def post_state() -> fields.String:
    """The field of an answer with how a post stands."""
    states = [state.value for state in PostState]
    words = _l("Others see what is visible; what is held waits until somebody has looked.")
    return fields.String(required=True, metadata={"enum": states, "description": words})
