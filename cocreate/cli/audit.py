"""``audit``: recomputes every counter and looks at every invariant; changes nothing."""

from collections.abc import Callable, Iterable

import click
from sqlalchemy import text

from cocreate.accounts import audit as accounts
from cocreate.accounts.leaving import audit as leaving
from cocreate.accounts.vehicles import audit as vehicles
from cocreate.cli.application import opened
from cocreate.comments import audit as comments
from cocreate.ideas import audit as ideas
from cocreate.ideas.recorded import audit as recorded
from cocreate.ideas.responses import audit as responses
from cocreate.ideas.safety import audit as safety
from cocreate.kernel.database import db
from cocreate.ledger import audit as ledger
from cocreate.moderation import audit as moderation
from cocreate.notices import audit as notices
from cocreate.notices.robots import audit as robots
from cocreate.perks import audit as perks
from cocreate.perks.redemptions import audit as redemptions
from cocreate.points import audit as points
from cocreate.points.grants import audit as grants
from cocreate.points.referrals import audit as referrals
from cocreate.posts import audit as posts
from cocreate.posts.pictures import audit as pictures
from cocreate.posts.search import audit as search
from cocreate.questions import audit as questions
from cocreate.roadmap.announcements import audit as announcements
from cocreate.roadmap.releases import audit as releases
from cocreate.screening.words import audit as words

CHECKS: tuple[Callable[[], Iterable[str]], ...] = (
    posts.check,
    pictures.check,
    comments.check,
    notices.check,
    robots.check,
    ideas.check,
    recorded.check,
    responses.check,
    safety.check,
    questions.check,
    announcements.check,
    releases.check,
    moderation.check,
    words.check,
    ledger.check,
    points.check,
    grants.check,
    referrals.check,
    perks.check,
    redemptions.check,
    search.check,
    accounts.check,
    leaving.check,
    vehicles.check,
)


@click.command()
@click.pass_context
def audit(context: click.Context) -> None:
    """Recompute every counter and invariant; print what differs, status 1 if anything does."""
    with opened():
        differences = list(find())
    for difference in differences:
        click.echo(difference)
    if differences:
        click.echo(f"{len(differences)} differences", err=True)
        context.exit(1)
    click.echo("Everything adds up.")


def find() -> Iterable[str]:
    """Every difference, all looked for in one picture of the database, while others may be changing it."""
    db.session.rollback()
    db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    try:
        for check in CHECKS:
            yield from check()
    finally:
        db.session.rollback()
