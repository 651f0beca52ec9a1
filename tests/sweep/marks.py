"""What must not be read by everybody: unmistakable marks, each with who may read it. Everybody else never does.

``zq…qz`` is the mark itself, ``needle…`` a word beside it in the same text by which searching would find it.
"""

from dataclasses import dataclass

TRIAGE = frozenset({"moderator", "product", "service", "admin"})
KEEPERS = frozenset({"moderator", "admin"})
AUTHOR = frozenset({"author"})
READERS = ("visitor", "member", "author", "reporter", "moderator", "product", "service", "admin", "suspended")

# Posts by the state they are in, and for whom they are meant.
POSTS = {
    "held": AUTHOR | KEEPERS,
    "hidden": AUTHOR | TRIAGE,
    "removed": AUTHOR | KEEPERS,  # the author keeps a copy in their own record
    "members": frozenset(READERS) - {"visitor", "suspended"},
    "staff": AUTHOR | TRIAGE,
}
# Beside them, by what they are.
OTHERS = {
    "draft": AUTHOR,
    "comment": AUTHOR | TRIAGE,  # a hidden one, under an idea everybody sees
    "answer": AUTHOR | TRIAGE,  # a hidden one, to a question everybody sees
    "alt": AUTHOR | KEEPERS,  # the words of a held idea's picture
    "note": TRIAGE,
    "reference": TRIAGE,  # of an owner met elsewhere
    "meeting": TRIAGE,
    "embargo": TRIAGE,
    "template": TRIAGE,
    "release": frozenset({"product", "admin"}),
    "filter": frozenset({"product"}),
    "reporter": KEEPERS | {"reporter"},  # a name that stands nowhere else
    "report": KEEPERS | {"reporter"},
    "decision": AUTHOR | KEEPERS,
    "appeal": AUTHOR | KEEPERS,
    "grant": AUTHOR | {"admin"},  # why points were given
    "asked": frozenset({"admin"}),  # the same of what a second person has to confirm
    "referral": AUTHOR | KEEPERS,  # why an invitation of theirs was refused
    "robot": frozenset(),
    "street": AUTHOR | {"product", "admin"},  # where something is shipped to
    "parcel": AUTHOR | {"product", "admin"},
    "ticket": AUTHOR,  # a code, until its holder shows it
    "file": frozenset(),  # what the file of a picture was called
    "email": AUTHOR,
}
# What has a shape of its own: all but the last figures of a VIN, and of a phone number.
PHONE, PHONES = "+8613876543298", ("13876543298", "138 7654 3298", "138-7654-3298")
VIN_READERS = frozenset({"moderator", "service", "admin"})
# What goes with its author: always what nobody else saw, the rest if they choose so.
ERASED = (
    "email", "phone", "street", "parcel", "ticket", "vin", "draft", "alt", "held", "hidden", "removed", "appeal",
    "grant", "asked", "referral",
)  # fmt: skip
SEEN = ("members", "staff")


@dataclass(frozen=True)
class Mark:
    """Words to look for, and the readers who may find them."""

    name: str
    words: tuple[str, ...]
    readers: frozenset[str]

    def stands_in(self, text: str) -> bool:
        """Whether `text`, which is in lower case, tells it."""
        return any(word.lower() in text for word in self.words)


def word(name: str) -> str:
    """The mark of that name."""
    return f"zq{name}qz"


def text(name: str) -> str:
    """A text that holds it."""
    return f"needle{name} {word(name)}"


def every(vin: str) -> list[Mark]:
    """All of them, with the `vin` of the author's car."""
    plain = [Mark(name, (word(name),), readers) for name, readers in {**POSTS, **OTHERS}.items()]
    return [*plain, Mark("phone", PHONES, AUTHOR), Mark("vin", (vin, vin[:13]), VIN_READERS)]
