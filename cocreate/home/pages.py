"""The front page and the site map."""

from flask import Blueprint, Response, current_app, render_template

from cocreate.home import queries
from cocreate.kernel.access import public
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader
from cocreate.points.checkins import queries as checkins
from cocreate.questions import queries as questions
from cocreate.roadmap.announcements import queries as announcements

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    member, language = reader(), locale()
    return render_template(
        "home/index.html",
        check_in=checkins.for_home(member) if member else None,
        pinned=announcements.pinned(member, language),
        news=queries.news(member, language) if member else [],
        done=queries.done(member, language),
        moving=queries.moving(member, language),
        rising=queries.rising(member, language),
    )


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    base = current_app.config["COCREATE"].base_url
    xml = render_template(
        "home/sitemap.xml", base=base, pages=[*queries.newest_addresses(5000), *questions.newest_addresses(5000)]
    )
    return Response(xml, content_type="application/xml")
