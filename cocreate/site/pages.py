"""The brand's colours as a stylesheet, its legal texts, its settings; robots and site map."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from cocreate.kernel import text
from cocreate.kernel.access import public, staff
from cocreate.kernel.errors import Invalid
from cocreate.site import queries, rules
from cocreate.site.forms import LegalForm, SiteForm
from cocreate.site.models import LegalKind, LegalText

blueprint = Blueprint("site", __name__)


@blueprint.get("/site.css")
@public
def theme_css() -> Response:
    """The accent as custom properties; the address carries the record's version, so it is kept for ever."""
    css = render_template("site/theme.css", record=queries.record())
    answer = Response(css, content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


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
    lines = ["User-agent: *", "Disallow: /me", "Disallow: /desk", "Disallow: /sign-in", f"Sitemap: {base}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", content_type="text/plain")


@blueprint.get("/desk/site")
@staff("admin")
def settings() -> str:
    return render_template("site/settings.html", form=SiteForm(obj=queries.record()))


@blueprint.post("/desk/site")
@staff("admin")
def change() -> BaseResponse | tuple[str, int]:
    form = SiteForm()
    if form.validate():
        try:
            rules.change(current_user, **{field.name: field.data or "" for field in form if field.name != "csrf_token"})
        except Invalid as error:
            form.refuse(error)
        else:
            flash(_("Saved."))
            return redirect(url_for("site.settings"), 303)
    return render_template("site/settings.html", form=form), 422


@blueprint.get("/desk/site/<any(terms, privacy):kind>")
@staff("admin")
def edit_legal(kind: str) -> str:
    present = queries.legal_text(LegalKind(kind))
    return render_template("site/edit_legal.html", form=LegalForm(obj=present), kind=kind, version=present.version)


@blueprint.post("/desk/site/<any(terms, privacy):kind>")
@staff("admin")
def publish_legal(kind: str) -> BaseResponse | tuple[str, int]:
    form = LegalForm()
    if form.validate():
        rules.publish_legal_text(current_user, LegalKind(kind), form.body_zh.data or "", form.body_en.data or "")
        flash(_("The new version is in force."))
        return redirect(url_for(f"site.{kind}"), 303)
    version = queries.legal_text(LegalKind(kind)).version
    return render_template("site/edit_legal.html", form=form, kind=kind, version=version), 422


def _legal(kind: LegalKind) -> str:
    found: LegalText = queries.legal_text(kind)
    html = text.render(found.body(str(get_locale())))
    return render_template(f"site/{kind.value}.html", text=found, html=html)
