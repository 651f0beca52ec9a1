"""``reindex``: makes every search entry anew, while the site serves."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import func, select

from cocreate.cli.application import opened
from cocreate.kernel import health
from cocreate.kernel.database import db
from cocreate.kernel.trouble import Trouble
from cocreate.posts.models import Post
from cocreate.posts.search import rules
from cocreate.posts.similar import counts
from cocreate.screening.words import editing


@click.command()
def reindex() -> None:
    """Rebuild what posts and watched words are found by. The site may serve meanwhile; again changes nothing."""
    with opened():
        if trouble := health.unready():
            raise Trouble(trouble)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            total = rebuild(progress)
        editing.refold()
        db.session.commit()
    click.echo(f"{total} posts looked at; each is found by what it holds.")


def rebuild(progress: Progress) -> int:
    """Make the entries of all posts, a batch a transaction; answer how many posts there are."""
    done, total = 0, db.session.scalar(select(func.count()).select_from(Post)) or 0
    indexing = progress.add_task("Indexing (posts)", total=total)
    after: int | None = 0
    while after is not None:
        after = rules.next_batch(after)
        db.session.commit()
        done = min(total, done + rules.BATCH)
        progress.update(indexing, completed=done)
    counts.count_anew()
    db.session.commit()
    return total
