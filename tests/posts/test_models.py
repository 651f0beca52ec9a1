"""Each constraint on posts, members, site and journal, broken."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.kernel.database import db
from cocreate.posts import rules
from tests import make

BREACHES = {
    "ck_posts_kind": "UPDATE posts SET kind = 'rumour'",
    "ck_posts_state": "UPDATE posts SET state = 'lost'",
    "ck_posts_audience": "UPDATE posts SET audience = 'nobody'",
    "ck_posts_title_where_due": "UPDATE posts SET title = NULL WHERE kind = 'idea'",
    "ck_posts_title_length": "UPDATE posts SET title = repeat('x', 201) WHERE kind = 'idea'",
    "ck_posts_body_size": "UPDATE posts SET body = repeat('字', 70000)",
    "ck_posts_comments_not_negative": "UPDATE posts SET comments = -1",
    "ck_posts_visible_is_published": "UPDATE posts SET published_at = NULL",
    "uq_posts_public_id": "UPDATE posts SET public_id = '23456789ab'",
    "fk_posts_author_id": "UPDATE posts SET author_id = 0",
    "uq_post_revisions_post_id_number": "UPDATE post_revisions SET number = 1",
    "ck_tags_name_length": "UPDATE tags SET name = ''",
    "uq_tags_folded": "UPDATE tags SET folded = 'same'",
    "pk_post_tags": "INSERT INTO post_tags SELECT post_id, tag_id, 7 FROM post_tags",
    "fk_post_tags_post_id": "UPDATE post_tags SET post_id = 0",
    "ck_members_name_length": "UPDATE members SET name = ''",
    "ck_members_state": "UPDATE members SET state = 'lost'",
    "ck_members_affiliation": "UPDATE members SET affiliation = 'spy'",
    "ck_members_erased_is_empty": "UPDATE members SET state = 'erased'",
    "uq_members_public_id": "UPDATE members SET public_id = '23456789ab'",
    "uq_identities_kind_lookup": "UPDATE identities SET lookup = 'same'",
    "ck_identities_kind": "UPDATE identities SET kind = 'pigeon'",
    "uq_role_grants_member_id_role_scope": "UPDATE role_grants SET role = 'admin'",
    "ck_role_grants_role": "UPDATE role_grants SET role = 'king'",
    "ck_site_only_one": "UPDATE site SET id = 2",
    "ck_site_accents_are_colours": "UPDATE site SET accent = 'teal'",
    "ck_site_mark_is_short": "UPDATE site SET mark = 'LONGER'",
    "uq_legal_texts_kind_version": "UPDATE legal_texts SET kind = 'terms'",
    "fk_journal_entries_actor_id": (
        "INSERT INTO journal_entries (at, actor_id, verb, subject_kind, subject_id) VALUES (now(), 0, 'x', 'y', 1)"
    ),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    author = make.member(roles=["product", "service"])
    post = make.idea(author, tags=["one", "two"]).post
    for body in ("Second.", "Third."):
        rules.rewrite(author, post, body, title="A title")
    make.idea()
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))
