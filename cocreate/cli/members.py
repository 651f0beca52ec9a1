"""``member add``: members made by the operator."""

import click

from cocreate.accounts import identities
from cocreate.accounts import rules as accounts
from cocreate.accounts.vehicles import operator as vehicles
from cocreate.cli.application import opened
from cocreate.kernel.database import db
from cocreate.kernel.settings import LOCALES, Settings
from cocreate.members import queries as members
from cocreate.members.models import IdentityKind, Role

# Everybody is a member; naming it grants nothing.
MEMBER = "member"
ROLES = [MEMBER, *(role.value for role in Role)]


@click.group("member")
def commands() -> None:
    """Members of the site."""


@commands.command()
@click.argument("email")
@click.option("--name", required=True, help="What others see.")
@click.option("--password", required=True, help="At least 8 characters.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="May be given several times.")
@click.option("--owner", metavar="MODEL", help="A verified private car, as islet or islet/2024; made if missing.")
@click.option("--language", type=click.Choice(LOCALES), help="Language of pages and mails; the site's if not given.")
def add(email: str, name: str, password: str, roles: tuple[str, ...], owner: str | None, language: str | None) -> None:
    """Add a member with the confirmed address EMAIL and print the public id.

    For an address that belongs to a member already, nothing changes, but that they get the car named if they lack it.
    """
    settings = Settings.from_env()
    with opened(settings):
        member = members.by_identity(IdentityKind.EMAIL, identities.email(email))
        if member is None:
            member = accounts.add_member(email, name, password, [Role(role) for role in roles if role != MEMBER])
            member.locale = language or settings.default_locale
        if owner is not None:
            vehicles.vouch(member, owner)
        db.session.commit()
        click.echo(member.public_id)
