"""What is derived from the patterns of watched words, derived anew."""

from collections.abc import Iterator

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.screening.words.editing import derived
from cocreate.screening.words.models import WatchedWord


def check() -> Iterator[str]:
    """Words that are not looked for as their pattern says. `cocreate reindex` mends them."""
    for word in db.session.scalars(select(WatchedWord).order_by(WatchedWord.id)):
        if derived(word) != (word.folded, word.anchor):
            yield f"watched word {word.public_id}: not looked for as its pattern says"
