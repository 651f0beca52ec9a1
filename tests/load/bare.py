"""What the site is measured against: the least that Flask, SQLAlchemy and Jinja need for a list and for a vote.

The list reads twenty entities with their authors in one join and writes them into a small page. The vote is one
row, inserted or found there already, and one counter; or the row taken away again. Nothing else is asked, checked
or shown: no session, no language, no rights, no journal.
"""

import os
from datetime import datetime
from typing import ClassVar

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import BigInteger, ForeignKey, create_engine, delete, make_url, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship


class Base(DeclarativeBase):
    """Tables beside those of the site."""

    type_annotation_map: ClassVar = {int: BigInteger}


class Author(Base):
    __tablename__ = "bare_authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Item(Base):
    __tablename__ = "bare_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("bare_authors.id"))
    title: Mapped[str]
    excerpt: Mapped[str]
    votes: Mapped[int]
    published_at: Mapped[datetime]

    author: Mapped[Author] = relationship()


class Vote(Base):
    __tablename__ = "bare_votes"

    item_id: Mapped[int] = mapped_column(ForeignKey("bare_items.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("bare_authors.id"), primary_key=True)


PAGE = """\
<!doctype html>
<html lang="zh">
  <head><meta charset="utf-8"><title>Ideas</title></head>
  <body>
    <h1>Ideas</h1>
    <ol>
      {% for item in items %}
        <li>
          <h2><a href="/ideas/{{ item.id }}">{{ item.title }}</a></h2>
          <p>{{ item.excerpt }}</p>
          <p>{{ item.votes }} · {{ item.author.name }} · {{ item.published_at.strftime("%Y-%m-%d") }}</p>
        </li>
      {% endfor %}
    </ol>
  </body>
</html>
"""


def create_app() -> Flask:
    """The bare application on the database of the environment."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"list.html": PAGE})
    url = make_url(os.environ["COCREATE_DATABASE_URL"]).set(drivername="postgresql+psycopg")
    engine = create_engine(url, pool_size=20)

    @app.get("/")
    def index() -> str:
        with Session(engine) as session:
            newest = select(Item).options(joinedload(Item.author)).order_by(Item.id.desc()).limit(20)
            return render_template("list.html", items=session.scalars(newest).all())

    @app.put("/<int:item_id>/vote/<int:member_id>")
    def vote(item_id: int, member_id: int) -> dict[str, bool]:
        with Session(engine) as session, session.begin():
            row = insert(Vote).values(item_id=item_id, member_id=member_id).on_conflict_do_nothing()
            if session.execute(row.returning(Vote.item_id)).first():
                session.execute(update(Item).where(Item.id == item_id).values(votes=Item.votes + 1))
        return {"voted": True}

    @app.delete("/<int:item_id>/vote/<int:member_id>")
    def withdraw(item_id: int, member_id: int) -> dict[str, bool]:
        with Session(engine) as session, session.begin():
            gone = delete(Vote).where(Vote.item_id == item_id, Vote.member_id == member_id)
            if session.execute(gone.returning(Vote.item_id)).first():
                session.execute(update(Item).where(Item.id == item_id).values(votes=Item.votes - 1))
        return {"voted": False}

    return app
