"""Watched words at the desk: the lists, one word, a file of them, and what they would make of a text."""

from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from cocreate.kernel import exports
from cocreate.kernel.access import staff
from cocreate.kernel.answers import is_fragment
from cocreate.kernel.forms import Refusal
from cocreate.kernel.text import clean
from cocreate.members.reading import writer
from cocreate.screening.words import editing, files, queries, rules
from cocreate.screening.words.forms import ACTIONS, FileForm, TryForm, WordForm, present
from cocreate.screening.words.models import WatchedWord, WordAction
from cocreate.screening.words.queries import Chosen

blueprint = Blueprint("words", __name__)

Answer = Response | tuple[str, int] | Refusal


@blueprint.get("/desk/words")
@staff("moderator")
def index() -> str:
    return _list(present(None))


@blueprint.post("/desk/words")
@staff("moderator")
def add() -> Answer:
    form = WordForm()
    if form.does(lambda: editing.add(writer(), form.entry)):
        return _saved()
    return _list(form), *form.refusal


@blueprint.get("/desk/words/<id:public_id>")
@staff("moderator")
def show(public_id: str) -> str:
    word = _word(public_id)
    return _one(word, present(word))


@blueprint.post("/desk/words/<id:public_id>")
@staff("moderator")
def change(public_id: str) -> Answer:
    word, form = _word(public_id), WordForm()
    if form.does(lambda: editing.change(writer(), word, form.entry)):
        return _saved()
    return _one(word, form), *form.refusal


@blueprint.get("/desk/words/<id:public_id>/remove")
@staff("moderator")
def confirm_removal(public_id: str) -> str:
    return render_template("words/remove.html", word=_word(public_id), actions=dict(ACTIONS))


@blueprint.post("/desk/words/<id:public_id>/remove")
@staff("moderator")
def remove(public_id: str) -> Response:
    editing.remove(writer(), _word(public_id))
    flash(_("The word is removed."))
    return redirect(url_for("words.index"), 303)


@blueprint.get("/desk/words.csv")
@staff("moderator")
def table() -> Response:
    rows = ({**row._asdict(), "action": row.action.value, "last_hit_at": row.last_at} for row in queries.every())
    return exports.csv_stream("watched-words.csv", files.COLUMNS, rows)


@blueprint.get("/desk/words/file")
@staff("moderator")
def choose_file() -> str:
    return _file(FileForm(formdata=None, data={"action": WordAction.HOLD.value}))


@blueprint.post("/desk/words/file")
@staff("moderator")
def take_file() -> Answer:
    form, sent = FileForm(), request.files.get("file")
    report = form.carry_out(lambda: files.take(writer(), sent.read() if sent else b"", WordAction(form.action.data)))
    if report is not None:
        return _file(form, report), 201
    return _file(form), *form.refusal


@blueprint.get("/desk/words/try")
@staff("moderator")
def try_out() -> str:
    return render_template("words/try.html", form=TryForm(formdata=None), found=None)


@blueprint.post("/desk/words/try")
@staff("moderator")
def tried() -> str | tuple[str, int]:
    form = TryForm()
    if not form.validate():
        return render_template("words/try.html", form=form, found=None), 422
    title, body = form.title.data or "", form.body.data or ""
    found = rules.found_in(title, body)
    return render_template(
        "words/try.html",
        form=form,
        found=[
            (match.word, (title if field == "title" else body)[match.start : match.end])
            for field, matches in found.items()
            for match in matches
        ],
        judgement=rules.judged(title, body, found),
        tags=rules.tags_of(found),
        actions=dict(ACTIONS),
    )


def _word(public_id: str) -> WatchedWord:
    found = queries.by_public_id(public_id)
    if found is None:
        raise NotFound
    return found


def _saved() -> Response:
    flash(_("Saved. It holds for what is written from now on."))
    return redirect(url_for("words.index"), 303)


def _chosen() -> Chosen:
    """What the address asks for; what cannot be asked is left out."""
    try:
        q = " ".join(clean(request.args.get("q", "")).split())[:100]
    except ValueError:
        q = ""
    action, sort = request.args.get("action", ""), request.args.get("sort", "")
    return Chosen(
        q, WordAction(action) if action in set(WordAction) else None, sort if sort in queries.SORTS else "new"
    )


def _address(chosen: Chosen, **more: str) -> str:
    said = {"q": chosen.q, "action": chosen.action or "", "sort": chosen.sort if chosen.sort != "new" else "", **more}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/desk/words?{query}" if query else "/desk/words"


def _list(form: WordForm) -> str:
    chosen = _chosen()
    page = queries.page(chosen, request.args.get("cursor"))
    more = _address(chosen, cursor=page.next_cursor) if page.next_cursor else None
    if is_fragment():
        return render_template("words/_rows.html", page=page, more_url=more, actions=dict(ACTIONS))
    return render_template(
        "words/index.html",
        page=page,
        more_url=more,
        chosen=chosen,
        sorts=[(name, _address(chosen._replace(sort=name))) for name in queries.SORTS],
        total=queries.count(),
        form=form,
        actions=dict(ACTIONS),
    )


def _one(word: WatchedWord, form: WordForm) -> str:
    hits, last_at = queries.hits(word)
    return render_template("words/show.html", word=word, form=form, hits=hits, last_at=last_at)


def _file(form: FileForm, report: files.Report | None = None) -> str:
    return render_template("words/file.html", form=form, report=report, most=editing.MOST)
