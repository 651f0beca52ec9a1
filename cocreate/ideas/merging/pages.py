"""Merging on pages: which ideas, a look at what it brings, the reason; and undoing it."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from cocreate.ideas import page, queries
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.merging import forms, previews, rules, whereabouts
from cocreate.ideas.merging.forms import ChooseForm, MergeForm, UnmergeForm
from cocreate.ideas.models import Idea
from cocreate.ideas.queries import Filter, IdeaRow
from cocreate.ideas.safety.models import ClosingProposal
from cocreate.ideas.similar import queries as similar
from cocreate.kernel.access import staff
from cocreate.kernel.errors import Invalid, Refused
from cocreate.kernel.forms import Refusal
from cocreate.kernel.i18n import locale
from cocreate.members.reading import writer
from cocreate.posts.search.asking import tidy

Answer = Response | str | tuple[str, int] | Refusal
FOUND = 8


@blueprint.get("/ideas/<id:public_id>/merge")
@staff("moderator", "product")
def begin_merge(public_id: str) -> Answer:
    idea = page.idea_or_404(public_id)
    direction = forms.HERE if request.args.get("direction") == forms.HERE else forms.INTO
    typed = tidy(request.args.get("others", ""), forms.LONGEST)
    asked = ChooseForm(formdata=None, data={"direction": direction, "others": typed})
    others = _others(idea, asked.others.data or "")
    if not others:
        return _choose(idea, asked)
    said = {"direction": asked.direction.data, "others": " ".join(other.post.public_id for other in others)}
    return _look(idea, others, MergeForm(formdata=None, data=said))


@blueprint.post("/ideas/<id:public_id>/merge")
@staff("moderator", "product")
def merge(public_id: str) -> Answer:
    idea, form = page.idea_or_404(public_id), MergeForm()
    others = _others(idea, form.others.data or "")
    if not others:
        form.refuse(Invalid("others", forms.none_found()))
        return _choose(idea, form), 422
    sources, target = _sides(idea, others, form.direction.data)
    made = form.carry_out(lambda: rules.merge(writer(), sources, target, form.reason.data or ""), "reason")
    if made is not None:
        flash(_told(sum(isinstance(one, ClosingProposal) for one in made), len(made)))
        return redirect(page.address(target), 303)
    return _look(idea, others, form), *form.refusal


@blueprint.get("/ideas/<id:public_id>/unmerge")
@staff("moderator", "product")
def begin_unmerge(public_id: str) -> str:
    return _part(page.idea_or_404(public_id), UnmergeForm(formdata=None))


@blueprint.post("/ideas/<id:public_id>/unmerge")
@staff("moderator", "product")
def unmerge(public_id: str) -> Answer:
    idea, form = page.idea_or_404(public_id), UnmergeForm()
    if form.validate():
        rules.unmerge(writer(), idea, form.reason.data or "")
        flash(_("It stands on its own again, with the supports and comments given to it."))
        return redirect(page.address(idea), 303)
    return _part(idea, form), 422


def _others(idea: Idea, typed: str) -> list[Idea]:
    """The ideas named in `typed` that the reader sees, without `idea` itself."""
    found = (queries.by_public_id(each, writer()) for each in forms.named(typed))
    return [other for other in found if other is not None and other.id != idea.id]


def _sides(idea: Idea, others: list[Idea], direction: str) -> tuple[list[Idea], Idea]:
    """What is merged, and into what: one idea at a time is merged into another."""
    return (others, idea) if direction == forms.HERE else ([idea], others[0])


def _choose(idea: Idea, form: ChooseForm) -> str:
    """The page on which the other idea is looked for: by words, or else among what is similar."""
    words = tidy(form.others.data or "")
    rows = queries.page(Filter(q=words), writer(), locale(), limit=FOUND).items if words else _similar(idea)
    return render_template(
        "ideas/merging/choose.html",
        idea=queries.row(idea, writer(), locale()),
        form=form,
        words=words,
        rows=[row for row in rows if row.public_id != idea.post.public_id],
    )


def _similar(idea: Idea) -> list[IdeaRow]:
    return similar.to_idea(idea, writer(), locale())


def _look(idea: Idea, others: list[Idea], form: MergeForm) -> str:
    """The page on which everything is seen before it is done."""
    sources, target = _sides(idea, others, form.direction.data)
    rows = [queries.row(source, writer(), locale()) for source in sources]
    into = queries.row(target, writer(), locale())
    return render_template(
        "ideas/merging/look.html",
        idea=queries.row(idea, writer(), locale()),
        form=form,
        sources=rows,
        target=into,
        voices=previews.of_merging(sources, target),
        comments=sum(row.comments for row in rows),
        authors=_authors(rows, into),
        takes_two=any(row.safety for row in rows),
    )


def _authors(rows: list[IdeaRow], target: IdeaRow) -> list[Any]:
    """Who will be named as co-authors."""
    each = {row.author.public_id: row.author for row in rows}
    return [person for key, person in each.items() if key != target.author.public_id]


def _part(idea: Idea, form: UnmergeForm) -> str:
    """The page on which a merge is undone, with what leaves its target."""
    target = whereabouts.lasting_target(idea)
    if target is None:
        raise Refused("not-merged", _("This idea is not merged into another."))
    return render_template(
        "ideas/merging/part.html",
        idea=queries.row(idea, writer(), locale()),
        target=queries.row(target, writer(), locale()),
        form=form,
        voices=previews.of_parting(idea, target.id),
    )


def _told(proposed: int, made: int) -> str:
    if proposed:
        return str(_("It is about safety: it is proposed, and somebody else has to confirm it."))
    return str(ngettext("%(num)s idea is merged into this one.", "%(num)s ideas are merged into this one.", made))
