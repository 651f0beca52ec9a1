"""What a notice says: made when it is read, of the entry it tells and of what that leads to.

What many people do alike, as answering, is told in one line. Whoever tells of something else says it in a function
registered with ``@tells(verb)``; where there is none, or it says nothing, a sentence for the cause must do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from cocreate.members.models import MemberState
from cocreate.members.queries import Person
from cocreate.notices.models import Cause, Why

# Marks between which a name of any direction of writing leaves the sentence as it is.
_ISOLATED = "\u2068{}\u2069"


class Subject(NamedTuple):
    """The post that notices belong to."""

    public_id: str
    kind: str
    title: str
    language: str
    url: str


class Said(NamedTuple):
    """The post whose words are told."""

    excerpt: str
    language: str
    url: str


@dataclass(frozen=True)
class Told:
    """One notice, with what is known of its entry. `about` and `said` are seen by the member it is for."""

    id: int
    member_id: int
    cause: Cause
    why: Why
    at: datetime
    unread: bool
    verb: str
    subject_id: int
    data: Mapping[str, Any]
    actor: Person | None
    about: Subject | None
    said: Said | None


class Saying(NamedTuple):
    """A sentence, and the `words` in `language` it quotes. `title` and `url` stand in place of the subject's own."""

    line: str
    words: str = ""
    language: str = ""
    url: str = ""
    title: str = ""


class Line(NamedTuple):
    """What one or several notices alike say together; `at` is the latest."""

    saying: Saying
    at: datetime
    unread: bool
    number: int


Teller = Callable[[Sequence[Told], str], Mapping[int, Saying]]
_tellers: dict[str, Teller] = {}


def tells(*verbs: str) -> Callable[[Teller], Teller]:
    """Register what says, for notices of one of `verbs` and the language ``zh`` or ``en``, each one's `Saying` by id.

    It is asked once for all notices of a page, so it can read what they lead to in one statement.
    """

    def register(teller: Teller) -> Teller:
        _tellers.update(dict.fromkeys(verbs, teller))
        return teller

    return register


def sayings(notices: Sequence[Told], locale: str) -> dict[int, Saying]:
    """What each of `notices` says by itself, in the language `locale`, by id."""
    said: dict[int, Saying] = {}
    for teller in dict.fromkeys(filter(None, (_tellers.get(notice.verb) for notice in notices))):
        said |= teller([notice for notice in notices if _tellers.get(notice.verb) is teller], locale)
    return {notice.id: said.get(notice.id) or _saying([notice]) for notice in notices}


def lines(notices: Sequence[Told], said: Mapping[int, Saying]) -> list[Line]:
    """What `notices` about one subject say, the newest first: those in which people did the same are one line."""
    alike: dict[object, list[Told]] = {}
    for notice in notices:
        alike.setdefault(_likeness(notice), []).append(notice)
    return [_line(group, said) for group in alike.values()]


def who(people: Iterable[Person | None]) -> str:
    """Those `people` by name, each once: the first one or two, and how many more."""
    names = list({person.public_id: _name(person) for person in people if person}.values())
    if not names:
        return str(_("Somebody"))
    if len(names) <= 2:
        return str(_("%(name)s and %(other)s", name=names[0], other=names[1])) if len(names) == 2 else names[0]
    more = len(names) - 1
    return str(ngettext("%(name)s and %(num)s other", "%(name)s and %(num)s others", more, name=names[0]))


def own_subject(cause: Cause) -> Subject:
    """What notices of `cause` belong to that are about no post."""
    title, url = (_("Your cars"), "/me/vehicles") if cause is Cause.VEHICLE else (_("Your roles"), "/me")
    return Subject("", "", str(title), "", url)


def _likeness(notice: Told) -> object:
    by_people = notice.cause in (Cause.ANSWER, Cause.MENTION) and not notice.data.get("official")
    return (notice.cause, notice.why) if by_people else notice.id


def _line(alike: Sequence[Told], said: Mapping[int, Saying]) -> Line:
    newest = alike[0]
    saying = _saying(alike) if len(alike) > 1 else said[newest.id]
    return Line(saying, newest.at, any(notice.unread for notice in alike), len(alike))


def _name(person: Person) -> str:
    return str(_("Former member")) if person.state == MemberState.ERASED else _ISOLATED.format(person.name)


def _saying(alike: Sequence[Told]) -> Saying:
    """What notices alike say, the newest first, where no feature says it better."""
    newest = alike[0]
    line = _official(newest.why) if newest.data.get("official") else None
    sentence = line or _sentence(newest, who(notice.actor for notice in alike))
    said = newest.said
    return Saying(sentence, said.excerpt, said.language, said.url) if said else Saying(sentence)


def _official(why: Why) -> str | None:
    sentences = {
        Why.AUTHOR: _("Your idea has an official answer"),
        Why.CO_AUTHOR: _("An idea you are a co-author of has an official answer"),
        Why.ANSWERED: _("Your comment has an official answer"),
        Why.SUPPORTER: _("An idea you support has an official answer"),
        Why.FOLLOWER: _("An idea you follow has an official answer"),
    }
    return sentences.get(why)


def _sentence(notice: Told, people: str) -> str:
    if notice.cause is Cause.ANSWER:
        return _("%(who)s commented on your idea", who=people) if notice.why is Why.AUTHOR else _answered(people)
    sentences = {
        Cause.MENTION: _("%(who)s mentioned you", who=people),
        Cause.STATUS: _("There is news about it"),
        Cause.OFFICIAL: _("It has an official answer"),
        Cause.EDIT: _edited(notice.why),
        Cause.MERGE: _("It was merged with another idea"),
        Cause.RELEASE: _("It is part of an update"),
        Cause.ROLE: _("What you may do here has changed"),
        Cause.VEHICLE: _("There is news about your car"),
        Cause.ANNOUNCEMENT: _("An announcement"),
    }
    return str(sentences[notice.cause])


def _answered(people: str) -> str:
    return str(_("%(who)s answered you", who=people))


def _edited(why: Why) -> str:
    if why in (Why.AUTHOR, Why.CO_AUTHOR):
        return str(_("The team changed the text of your idea"))
    return str(_("The text of an idea you support was changed. See whether you still do"))
