"""The shape of comments in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from cocreate.comments.rules import MAX_BODY
from cocreate.kernel.schemas import PUBLIC_ID, Flag, InputSchema, Output, PageOutput, Text, count, instant
from cocreate.posts.pictures.schemas import picture_ids
from cocreate.posts.schemas import PostOutput

_BODY = {"minLength": 1, "maxLength": MAX_BODY, "description": _l("The text, in Markdown.")}


class ReplyOutput(PostOutput):
    """What is said of whatever is written under a post."""

    official = fields.Boolean(required=True, metadata={"description": _l("Its author spoke for the brand.")})
    helpful = count(_l("Members who found it helpful."))
    helpful_to_me = fields.Boolean(required=True)
    published_at = instant()


def official_said() -> Flag:
    """The field of a request with whether the brand speaks in what is written under a post."""
    said = _l("Whether it is the brand's answer, if the caller may speak for the brand.")
    return Flag(load_default=True, metadata={"description": said})


class CommentOutput(ReplyOutput):
    """A comment."""

    reply_to = fields.String(
        required=True,
        allow_none=True,
        metadata={**PUBLIC_ID, "description": _l("The comment it answers, however deep in the thread.")},
    )
    orphaned = fields.Boolean(
        required=True, metadata={"description": _l("It answered a comment that is no longer there.")}
    )
    merged_from = fields.String(
        required=True,
        allow_none=True,
        metadata={
            **PUBLIC_ID,
            "description": _l("The idea it was written under, where that one is merged into the one asked for."),
        },
    )


class CommentPage(PageOutput):
    """A page of a thread."""

    items = fields.List(fields.Nested(CommentOutput), required=True)


class NewComment(InputSchema):
    """A comment to publish."""

    body = Text(required=True, lines=True, metadata=_BODY)
    reply_to = Text(allow_none=True, metadata={**PUBLIC_ID, "description": _l("The comment it answers.")})
    official = official_said()
    pictures = picture_ids(load_default=list)


class CommentChange(InputSchema):
    """What to change of a comment; what is not named stays."""

    body = Text(lines=True, metadata=_BODY)
    pictures = picture_ids()


class FollowOutput(Output):
    """Whether the caller follows a post."""

    following = fields.Boolean(required=True)
