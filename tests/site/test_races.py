"""The site's texts under threads on real connections."""

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.members import queries as members
from cocreate.site import rules
from cocreate.site.models import LegalKind, LegalText
from tests import make
from tests.support.race import Real


def test_two_versions_published_at_once_are_two_versions(real: Real) -> None:
    admin = real.commit(lambda: make.member(roles=["admin"]).id)

    def publish() -> int:
        return rules.publish_legal_text(members.by_id(admin), LegalKind.TERMS, "新的条款。", "New terms.").version

    assert sorted(real.together([publish, publish])) == [2, 3]
    versions = select(LegalText.version).where(LegalText.kind == LegalKind.TERMS).order_by(LegalText.version)
    assert real.commit(lambda: list(db.session.scalars(versions))) == [1, 2, 3]
