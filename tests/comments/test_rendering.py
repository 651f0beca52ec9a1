"""Text stored by an older rendering."""

from flask import Flask

from cocreate.posts import queries
from tests import make


def test_a_comment_rendered_anew_keeps_its_mentions(app: Flask) -> None:
    named = make.member("Xiaolu")
    comment = make.comment(make.idea(named), body="As @Xiaolu says: **yes**.")
    stored = queries.html(comment.post)
    assert f'href="/members/{named.public_id}"' in stored
    comment.post.html, comment.post.html_version = "<p>Rendered long ago.</p>", 0
    assert queries.html(comment.post) == stored
