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
_MARKS = str.maketrans("", "", "\u2068\u2069")


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


@dataclass(frozen=True, eq=False)
class Told:
    """One notice, with what is known of its entry. `about` and `said` are seen by the member it is for.

    `actor` is who said something: whoever decided, or claims somebody's car, is not named.
    """

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


class Section(NamedTuple):
    """What a member is told about one thing, the newest first.

    `key` names it in forms: the public id of the post it is about, or the cause of what is about none, as "role".
    """

    key: str
    title: str
    language: str
    url: str
    is_post: bool
    lines: list[Line]


Teller = Callable[[Sequence[Told], str], Sequence[Saying | None]]
Sayings = Mapping[Told, Saying]
_tellers: dict[str, Teller] = {}


def tells(*verbs: str) -> Callable[[Teller], Teller]:
    """Register what says, for notices of one of `verbs` in the language ``zh`` or ``en``, each one's `Saying`, in their
    order; ``None`` leaves it to the sentence for the cause.

    It is asked once for all notices of a page or of many letters, so it can read what they lead to in one statement.
    """

    def register(teller: Teller) -> Teller:
        _tellers.update(dict.fromkeys(verbs, teller))
        return teller

    return register


def sayings(notices: Sequence[Told], locale: str) -> Sayings:
    """What each of `notices` says by itself, in the language `locale`."""
    said: dict[Told, Saying] = {}
    for teller in dict.fromkeys(filter(None, (_tellers.get(notice.verb) for notice in notices))):
        its = [notice for notice in notices if _tellers.get(notice.verb) is teller]
        said |= {notice: saying for notice, saying in zip(its, teller(its, locale), strict=True) if saying}
    return {notice: said.get(notice) or _saying([notice]) for notice in notices}


def sections(notices: Iterable[Told], said: Sayings) -> list[Section]:
    """What `notices` of one member, the newest first, say of each thing; what there is news of first."""
    about: dict[str, list[Told]] = {}
    for notice in notices:
        about.setdefault(notice.about.public_id if notice.about else notice.cause.value, []).append(notice)
    return [_section(key, its, said) for key, its in about.items()]


def _section(key: str, notices: Sequence[Told], said: Sayings) -> Section:
    newest = said[notices[0]]
    subject = notices[0].about or own_subject(notices[0].cause)
    return Section(
        key=key,
        title=newest.title or subject.title,
        language=newest.language if newest.title else subject.language,
        url=newest.url or subject.url,
        is_post=notices[0].about is not None,
        lines=_lines(notices, said),
    )


def _lines(notices: Sequence[Told], said: Sayings) -> list[Line]:
    """What `notices` about one thing say: those in which people did the same are one line."""
    alike: dict[object, list[Told]] = {}
    for notice in notices:
        alike.setdefault(_likeness(notice), []).append(notice)
    return [_line(group, said) for group in alike.values()]


def unmarked(line: str) -> str:
    """`line` without the marks that `who` sets around names."""
    return line.translate(_MARKS)


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
    subjects = {
        Cause.VEHICLE: (_("Your cars"), "/me/vehicles"),
        Cause.MODERATION: (_("Your record"), "/me/record"),
        Cause.PERK: (_("Your redemptions"), "/perks/redemptions"),
        Cause.POINTS: (_("Your points"), "/points"),
    }
    title, url = subjects.get(cause, (_("Your roles"), "/me"))
    return Subject("", "", str(title), "", url)


def _likeness(notice: Told) -> object:
    by_people = notice.cause in (Cause.ANSWER, Cause.MENTION) and not notice.data.get("official")
    return (notice.cause, notice.why) if by_people else notice.id


def _line(alike: Sequence[Told], said: Sayings) -> Line:
    newest = alike[0]
    saying = _saying(alike) if len(alike) > 1 else said[newest]
    return Line(saying, newest.at, any(notice.unread for notice in alike), len(alike))


def _name(person: Person) -> str:
    return str(_("Former member")) if person.state == MemberState.ERASED else _ISOLATED.format(person.name)


def _saying(alike: Sequence[Told]) -> Saying:
    """What notices alike say, the newest first, where no feature says it better."""
    newest = alike[0]
    line = _official(newest) if newest.data.get("official") else None
    sentence = line or _sentence(newest, who(notice.actor for notice in alike))
    said = newest.said
    return Saying(sentence, said.excerpt, said.language, said.url) if said else Saying(sentence)


def _official(notice: Told) -> str | None:
    if _is_of_question(notice):
        sentences = {
            Why.AUTHOR: _("Your question has an official answer"),
            Why.FOLLOWER: _("A question you follow has an official answer"),
        }
        return sentences.get(notice.why)
    sentences = {
        Why.AUTHOR: _("Your idea has an official answer"),
        Why.CO_AUTHOR: _("An idea you are a co-author of has an official answer"),
        Why.ANSWERED: _("Your comment has an official answer"),
        Why.SUPPORTER: _("An idea you support has an official answer"),
        Why.FOLLOWER: _("An idea you follow has an official answer"),
    }
    return sentences.get(notice.why)


def _is_of_question(notice: Told) -> bool:
    return notice.about is not None and notice.about.kind == "question"


def _sentence(notice: Told, people: str) -> str:
    if notice.cause is Cause.ANSWER and notice.why is Why.AUTHOR:
        if _is_of_question(notice):
            return str(_("%(who)s answered your question", who=people))
        return str(_("%(who)s commented on your idea", who=people))
    if notice.cause is Cause.ANSWER:
        return str(_("%(who)s answered you", who=people))
    sentences = {
        Cause.MENTION: _("%(who)s mentioned you", who=people),
        Cause.STATUS: _("There is news about it"),
        Cause.OFFICIAL: _("It has an official answer"),
        Cause.EDIT: _edited(notice.why),
        Cause.MERGE: _("It was merged with another idea"),
        Cause.RELEASE: _("It is part of an update"),
        Cause.ROLE: _("What you may do here has changed"),
        Cause.VEHICLE: _("There is news about your car"),
        Cause.MODERATION: _("Something was decided that concerns you"),
        Cause.ANNOUNCEMENT: _("An announcement"),
        Cause.PERK: _("There is news about what you redeemed"),
        Cause.POINTS: _("There is news about your points"),
    }
    return str(sentences[notice.cause])


def _edited(why: Why) -> str:
    if why in (Why.AUTHOR, Why.CO_AUTHOR):
        return str(_("The team changed the text of your idea"))
    return str(_("The text of an idea you support was changed. See whether you still do"))
