"""A site of any size, filled by statements over whole tables: believable shares, sound counters, no rule called."""

import hashlib
from dataclasses import dataclass

import psycopg
from sqlalchemy import create_engine, make_url

from tests.load import bare

MEMBERS = 2000
TALK = 12  # comments under the idea whose page is measured
CALLERS = 40  # members with a browser and an API token: the first ones; number n holds `secret(n)`


@dataclass(frozen=True)
class Filled:
    """What the measuring needs to know of a filled site."""

    ideas: int
    talked: str
    """Public id of an idea with `TALK` comments."""
    supportable: list[tuple[int, str]]
    """Keys and public ids of ideas that take supports."""


def secret(number: int) -> str:
    """The secret in the cookie, and the API token, of the caller with `number` (1 to `CALLERS`)."""
    return f"the secret of caller number {number:08}"


def fill(url: str, ideas: int) -> Filled:
    """Fill the migrated, empty site at `url` with so many ideas, and the bare tables with as many rows."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    bare.Base.metadata.create_all(engine)
    engine.dispose()
    sizes = {"ideas": ideas, "members": MEMBERS, "talk": TALK, "callers": CALLERS}
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            for statement in (_PEOPLE, _UNHURRIED, *_IDEAS, *_CARS, *_TALK, *_SUPPORTS, *_BARE):
                connection.execute(statement, sizes)
            for number in range(1, CALLERS + 1):
                _let_in(connection, number)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        talked = connection.execute("SELECT public_id FROM posts WHERE id = 7").fetchall()
        return Filled(ideas, talked[0][0], connection.execute(_SUPPORTABLE).fetchall())


def _let_in(connection: psycopg.Connection, number: int) -> None:
    """Give a caller a session and a token."""
    values = (number, hashlib.sha256(secret(number).encode()).hexdigest())
    connection.execute(
        "INSERT INTO sessions (member_id, token_hash, device, ip_hint, created_at, last_seen_at, proven_at)"
        " VALUES (%s, %s, 'bench', '', now(), now(), now())",
        values,
    )
    connection.execute(
        "INSERT INTO api_tokens (member_id, token_hash, scopes, created_at, expires_at, last_used_at)"
        " VALUES (%s, %s, '{read,write}', now(), now() + interval '1 day', now())",
        values,
    )


# A public id in the alphabet of kernel.ids: the hexadecimal digits of a hash, 0 and 1 spelt g and h.
_ID = "translate(substr(md5({}), 1, 10), '01', 'gh')"
# The scale of ideas.ranking.
_AGE = "(extract(epoch FROM {} - timestamptz '2020-01-01T00:00Z') / 604800)::float8"

_PEOPLE = f"""
    INSERT INTO members (public_id, state, name, name_folded, bio, city, affiliation, joined_at, trust, trust_earned)
    SELECT {_ID.format("'member' || n")}, 'active', '车主' || n, '车主' || n, '', '',
           CASE WHEN mod(n, 50) = 0 THEN 'staff' ELSE 'none' END, now() - interval '2 years', 2, 2
    FROM generate_series(1, %(members)s) n
    """

# What is counted is counted, and nobody comes to the end of it.
_UNHURRIED = "UPDATE rates SET times = 1000000 WHERE times IS NOT NULL"

# Two years of ideas, the newest last. One in fifty is hidden; most are new; "to_service" and praise are rare.
_IDEAS = (
    f"""
    INSERT INTO posts (id, public_id, kind, author_id, state, audience, language, title, body, html, excerpt,
                       html_version, comments, created_at, published_at)
    SELECT n, {_ID.format("'post' || n")}, 'idea', 1 + mod(n * 7919, %(members)s),
           CASE WHEN mod(n, 50) = 49 THEN 'hidden' ELSE 'visible' END, 'everyone', language, title || n,
           body, '<p>' || body || '</p>', body, 1, 0, at, at
    FROM generate_series(1, %(ideas)s::bigint) n
    CROSS JOIN LATERAL (SELECT now() - interval '2 years' * (1 - n / (%(ideas)s + 1.0)) AS at) t
    JOIN (VALUES
        (true, 'en', 'Seat ventilation is too weak on hot days, number ',
         'After an hour on the road my back is wet; a stronger fan that remembers its level would help.'),
        (false, 'zh', '夏天座椅通风不够有力，希望能再强一点 ',
         '夏天开车一小时，背部还是湿的，希望通风能再强一点，并且记住上次的档位。')
    ) words (chosen, language, title, body) ON chosen = (mod(n, 5) = 0)
    """,
    "SELECT setval(pg_get_serial_sequence('posts', 'id'), %(ideas)s)",
    """
    INSERT INTO ideas (id, kind, stage, status_key, status_changed_at, supports, elsewhere, score)
    SELECT id,
           CASE WHEN mod(id, 199) = 0 THEN 'praise' WHEN mod(id, 4) = 0 THEN 'problem' ELSE 'wish' END,
           (ARRAY['driving', 'driving', 'driving', 'design', 'development', 'maintenance', 'delivery', 'sales',
                  'repair', 'production', 'second_hand'])[1 + mod(id, 11)],
           CASE WHEN mod(id, 997) = 0 THEN 'to_service' WHEN mod(id, 97) = 0 THEN 'in_progress'
                WHEN mod(id, 31) = 0 THEN 'adopted' WHEN mod(id, 11) = 0 THEN 'shipped'
                WHEN mod(id, 13) = 0 THEN 'declined' WHEN mod(id, 7) = 1 THEN 'reviewing' ELSE 'new' END,
           published_at, 0, 0, 0
    FROM posts
    """,
    """
    INSERT INTO tags (name, folded)
    SELECT name, name FROM (
        SELECT 'tag' || n FROM generate_series(1, 40) n UNION ALL SELECT 'rare' || n FROM generate_series(1, 400) n
    ) t (name)
    """,
    """
    INSERT INTO post_tags (post_id, tag_id, position)
    SELECT p.id, t.id, 0 FROM posts p JOIN tags t ON t.name = 'tag' || (1 + mod(p.id, 40)) WHERE mod(p.id, 3) > 0
    UNION ALL
    SELECT p.id, t.id, 1 FROM posts p JOIN tags t ON t.name = 'rare' || (1 + mod(p.id, 400)) WHERE mod(p.id, 199) = 0
    """,
)

# 48 series of four years; a third of the ideas is about no car, another about the first series, a few about the last.
_CARS = (
    "INSERT INTO series (key, name_zh, name_en, position)"
    " SELECT 'series-' || n, '车系' || n, 'Series ' || n, n FROM generate_series(1, 48) n",
    "INSERT INTO model_years (series_id, year) SELECT s.id, y FROM series s, generate_series(2023, 2026) y",
    """
    INSERT INTO idea_models (idea_id, series_id, model_year_id)
    SELECT i.id, s.id, y.id
    FROM ideas i
    JOIN series s ON s.position = CASE WHEN mod(i.id, 1999) = 0 THEN 48 WHEN mod(i.id, 3) = 1 THEN 1
                                       WHEN mod(i.id, 3) = 2 THEN 2 + mod(i.id, 46) END
    LEFT JOIN model_years y ON y.series_id = s.id AND y.year = 2022 + mod(i.id, 5)
    """,
)

# Each fourth idea has a comment; the seventh has a thread of some length.
_TALK = (
    f"""
    WITH said AS (
        INSERT INTO posts (public_id, kind, author_id, state, audience, language, body, html, excerpt, html_version,
                           created_at, published_at)
        SELECT {_ID.format("'comment' || p.id || '/' || k")}, 'comment', 1 + mod(p.id + k, %(members)s), 'visible',
               'everyone', 'zh', '我的车也是这样。' || p.id, '<p>我的车也是这样。</p>', '我的车也是这样。', 1,
               p.published_at + interval '1 minute' * k, p.published_at + interval '1 minute' * k
        FROM posts p CROSS JOIN LATERAL generate_series(1, CASE WHEN p.id = 7 THEN %(talk)s ELSE 1 END) k
        WHERE mod(p.id, 4) = 0 OR p.id = 7
        RETURNING id, body
    )
    INSERT INTO comments (id, thread_id, top_id, official, orphaned)
    SELECT id, substring(body FROM '[0-9]+$')::bigint, id, false, false FROM said
    """,
    """
    UPDATE posts p SET comments = c.n FROM (SELECT thread_id, count(*) n FROM comments GROUP BY 1) c
    WHERE c.thread_id = p.id
    """,
)

# Up to two supports an idea, forty for one in a hundred; then counter and score as the rules would leave them.
_SUPPORTS = (
    """
    INSERT INTO supports (idea_id, counted_in_id, member_id, at)
    SELECT p.id, p.id, 1 + %(callers)s + mod(p.id * 31 + k, %(members)s - %(callers)s),
           least(now(), p.published_at + interval '5 hours' * k)
    FROM posts p
    CROSS JOIN LATERAL generate_series(1, mod(p.id, 3) + CASE WHEN mod(p.id, 101) = 0 THEN 38 ELSE 0 END) k
    WHERE p.kind = 'idea'
    """,
    f"""
    UPDATE ideas i SET supports = s.n, score = ln(s.weight) / ln(2) FROM (
        SELECT p.id, count(s.at) n,
               power(2, {_AGE.format("p.published_at")}) + coalesce(sum(power(2, {_AGE.format("s.at")})), 0) weight
        FROM posts p LEFT JOIN supports s ON s.idea_id = p.id WHERE p.kind = 'idea' GROUP BY p.id
    ) s
    WHERE s.id = i.id
    """,
)

_BARE = (
    "INSERT INTO bare_authors SELECT id, name FROM members",
    """
    INSERT INTO bare_items (id, author_id, title, excerpt, votes, published_at)
    SELECT p.id, p.author_id, p.title, p.excerpt, i.supports, p.published_at FROM posts p JOIN ideas i USING (id)
    """,
)

_SUPPORTABLE = """
    SELECT id, public_id FROM posts JOIN ideas USING (id)
    WHERE status_key = 'new' AND state = 'visible' ORDER BY id DESC LIMIT 200
    """
