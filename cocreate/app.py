"""The application, put together: kernel first, then every feature's pages and API, named one by one."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cocreate.accounts import browser
from cocreate.accounts import pages as accounts_pages
from cocreate.api import document as api
from cocreate.api import pages as api_pages
from cocreate.catalogue import pages as catalogue_pages
from cocreate.comments import pages as comments_pages
from cocreate.comments.helpful import pages as helpful_pages
from cocreate.desk import pages as desk_pages
from cocreate.desk.orders import pages as desk_orders_pages
from cocreate.desk.perks import pages as desk_perks_pages
from cocreate.desk.points import pages as desk_points_pages
from cocreate.desk.queue import pages as queue_pages
from cocreate.desk.trust import pages as trust_pages
from cocreate.home import pages as home_pages
from cocreate.ideas import pages as ideas_pages
from cocreate.kernel import (
    access,
    assets,
    bodies,
    bookkeeping,
    compression,
    database,
    errors,
    health,
    i18n,
    logs,
    paths,
    security,
    templating,
    transactions,
)
from cocreate.kernel.ids import PublicIdConverter
from cocreate.kernel.settings import Settings
from cocreate.ledger import pages as ledger_pages
from cocreate.members.reading import caller
from cocreate.moderation import pages as transparency_pages
from cocreate.moderation.reports import pages as reports_pages
from cocreate.notices import pages as notices_pages
from cocreate.notices.robots import pages as robots_pages
from cocreate.perks import pages as perks_pages
from cocreate.perks.redemptions import pages as redemptions_pages
from cocreate.points import pages as points_pages
from cocreate.posts.drafts import pages as drafts_pages
from cocreate.posts.pictures import pages as pictures_pages
from cocreate.questions import pages as questions_pages
from cocreate.roadmap import pages as roadmap_pages
from cocreate.roadmap.announcements import pages as announcements_pages
from cocreate.roadmap.releases import pages as releases_pages
from cocreate.screening.protection import pages as protection_pages
from cocreate.screening.words import pages as words_pages
from cocreate.search import pages as search_pages
from cocreate.site import pages as site_pages
from cocreate.site import queries as site
from cocreate.site.promises import pages as promises_pages

PAGES = (
    health.blueprint,
    site_pages.blueprint,
    promises_pages.blueprint,
    accounts_pages.blueprint,
    home_pages.blueprint,
    search_pages.blueprint,
    catalogue_pages.blueprint,
    ideas_pages.blueprint,
    questions_pages.blueprint,
    questions_pages.of_answers,
    comments_pages.blueprint,
    helpful_pages.blueprint,
    reports_pages.blueprint,
    transparency_pages.blueprint,
    ledger_pages.blueprint,
    notices_pages.blueprint,
    robots_pages.blueprint,
    drafts_pages.blueprint,
    pictures_pages.blueprint,
    roadmap_pages.blueprint,
    announcements_pages.blueprint,
    releases_pages.blueprint,
    perks_pages.blueprint,
    redemptions_pages.blueprint,
    points_pages.blueprint,
    words_pages.blueprint,
    protection_pages.blueprint,
    desk_pages.blueprint,
    trust_pages.blueprint,
    desk_perks_pages.blueprint,
    desk_orders_pages.blueprint,
    desk_points_pages.blueprint,
    queue_pages.blueprint,
    api_pages.blueprint,
)
MAX_REQUEST = 8 * 1024 * 1024  # bytes
MAX_FORM = 2 * 1024 * 1024  # bytes; two legal texts of 100,000 Chinese characters, nine bytes each when sent


def create_app(settings: Settings | None = None) -> Flask:
    """A site with `settings` (default: those of the environment), its database named by ``database_url``.

    Raises ``RuntimeError`` when a route declares no access.
    """
    settings = settings or Settings.from_env()
    logs.configure(settings.env == "production")
    app = Flask("cocreate", static_folder=None, template_folder=str(paths.templates()))
    app.jinja_environment = templating.Environment
    app.config.update(COCREATE=settings, SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=MAX_REQUEST)
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM
    app.url_map.converters["id"] = PublicIdConverter
    _install_kernel(app, settings)
    browser.install(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    api.install(app)
    app.context_processor(frame)
    access.check_declared(app)
    return app


def _install_kernel(app: Flask, settings: Settings) -> None:
    if settings.database_url is None:
        raise RuntimeError("the application needs the URL of a database; commands start one and name it")
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    database.configure(app, settings.database_url)
    bookkeeping.configure(app)
    assets.install(app, paths.static())
    # The order matters, and what is installed first is done last: transactions end after every other word on the
    # answer, and what they keep to repeat it is not compressed yet.
    compression.install(app)
    transactions.install_end(app)
    bodies.install(app)
    errors.install(app)
    i18n.install(app, site.voice)
    templating.install(app)
    security.install(app)
    access.install(app)
    transactions.install_keys(app)


def frame() -> dict[str, Any]:
    """What the layouts show around every page."""
    member = caller()
    barred = member is not None and member.is_barred
    return {"site": site.brand(), "me": None if barred else member, "barred": barred}
