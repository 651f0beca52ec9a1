"""Answer templates that an address puts into a form: ``?template=…``, and ``&into=status`` for that of the status."""

from flask import request

from cocreate.ideas.models import Idea
from cocreate.ideas.triage import templates
from cocreate.ideas.triage.access import may_triage
from cocreate.members.models import Member


def inserted(idea: Idea, reader: Member | None, into: str, before: str | None = None) -> str | None:
    """What stands in the form `into`: `before`, and after it the template that `reader`, of the team, asks for.

    The template is in the language of `idea`. No statement where nobody asks for one.
    """
    asked = request.args.get("template", "") if request.method == "GET" else ""
    if not asked or request.args.get("into", "comment") != into or not may_triage(reader):
        return before
    found = templates.by_public_id(asked)
    if found is None:
        return before
    return "\n\n".join(words for words in (before, found.body(idea.post.language)) if words)
