"""``init``: a new site gets its name, its colour, its languages and its first administrator."""

from collections.abc import Callable
from functools import partial
from typing import Any

import click
from sqlalchemy import exists, select

from cocreate.accounts import identities, names, passwords
from cocreate.accounts import rules as accounts
from cocreate.cli.application import opened
from cocreate.kernel.database import db
from cocreate.kernel.errors import Invalid
from cocreate.kernel.settings import LOCALES
from cocreate.kernel.trouble import Trouble
from cocreate.members.models import Member, Role
from cocreate.site import rules as site


class InitError(Trouble):
    """The site cannot be begun; the message says why."""


class _Asked(click.Option):
    """An option that is asked for; a script, which answers nothing, gets the default, or hears what it left out."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        try:
            return super().prompt_for_value(ctx)
        except click.Abort as abort:
            if not isinstance(abort.__context__, EOFError):
                raise
        click.echo()
        default = self.get_default(ctx)
        if not isinstance(default, str):
            raise click.MissingParameter(ctx=ctx, param=self)
        return default


def _sound(check: Callable[[str], object]) -> Callable[[click.Context, click.Parameter, str], str]:
    """What is told of an answer at once; who is asked is then asked again, and has answered nothing else in vain."""

    def taken(_context: click.Context, _option: click.Parameter, said: str) -> str:
        try:
            check(said)
        except Invalid as error:
            raise click.BadParameter(error.message) from error
        return said

    return taken


def _text(name: str) -> Callable[[click.Context, click.Parameter, str], str]:
    return _sound(partial(site.check_text, name))


asked = partial(click.option, cls=_Asked)


@click.command()
@asked(
    "--name", prompt="Name of the site", help="What the site is called, up to 40 characters.", callback=_text("name")
)
@asked(
    "--mark",
    prompt="Mark (up to 4 characters)",
    help="Stands where a logo would, up to 4 characters.",
    callback=_text("mark"),
)
@asked(
    "--accent",
    prompt="Accent colour",
    default="#00796b",
    help="Dark enough to be read on white.",
    callback=_sound(site.check_accent),
)
@asked(
    "--tagline-zh",
    prompt="Tagline in Chinese",
    default="",
    help="One line of what this place is.",
    callback=_text("tagline_zh"),
)
@asked(
    "--tagline-en", prompt="Tagline in English", default="", help="The same in English.", callback=_text("tagline_en")
)
@asked(
    "--languages",
    type=click.Choice(["zh,en", "zh", "en"]),
    prompt="Languages of the pages",
    default="zh,en",
    help="Those its pages speak.",
)
@asked(
    "--admin-email",
    prompt="E-mail of the first administrator",
    help="Taken as confirmed.",
    callback=_sound(identities.email),
)
@asked(
    "--admin-name",
    prompt="Name of the first administrator",
    help="What others see.",
    callback=_sound(names.check_form),
)
@asked(
    "--admin-password",
    prompt="Password of the first administrator",
    hide_input=True,
    confirmation_prompt=True,
    help="At least 8 characters.",
    callback=_sound(passwords.check),
)
@asked(
    "--language",
    type=click.Choice(LOCALES),
    prompt="Language of the first administrator",
    default="zh",
    help="Language of pages and mails.",
)
def init(
    admin_email: str, admin_name: str, admin_password: str, language: str, *, languages: str, **brand: str
) -> None:
    """Begin a new site; asks for what is not given as an option."""
    with opened():
        if db.session.scalar(select(exists().where(Member.id.is_not(None)))):
            raise InitError("this site has members already: change its name and colour on its settings page")
        site.change(None, languages=languages.split(","), **brand)
        accounts.add_member(admin_email, admin_name, admin_password, [Role.ADMIN]).locale = language
        db.session.commit()
    click.echo(f"{brand['name']} is ready to be served: cocreate serve")
