"""The brand's colours as a stylesheet, its legal texts, its settings; robots and site map."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from cocreate.kernel import text
from cocreate.kernel.access import public, staff
from cocreate.kernel.forms import Refusal
from cocreate.kernel.storage import NotStoredError, storage
from cocreate.members.reading import writer
from cocreate.site import mark, queries, rules, vocabulary
from cocreate.site.forms import LegalForm, MarkForm, SiteForm, WordsForm
from cocreate.site.models import LegalKind, LegalText

blueprint = Blueprint("site", __name__)


@blueprint.get("/site.css")
@public
def theme_css() -> Response:
    """The accent as custom properties; the address carries the record's version, so it is kept for ever."""
    return _kept(render_template("site/theme.css", record=queries.record()), "text/css; charset=utf-8")


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone shows of the site on its home screen."""
    return _kept(render_template("site/manifest.webmanifest", record=queries.record()), "application/manifest+json")


@blueprint.get("/site/favicon.svg")
@public
def favicon() -> Response:
    """The letters of the mark on the accent, as a picture that stands before the page's title."""
    return _kept(render_template("site/favicon.svg", record=queries.record()), "image/svg+xml; charset=utf-8")


@blueprint.get("/terms")
@public
def terms() -> str:
    return _legal(LegalKind.TERMS)


@blueprint.get("/privacy")
@public
def privacy() -> str:
    return _legal(LegalKind.PRIVACY)


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    base = current_app.config["COCREATE"].base_url
    private = ("/me$", "/me/", "/desk", "/sign-in", "/sign-up", "/reset")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private), f"Sitemap: {base}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", content_type="text/plain")


@blueprint.get("/desk/brand")
@staff("admin")
def settings() -> str:
    return _settings()


@blueprint.post("/desk/brand")
@staff("admin")
def change() -> BaseResponse | Refusal:
    form = SiteForm()
    if form.does(
        lambda: rules.change(writer(), **{name: value for name, value in form.data.items() if name != "csrf_token"})
    ):
        flash(_("Saved."))
        return redirect(url_for("site.settings"), 303)
    return _settings(form), *form.refusal


@blueprint.post("/desk/brand/words")
@staff("admin")
def change_words() -> BaseResponse | Refusal:
    form = WordsForm()
    if form.does(lambda: rules.change_words(writer(), form.words)):
        flash(_("Saved."))
        return redirect(url_for("site.settings"), 303)
    return _settings(words_form=form), *form.refusal


@blueprint.get("/site/mark.png")
@public
def mark_picture() -> Response:
    """The mark's picture; its address carries the record's version, as that of the stylesheet."""
    key = queries.record().mark_picture
    if key is None:
        raise NotFound
    try:
        picture = storage().get(key)
    except NotStoredError as error:  # as after restoring a database without its files
        raise NotFound from error
    return _kept(picture, "image/png")


@blueprint.post("/desk/brand/mark")
@staff("admin")
def change_mark() -> BaseResponse | Refusal:
    form, sent = MarkForm(), request.files.get("picture")
    if form.does(lambda: mark.set_picture(writer(), sent.read(mark.MAX_BYTES + 1) if sent else b"")):
        flash(_("Saved."))
        return redirect(url_for("site.settings"), 303)
    return _settings(mark_form=form), *form.refusal


@blueprint.post("/desk/brand/mark/remove")
@staff("admin")
def remove_mark() -> BaseResponse:
    mark.remove_picture(writer())
    flash(_("Saved."))
    return redirect(url_for("site.settings"), 303)


@blueprint.get("/desk/brand/<any(terms, privacy):kind>")
@staff("admin")
def edit_legal(kind: str) -> str:
    present = queries.legal_text(LegalKind(kind))
    return render_template("site/edit_legal.html", form=LegalForm(obj=present), kind=kind, version=present.version)


@blueprint.post("/desk/brand/<any(terms, privacy):kind>")
@staff("admin")
def publish_legal(kind: str) -> BaseResponse | tuple[str, int]:
    form = LegalForm()
    if form.validate():
        rules.publish_legal_text(writer(), LegalKind(kind), form.body_zh.data or "", form.body_en.data or "")
        flash(_("The new version is in force."))
        return redirect(url_for(f"site.{kind}"), 303)
    version = queries.legal_text(LegalKind(kind)).version
    return render_template("site/edit_legal.html", form=form, kind=kind, version=version), 422


def _kept(content: str | bytes, kind: str) -> Response:
    """`content` for an address that carries the record's version: browsers keep it for ever."""
    answer = Response(content, content_type=kind)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _settings(
    form: SiteForm | None = None, mark_form: MarkForm | None = None, words_form: WordsForm | None = None
) -> str:
    """The page, with the forms as they were sent when one was refused."""
    record = queries.record()
    said = {f"{noun}_{form}": word for noun, forms in record.words.items() for form, word in forms.items()}
    return render_template(
        "site/settings.html",
        form=form or SiteForm(formdata=None, obj=record),
        mark_form=mark_form or MarkForm(formdata=None),
        words_form=words_form or WordsForm(formdata=None, data=said),
        nouns=vocabulary.NOUNS,
        record=record,
    )


def _legal(kind: LegalKind) -> str:
    found: LegalText = queries.legal_text(kind)
    html = text.render(found.body(str(get_locale())))
    return render_template(f"site/{kind.value}.html", text=found, html=html)
