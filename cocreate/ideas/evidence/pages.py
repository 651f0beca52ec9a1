"""The evidence of one idea: its page, and the same numbers as files."""

from flask import Response, render_template

from cocreate.ideas import page
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.evidence import files, queries, shown
from cocreate.ideas.merging import whereabouts
from cocreate.kernel import exports
from cocreate.kernel.access import public
from cocreate.kernel.i18n import locale
from cocreate.members.reading import reader


@blueprint.get("/ideas/<id:public_id>/evidence")
@public
def evidence(public_id: str) -> str:
    idea = page.idea_or_404(public_id)
    found = queries.of(idea, locale())
    return render_template(
        "ideas/evidence.html",
        post=idea.post,
        idea_url=page.address(idea),
        evidence=found,
        ranges=shown.ranges(found.years),
        bars=shown.bars(found.weeks),
        enough=queries.ENOUGH,
        target=whereabouts.target_of(idea, reader()),
    )


@blueprint.get("/ideas/<id:public_id>/evidence.csv")
@public
def evidence_table(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    rows = files.rows(idea.post.public_id, queries.of(idea, locale()))
    return exports.csv_file(f"evidence-{idea.post.public_id}.csv", files.COLUMNS, rows)


@blueprint.get("/ideas/<id:public_id>/evidence.jsonl")
@public
def evidence_lines(public_id: str) -> Response:
    idea = page.idea_or_404(public_id)
    rows = files.rows(idea.post.public_id, queries.of(idea, locale()))
    return exports.json_lines(f"evidence-{idea.post.public_id}.jsonl", files.COLUMNS, rows)
