"""The shape of ideas in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.stages import Stage
from cocreate.ideas.merging.schemas import LinkedIdeaOutput
from cocreate.ideas.models import Category, IdeaKind
from cocreate.ideas.queries import SORTS
from cocreate.ideas.rules import MAX_BODY, MAX_REASON, MAX_TITLE, MIN_TITLE
from cocreate.ideas.targets.schemas import KEY as TARGET
from cocreate.kernel.schemas import (
    Choice,
    Flag,
    InputSchema,
    Output,
    PageOutput,
    PageQuery,
    Text,
    count,
    instant,
    one_of,
)
from cocreate.members.schemas import PersonOutput
from cocreate.posts.pictures.schemas import picture_ids
from cocreate.posts.schemas import MODEL, TOO_LONG, TopicOutput, models_said, tag_asked, tags_said
from cocreate.posts.search.schemas import words_asked

_TITLE = {"minLength": MIN_TITLE, "maxLength": MAX_TITLE}
_BODY = {"minLength": 1, "maxLength": MAX_BODY, "description": _l("The text, in Markdown.")}
_STATUSES = {"examples": ["new", "reviewing", "adopted", "in_progress", "shipped", "declined"]}


class StatusOutput(Output):
    """A status in the caller's language."""

    key = fields.String(required=True, metadata=_STATUSES)
    category = fields.String(required=True, metadata={"enum": [one.value for one in Category]})
    name = fields.String(required=True)


class SupportsOutput(Output):
    """How many support an idea. Supports counted on another site stand apart, with where they come from."""

    all = count(_l("Members who support it here."))
    owners = count(_l("Those among them who were verified owners then, or have become so since."))
    recorded = count(_l("Supports the team recorded for owners met elsewhere; never part of “all”."))
    elsewhere = count(_l("Supports given on another site before an import; never part of “all”."))
    elsewhere_label = fields.String(required=True, allow_none=True)


class IdeaOutput(TopicOutput):
    """An idea."""

    kind = fields.String(required=True, metadata={"enum": [one.value for one in IdeaKind]})
    safety = fields.Boolean(required=True, metadata={"description": _l("The problem endangers somebody.")})
    status = fields.Nested(StatusOutput, required=True)
    target = fields.String(required=True, allow_none=True, metadata=TARGET)
    supports = fields.Nested(SupportsOutput, required=True)
    supported_by_me = fields.Boolean(required=True)
    comments = count()
    co_authors = fields.List(
        fields.Nested(PersonOutput),
        required=True,
        metadata={"description": _l("Who wrote the ideas that are merged into this one.")},
    )
    merged_into = fields.Nested(
        LinkedIdeaOutput,
        required=True,
        allow_none=True,
        metadata={"description": _l("Where its supports count and its talk goes on, as long as it is merged.")},
    )


class IdeaPage(PageOutput):
    """A page of ideas."""

    items = fields.List(fields.Nested(IdeaOutput), required=True)


class IdeaQuery(PageQuery):
    """Which ideas, and in which order."""

    sort = fields.String(load_default="trending", validate=one_of(SORTS))
    kind = Choice(IdeaKind)
    stage = Choice(Stage)
    model = Text(
        validate=validate.Length(1, 80, error=TOO_LONG),
        metadata={
            **MODEL,
            "description": _l(
                "A series, for ideas about it or any of its years; or one of its years, for ideas about that year or "
                "the series as a whole."
            ),
        },
    )
    status = Text(validate=validate.Length(1, 40, error=TOO_LONG), metadata=_STATUSES)
    tag = tag_asked()
    q = words_asked()


class NewIdea(InputSchema):
    """An idea to publish."""

    title = Text(required=True, metadata=_TITLE)
    body = Text(required=True, lines=True, metadata=_BODY)
    stage = Choice(Stage, required=True)
    kind = Choice(IdeaKind, load_default=IdeaKind.WISH)
    models = models_said(load_default=list)
    tags = tags_said(load_default=list)
    pictures = picture_ids(load_default=list)
    safety = Flag(load_default=False, metadata={"description": _l("For problems only; alerts the team at once.")})


class IdeaChange(InputSchema):
    """What to change of an idea; what is not named stays."""

    title = Text(metadata=_TITLE)
    body = Text(lines=True, metadata=_BODY)
    stage = Choice(Stage)
    kind = Choice(IdeaKind)
    models = models_said()
    tags = tags_said()
    pictures = picture_ids()
    safety = Flag(metadata={"description": _l("For problems only. Only the team takes the mark away again.")})


class SupportOutput(Output):
    """Where the support of an idea stands."""

    supports = fields.Nested(SupportsOutput, required=True)
    supported_by_me = fields.Boolean(required=True)


class NewStatus(InputSchema):
    """A change of status."""

    status = Text(required=True, metadata={**_STATUSES, "minLength": 1, "maxLength": 40})
    reason = Text(
        required=True,
        lines=True,
        metadata={"minLength": 1, "maxLength": MAX_REASON, "description": _l("Everybody reads it. Markdown.")},
    )
    target = Text(allow_none=True, metadata=TARGET)
    official = Flag(load_default=True, metadata={"description": _l("Whether the reason is the brand's answer.")})


class StatusChangeOutput(Output):
    """One step of an idea's history. One that the site took by itself has no actor and the role “automatic”."""

    from_status = fields.Nested(StatusOutput, required=True)
    to_status = fields.Nested(StatusOutput, required=True)
    reason = fields.String(required=True)
    html = fields.String(required=True)
    actor = fields.Nested(PersonOutput, required=True, allow_none=True)
    actor_role = fields.String(required=True)
    official = fields.Boolean(required=True, metadata={"description": _l("The reason is the brand's answer.")})
    confirmed_by = fields.Nested(
        PersonOutput, required=True, allow_none=True, metadata={"description": _l("Who agreed, where it took two.")}
    )
    at = instant()


class HistoryPage(PageOutput):
    """A page of an idea's history."""

    items = fields.List(fields.Nested(StatusChangeOutput), required=True)


class RevisionOutput(Output):
    """One text of an idea."""

    number = count(_l("1 is the first text."))
    title = fields.String(required=True)
    body = fields.String(required=True, metadata={"description": _l("The text, in Markdown.")})
    html = fields.String(required=True)
    writer = fields.Nested(PersonOutput, required=True)
    at = instant()
    supports = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"minimum": 0, "description": _l("Supports the idea had when this text came; null for the first.")},
    )


class RevisionPage(PageOutput):
    """A page of an idea's texts."""

    items = fields.List(fields.Nested(RevisionOutput), required=True)
