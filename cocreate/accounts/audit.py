"""What must always hold of members and how they get in."""

from collections.abc import Iterable

from sqlalchemy import select, text

from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity

# Each statement names the members (column ``id``) of whom the sentence is true.
_SENTENCES = {
    "can sign in but has no identity": """
        SELECT id FROM members WHERE state = 'active' AND id NOT IN (SELECT member_id FROM identities)
    """,
    "has a password but no e-mail address": """
        SELECT member_id AS id FROM passwords
        WHERE member_id NOT IN (SELECT member_id FROM identities WHERE kind = 'email')
    """,
    "cannot sign in but has something to sign in with": """
        SELECT id FROM members WHERE state <> 'active' AND id IN (
            SELECT member_id FROM identities UNION SELECT member_id FROM passwords
            UNION SELECT member_id FROM sessions UNION SELECT member_id FROM api_tokens
        )
    """,
    "cannot sign in but holds a role": """
        SELECT id FROM members WHERE state <> 'active' AND id IN (SELECT member_id FROM role_grants)
    """,
    "is a placeholder without a source, or has a source and is none": """
        SELECT id FROM members
        WHERE (state = 'placeholder') <> (id IN (SELECT member_id FROM placeholders))
    """,
    "was claimed but still owns something": """
        SELECT member_id AS id FROM placeholders WHERE claimed_by IS NOT NULL AND member_id IN (
            SELECT author_id FROM posts UNION SELECT member_id FROM supports
            UNION SELECT member_id FROM follows UNION SELECT member_id FROM mentions
        )
    """,
    "claimed a placeholder and is one": """
        SELECT claimed_by AS id FROM placeholders JOIN members ON members.id = claimed_by WHERE state = 'placeholder'
    """,
}


def check() -> Iterable[str]:
    """Sentences about what is not as it must be."""
    for sentence, statement in _SENTENCES.items():
        for row in db.session.execute(text(statement)):
            yield f"member {row.id} {sentence}"
    for identity in db.session.scalars(select(Identity).execution_options(yield_per=1000)):
        if identity.lookup not in sealing.lookups(sealing.unseal(identity.sealed)):
            yield f"identity {identity.id} is not found under what is sealed in it"
