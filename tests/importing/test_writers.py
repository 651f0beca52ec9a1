"""Who wrote what comes in."""

import pytest
from sqlalchemy import select

from cocreate.accounts import claims
from cocreate.kernel import sealing
from cocreate.kernel.database import db
from cocreate.members.models import Identity, IdentityKind, Member, MemberState, Placeholder
from cocreate.posts.models import Post, PostImport
from tests import make
from tests.importing.conftest import Bring


def _author(reference: str) -> Member:
    query = select(Member).join(Post, Post.author_id == Member.id).join(PostImport, PostImport.post_id == Post.id)
    return db.session.scalars(query.where(PostImport.reference == reference)).one()


def _placeholder(member: Member) -> Placeholder:
    return db.session.get_one(Placeholder, member.id)


def test_one_reference_is_one_placeholder(bring: Bring) -> None:
    bring("idea", "reference,title,author,author_name\n1,One,u1,Li Na\n2,Two,u2,Li Na\n3,Three,u1,Li N.\n")
    assert _author("1") is _author("3")
    assert _author("1") is not _author("2")
    assert (_author("1").name, _author("1").state) == ("Li Na", MemberState.PLACEHOLDER)


def test_ideas_and_comments_of_one_source_share_their_authors(bring: Bring) -> None:
    bring("idea", "reference,title,author\n1,One,u1\n")
    bring("comment", "reference,idea,body,author\nc,1,Mine,u1\n")
    assert _author("1") is _author("c")


def test_who_confirmed_the_address_is_the_author_at_once(bring: Bring) -> None:
    member = make.member("Wang", email="wang@example.org")
    bring("idea", "reference,title,author,author_email\n1,One,u1, Wang@Example.org\n2,Two,u1,\n")
    assert _author("1").id == member.id
    assert _author("2").state is MemberState.PLACEHOLDER


def test_who_confirmed_the_phone_number_is_the_author_at_once(bring: Bring) -> None:
    member = make.member("Wang")
    number = "+8613800138000"
    db.session.add(
        Identity(
            member_id=member.id,
            kind=IdentityKind.PHONE,
            lookup=sealing.lookup(number),
            sealed=sealing.seal(number),
        )
    )
    bring("idea", "reference,title,author_phone\n1,One,138 0013 8000\n")
    assert _author("1").id == member.id


def test_the_address_goes_before_the_number_and_former_members_get_nothing(bring: Bring) -> None:
    former = make.member("Zhao", email="zhao@example.org")
    former.state = MemberState.ERASED
    former.name = "-"
    bring("idea", "reference,title,author_email\n1,One,zhao@example.org\n")
    assert _author("1").state is MemberState.PLACEHOLDER


@pytest.mark.parametrize("column", ["author_email", "author"])
def test_an_address_is_kept_as_its_keyed_hash_only(bring: Bring, column: str) -> None:
    bring("idea", f"reference,title,{column}\n1,One,li@example.org\n2,Two,LI@example.org\n")
    placeholder = _placeholder(_author("1"))
    assert placeholder.email_lookup == sealing.lookup("li@example.org")
    assert placeholder.reference == f"email:{placeholder.email_lookup}"
    assert "example" not in _author("1").name
    assert _author("2") is _author("1")


def test_what_is_no_address_is_left_out(bring: Bring) -> None:
    bring("idea", "reference,title,author,author_email,author_phone\n1,One,u1,n/a,unknown\n")
    placeholder = _placeholder(_author("1"))
    assert (placeholder.email_lookup, placeholder.phone_lookup) == (None, None)


def test_an_address_told_later_is_added(bring: Bring) -> None:
    bring("idea", "reference,title,author,author_email\n1,One,u1,\n")
    bring("idea", "reference,title,author,author_email\n2,Two,u1,li@example.org\n")
    assert _placeholder(_author("1")).email_lookup == sealing.lookup("li@example.org")


def test_what_comes_after_a_claim_goes_to_who_claimed(bring: Bring) -> None:
    bring("idea", "reference,title,author\n1,One,u1\n")
    member = make.member()
    assert claims.claim(member, member, _placeholder(_author("1")))
    bring("idea", "reference,title,author\n2,Two,u1\n")
    assert _author("1").id == _author("2").id == member.id


def test_without_reference_or_address_the_name_tells_authors_apart(bring: Bring) -> None:
    bring("idea", "reference,title,author_name\n1,One,Li Na\n2,Two,LI NA\n3,Three,Wang\n4,Four,\n")
    assert _author("1") is _author("2")
    assert len({_author(reference).id for reference in "134"}) == 3
    assert (_author("4").name, _placeholder(_author("4")).reference) == ("import", "*")


@pytest.mark.parametrize(
    "name", ["管理员", "Administrator", "CoCreate", "\u200b\u200b", "-\u0301\u0301\u0301\u0301\u0301"]
)
def test_a_name_no_member_may_have_is_replaced(bring: Bring, name: str) -> None:
    bring("idea", f"reference,title,author,author_name\n1,One,u1,{name}\n")
    assert _author("1").name == "import u1"


def test_a_hostile_name_is_kept_as_text_and_a_long_one_cut(bring: Bring) -> None:
    bring("idea", f"reference,title,author,author_name\n1,One,u1,<script>alert(1)</script>\n2,Two,u2,{'名' * 90}\n")
    assert _author("1").name == "<script>alert(1)</script>"
    assert _author("2").name == "名" * 40
