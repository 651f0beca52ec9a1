"""Answer templates in the forms of an idea's page, without a script."""

import pytest

from cocreate.ideas.triage import templates
from cocreate.ideas.triage.models import AnswerTemplate
from cocreate.members.models import Member
from cocreate.posts.drafts import rules as drafts
from tests import make
from tests.support.browser import Client
from tests.support.page import Page


@pytest.fixture
def product(client: Client) -> Member:
    member = make.member("Qing", roles=["product"], locale="en")
    client.sign_in(member)
    return member


@pytest.fixture
def template(product: Member) -> AnswerTemplate:
    return templates.write(product, "Thanks", "谢谢您！", "Thank you!")


@pytest.mark.parametrize(("into", "field"), [("comment", "body"), ("status", "reason")])
def test_a_template_is_chosen_and_put_into_the_form(
    client: Client, template: AnswerTemplate, into: str, field: str
) -> None:
    idea, template_id = make.idea(title="A warmer seat"), template.public_id
    path = f"/ideas/{idea.post.public_id}"
    address = f"/desk/insert/{idea.post.public_id}"
    assert any(link.startswith(address) for link in Page(client.get(path).text).links)
    form = Page(client.get(f"{address}?into={into}").text).form("template")
    assert form.options["template"] == [template_id]
    page = Page(client.get(form.action, query_string={"template": template_id, "into": into}).text)
    values: dict[str, str] = {
        name: form.values[name] for form in page.forms for name in ("body", "reason") if name in form.values
    }
    assert values[field] == "Thank you!"
    assert sum("Thank you!" in value for value in values.values()) == 1


def test_it_is_in_the_language_of_the_idea(client: Client, template: AnswerTemplate) -> None:
    idea = make.idea(title="座椅加热", body="冬天早上座椅太冷了。")
    page = client.get(f"/ideas/{idea.post.public_id}?template={template.public_id}")
    assert Page(page.text).form("body").values["body"] == "谢谢您！"


def test_it_stands_after_what_was_typed_before(client: Client, product: Member, template: AnswerTemplate) -> None:
    idea = make.idea(title="A warmer seat")
    key = f"ideas/{idea.post.public_id}/comment"
    drafts.save(product, key, {"body": ["Dear Lin,"], "reply_to": [""]})
    page = client.get(f"/ideas/{idea.post.public_id}?template={template.public_id}")
    assert Page(page.text).form("body").values["body"] == "Dear Lin,\n\nThank you!"


def test_members_get_no_template(client: Client, template: AnswerTemplate) -> None:
    idea, template_id = make.idea(), template.public_id
    public_id = idea.post.public_id
    client.sign_in(make.member())
    page = client.get(f"/ideas/{public_id}?template={template_id}")
    assert page.status_code == 200
    assert "Thank you!" not in page.text
    assert "/desk/insert/" not in page.text
    for address in (f"/desk/insert/{public_id}", f"/desk/templates/{template_id}/text"):
        assert client.get(address).status_code == 403


def test_its_text_is_told_to_a_script(client: Client, template: AnswerTemplate) -> None:
    address = f"/desk/templates/{template.public_id}/text"
    assert client.get(f"{address}?language=zh").text == "谢谢您！"
    assert client.get(f"{address}?language=en").text == "Thank you!"
    assert client.get("/desk/templates/2222222222/text").status_code == 404
