"""What the demo's members asked each other: plain values, and `do`, which plays them through the real verbs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cocreate.catalogue.stages import Stage
from cocreate.comments.helpful import rules as helpful
from cocreate.members.models import Member
from cocreate.questions import rules
from cocreate.questions.models import Answer, Question

# So long after an answer each found it helpful, one after the other.
FOUND = timedelta(hours=5)


@dataclass(frozen=True)
class Replied:
    """An answer, `after` days; `helpful` to these, in their order."""

    by: str
    after: float
    text: str
    best: bool = False
    helpful: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question, so many `days_ago`; its `best` answer was `accepted` so many days later, by its asker unless it was
    `accepted_by` somebody else.
    """

    key: str
    asker: str
    days_ago: float
    stage: str
    title: str
    body: str
    tags: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    answers: tuple[Replied, ...] = ()
    accepted: float | None = None
    accepted_by: str | None = None


@dataclass(frozen=True)
class Turn:
    """Something that happens to a question: it is asked, answered, an answer found helpful `by` somebody, accepted."""

    question: Asked
    answer: Replied | None = None
    by: str | None = None
    accepts: bool = False


@dataclass
class Course:
    """What has been asked and answered so far."""

    questions: dict[str, Question] = field(default_factory=dict)
    answers: dict[Replied, Answer] = field(default_factory=dict)


def read(file: dict[str, Any]) -> tuple[Asked, ...]:
    """The questions in the content `file`. A wrong field raises ``TypeError``."""
    return tuple(_asked(**entry) for entry in file["questions"])


def turns(questions: tuple[Asked, ...], now: datetime) -> Iterator[tuple[datetime, Turn]]:
    """Everything that happened to `questions` until `now`, each with its instant."""
    for one in questions:
        asked = now - timedelta(days=one.days_ago)
        yield asked, Turn(one)
        for answer in one.answers:
            given = asked + timedelta(days=answer.after)
            yield given, Turn(one, answer)
            for place, who in enumerate(answer.helpful, 1):
                yield given + FOUND * place, Turn(one, answer, who)
            if answer.best and one.accepted is not None:
                yield asked + timedelta(days=one.accepted), Turn(one, answer, accepts=True)


def do(cast: Mapping[str, Member], turn: Turn, course: Course) -> None:
    """Let `turn` happen now; `course` holds what came before."""
    one, answer = turn.question, turn.answer
    if answer is None:
        said = (one.title, one.body, Stage(one.stage), one.tags)
        course.questions[one.key] = rules.ask(cast[one.asker], *said, models=one.models)
    elif turn.accepts:
        by = cast[one.accepted_by or one.asker]
        rules.accept(by, course.questions[one.key], course.answers[answer])
    elif turn.by is not None:
        helpful.vote(cast[turn.by], course.answers[answer].post)
    else:
        course.answers[answer] = rules.answer(cast[answer.by], course.questions[one.key], answer.text)


def _asked(**entry: Any) -> Asked:
    answers = tuple(
        Replied(**one | {"text": one["text"].strip(), "helpful": tuple(one.get("helpful", ()))})
        for one in entry.get("answers", ())
    )
    told = {"body": entry["body"].strip(), "tags": tuple(entry["tags"]), "models": tuple(entry["models"])}
    return Asked(**entry | told | {"answers": answers})
