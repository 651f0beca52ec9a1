"""The shape of questions and answers in the API."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cocreate.catalogue.stages import Stage
from cocreate.comments.schemas import ReplyOutput, official_said
from cocreate.kernel.schemas import (
    PUBLIC_ID,
    Choice,
    InputSchema,
    PageOutput,
    PageQuery,
    Text,
    count,
    instant,
    one_of,
)
from cocreate.posts.pictures.schemas import picture_ids
from cocreate.posts.schemas import (
    MODEL,
    TOO_LONG,
    TopicOutput,
    body_typed,
    models_said,
    tag_asked,
    tags_said,
    title_typed,
)
from cocreate.posts.search.schemas import words_asked
from cocreate.questions.queries import SORTS, STATUSES
from cocreate.questions.rules import MAX_ANSWER, MAX_BODY, MAX_TITLE, MIN_TITLE

_TITLE = {"minLength": MIN_TITLE, "maxLength": MAX_TITLE}
_BODY = {"maxLength": MAX_BODY, "description": _l("The text, in Markdown. The title may say it all.")}
_ANSWER = {"minLength": 1, "maxLength": MAX_ANSWER, "description": _l("The text, in Markdown.")}


class QuestionOutput(TopicOutput):
    """A question."""

    answers = count(_l("Answers that everybody sees."))
    accepted = fields.String(
        required=True, allow_none=True, metadata={**PUBLIC_ID, "description": _l("The answer that helped.")}
    )
    active_at = instant()


class QuestionPage(PageOutput):
    """A page of questions."""

    items = fields.List(fields.Nested(QuestionOutput), required=True)


class QuestionQuery(PageQuery):
    """Which questions, and in which order."""

    sort = fields.String(load_default="activity", validate=one_of(SORTS))
    status = fields.String(
        validate=one_of(STATUSES),
        metadata={"description": _l("“answered” leaves out what is solved: what has an accepted answer.")},
    )
    stage = Choice(Stage)
    model = Text(validate=validate.Length(1, 80, error=TOO_LONG), metadata=MODEL)
    tag = tag_asked()
    q = words_asked()


class SimilarQuery(InputSchema):
    """What somebody is about to ask."""

    title = title_typed(MAX_TITLE, "How do I warm the battery before charging?")
    body = body_typed(MAX_BODY)


class NewQuestion(InputSchema):
    """A question to publish."""

    title = Text(required=True, metadata=_TITLE)
    body = Text(load_default="", lines=True, metadata=_BODY)
    stage = Choice(Stage, required=True)
    models = models_said(load_default=list)
    tags = tags_said(load_default=list)
    pictures = picture_ids(load_default=list)


class QuestionChange(InputSchema):
    """What to change of a question; what is not named stays."""

    title = Text(metadata=_TITLE)
    body = Text(lines=True, metadata=_BODY)
    stage = Choice(Stage)
    models = models_said()
    tags = tags_said()
    pictures = picture_ids()


class AnswerOutput(ReplyOutput):
    """An answer."""

    accepted = fields.Boolean(required=True, metadata={"description": _l("It is the one that helped.")})


class AnswerPage(PageOutput):
    """A page of answers."""

    items = fields.List(fields.Nested(AnswerOutput), required=True)


class NewAnswer(InputSchema):
    """An answer to publish."""

    body = Text(required=True, lines=True, metadata=_ANSWER)
    official = official_said()
    pictures = picture_ids(load_default=list)


class AnswerChange(InputSchema):
    """What to change of an answer; what is not named stays."""

    body = Text(lines=True, metadata=_ANSWER)
    pictures = picture_ids()


class Accepted(InputSchema):
    """Which answer helped."""

    answer = Text(required=True, metadata={**PUBLIC_ID, "description": _l("One of the answers to the question.")})
