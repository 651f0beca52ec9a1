"""History that comes in is no news: nobody is told of it."""

from sqlalchemy import select

from cocreate.kernel.database import db
from cocreate.notices.models import Broadcast, Notice
from cocreate.posts.models import Post
from tests import make
from tests.importing.conftest import Bring


def test_nobody_is_told_of_what_is_imported(bring: Bring) -> None:
    author = make.member("Lin", email="lin@example.org")
    bring("idea", "reference,title,author_email,status\n1,One,lin@example.org,adopted\n")
    rows = "reference,idea,parent,body,author_email\na,1,,Top,lin@example.org\nb,1,a,Well said @Lin,bob@example.org\n"
    assert bring("comment", rows).counts == (2, 0, 0)
    assert author.id in set(db.session.scalars(select(Post.author_id)))
    assert db.session.scalars(select(Notice)).all() == []
    assert db.session.scalars(select(Broadcast)).all() == []
