"""Something of everything, for a browser to look at; some of it is too long in every way."""

from datetime import date
from typing import Protocol

from sqlalchemy import select, update

from cocreate.catalogue.models import ModelYear
from cocreate.catalogue.stages import Stage
from cocreate.comments import rules as comments
from cocreate.comments.helpful import rules as helpful
from cocreate.comments.queries import PAGE
from cocreate.ideas import queries
from cocreate.ideas import rules as ideas
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.recorded import rules as recorded
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.ideas.responses import verdicts
from cocreate.ideas.safety import rules
from cocreate.kernel.database import db
from cocreate.members.models import Affiliation, Member
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.pictures import rules as pictures
from cocreate.questions import rules as asking
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.releases import rules as releasing
from cocreate.roadmap.words import Words
from cocreate.screening.models import Case
from tests import make
from tests.browser import shop
from tests.make import questions, releases
from tests.make.pictures import drawn


class Site(Protocol):
    """Where the paths of what is there are kept, and who is signed in."""

    paths: dict[str, str]

    def sign_in(self, role: str, member: Member) -> None:
        """Have `member` signed in as `role`."""


BODY = """北方的冬天，到家插枪前电池已经凉透了。如果导航知道我在回家路上，能不能提前十公里开始预热？

- 电量高于 20%
- 车在十公里内

> 现在要自己记得点

| 温度 | 充电时间 |
|---|---|
| 20 °C | 30 分钟 |
| −15 °C | 70 分钟 |
"""
TITLES = (
    "车机升级后，雨刮自动档在小雨里反应慢半拍",
    "Show how long the cars ahead still need at the charger",
    "后排座椅角度很好，长途三个小时腰不酸",
    "把儿童锁做成可以单独锁一侧，另一侧照常使用，后排坐大人时不用从外面开门，孩子那边仍然锁住",
)


def fill(site: Site) -> None:
    """Put something of everything on `site`."""
    member = make.member("林晓舟", locale=None)
    staff = make.member("周若谷", roles=["product", "admin", "moderator"], affiliation=Affiliation.STAFF, locale=None)
    site.sign_in("member", member)
    site.sign_in("staff", staff)
    make.series("islet", (2023, 2024), name_zh="小屿", name_en="Islet")
    make.series("lan-5", (), name_zh="岚" * 40, name_en="L" * 40)
    idea = make.idea(
        member, title="冬天回家路上提前预热电池，不用每次手动点", body=BODY, tags=["充电", "冬季"], supporters=3
    )
    discuss(idea, member, staff)
    weigh(idea)
    for status in ("reviewing", "adopted"):
        ideas.change_status(staff, idea, status, "北方车主的反馈集中，先评估能耗影响。")
    people = [
        make.member("沐"),
        make.member("Bartholomew Featherstonehaugh-Cholmondeley"),
        make.member("محمد بن عبد الله"),
    ]
    for number in range(24):
        make.idea(
            people[number % 3],
            title=TITLES[number % 4],
            kind=list(IdeaKind)[number % 3],
            stage=list(Stage)[number % 9],
            status=("new", "reviewing", "adopted", "declined")[number % 4] if number % 3 < 2 else "new",
        )
    site.paths["safety"] = path(safety_problem(member, staff))
    extreme = make.idea(
        people[1],
        title="Supercalifragilistic" * 4,
        body="无" * 400 + " " + "W" * 200,
        tags=["w" * 20],
        models=["lan-5", "islet/2024"],
    )
    site.paths["idea"], site.paths["extreme"] = path(idea), path(extreme)
    site.paths["member"] = f"/members/{member.public_id}"
    site.paths["pictured"] = path(pictured(member))
    site.paths["discussed"] = path(discussed(member))
    write(site, member, staff)
    release(site, staff)
    site.paths["perk"] = f"/perks/{shop.fill(staff)}"
    moderate(site, member, staff)


def moderate(site: Site, member: Member, staff: Member) -> None:
    """Somebody else's idea that is reported and hidden, and one that waits; `member` has reported the first."""
    author = make.member("陆一苇")
    hidden, waiting = (make.idea(author, title=title) for title in ("代购座套，加微信", "谁要一起团购"))
    reports.report(member, post=hidden.post, reason=Reason.SPAM, note="同样的话发了三遍。")
    decisions.decide(staff, Action.HIDE, posts=[hidden.post], reason=Reason.SPAM, note="请不要在这里卖东西。")
    reports.report(make.member(), post=waiting.post, reason=Reason.SPAM, note="还是他。")
    case = db.session.scalars(select(Case.public_id).where(Case.post_id == waiting.id)).one()
    site.paths["case"] = f"/moderation/cases/{case}"
    site.paths["decided"] = f"/moderation/members/{author.public_id}"
    site.paths["report"] = f"/posts/{waiting.post.public_id}/report"


def release(site: Site, staff: Member) -> None:
    """A release of every state by `staff`."""
    shipped, unready = make.idea(status="adopted", supporters=2), make.idea()
    site.paths["draft"] = f"/releases/{releases.draft(staff, [unready]).post.public_id}"
    site.paths["planned"] = f"/releases/{releases.planned(staff).post.public_id}"
    out = releasing.publish(staff, releases.draft(staff, [shipped]))
    site.paths["release"] = f"/releases/{out.post.public_id}"
    said = {"zh": Words("我们答应的事", "**24小时内**有人回答。"), "en": Words("What we promise", "In **24 hours**.")}
    site.paths["announcement"] = f"/announcements/{announcements.announce(staff, said, None).post.public_id}"


def ask(site: Site, member: Member, staff: Member) -> None:
    """A question of `member` with an accepted answer, an official one by `staff` and a plain one."""
    question = questions.question(member, "零下二十度，快充功率上不去，怎么办？", tags=["充电"])
    given = questions.answer(question, body="把快充站设成**导航目的地**，路上电池就热好了。")
    questions.answer(question, staff, "电量低于15%时不会预热，请留到25%左右。")
    questions.answer(question, body="先开半小时再去。")
    asking.accept(member, question, given)
    helpful.vote(member, given.post)
    site.paths["question"] = f"/questions/{question.post.public_id}"


def write(site: Site, member: Member, staff: Member) -> None:
    """An idea that was changed after ten supports, one recorded for an owner met elsewhere, and drafts of `staff`."""
    body = "下班开到家，电池已经凉透了。\n\n- 电量高于 20%\n- 车在十公里内"
    revised = make.idea(member, title="到家前预热电池", body=body, supporters=ideas.REVISED_FROM)
    site.paths["revised"] = path(revised)
    ask(site, member, staff)
    better = body.replace("十公里", "五公里") + "\n- 正在导航回家"
    ideas.edit(member, revised, "到家前自动预热电池", better, revised.stage, revised.kind)
    meeting = Meeting(Source.PHONE, "工单 20260503-17", date(2026, 5, 3), "六月再联系一次。")
    recorded.record_support(staff, revised, meeting)
    met = recorded.record_idea(staff, meeting, title="后备箱加一个挂钩", body="买菜回来袋子总倒。", stage=Stage.DESIGN)
    site.paths["met"] = path(met)
    drafts.save(staff, "ideas/new", {"title": ["方向盘加热"], "body": ["冬天早上**手冷**。"], "stage": ["driving"]})
    comment = f"ideas/{site.paths['revised'].removeprefix('/ideas/')[:10]}/comment"
    drafts.save(staff, comment, {"body": ["我们也在看这个问题。"], "reply_to": [""]})


def pictured(author: Member) -> Idea:
    """An idea with three pictures, one of them a long screenshot, one without words."""
    seat, screenshot, square = drawn(900, 600), drawn(400, 2400, colour="teal"), drawn(300, 300, colour="navy")
    shapes = {"前排座椅": seat, "车机截图": screenshot, "": square}
    idea = make.idea(author, title="三张图说清楚后排的储物", tags=["储物"])
    uploads = {pictures.add(author, content).public_id: words for words, content in shapes.items()}
    pictures.attach(idea.post, author, uploads)
    return idea


def discussed(author: Member) -> Idea:
    """An idea with more comments than are shown at once, of which only the last has pictures."""
    idea = make.idea(author, title="踏板夜里再亮一点")
    for number in range(PAGE):
        make.comment(idea, author, f"第{number + 1}个晚上也看不清。")
    last = make.comment(idea, author, "拍了两张，放在这里。")
    uploads = {pictures.add(author, drawn(300, 200, colour=colour)).public_id: "" for colour in ("navy", "teal")}
    pictures.attach(last.post, author, uploads)
    return idea


def weigh(idea: Idea) -> None:
    """Owners of three model years, one of them with more owners than a test makes members."""
    for year in (2023, 2024, 2025):
        ideas.support(make.owner(series="lan-5", year=year), idea)
    db.session.execute(update(ModelYear).where(ModelYear.year == 2024).values(owners=40))


def safety_problem(member: Member, staff: Member) -> Idea:
    """A problem of `member` with the safety mark, answered, not solved, and proposed for closing by a colleague."""
    idea = make.idea(member, title="下雨天后备箱会自己弹开", kind=IdeaKind.PROBLEM)
    rules.change(staff, idea, True, "行驶中弹开会影响后车。")
    ideas.comment(staff, idea, "我们已联系您，本周内上门检查锁扣。")
    verdicts.give(member, idea, solved=False)
    ideas.change_status(make.member("郑一鸣", roles=["product"]), idea, "to_service", "服务中心已预约上门更换锁扣。")
    return idea


def discuss(idea: Idea, member: Member, staff: Member) -> None:
    """An official answer, replies more than are shown at once, a place left by a removed comment."""
    answer = make.comment(idea, staff, "您说的情况我们在北方城市也看到了，正在评估提前预热的能耗。")
    for number in range(8):
        make.comment(idea, member, f"零下{number}度时尤其明显。", answer)
    removed = make.comment(idea, member, "说错了。")
    make.comment(idea, staff, "没关系。", removed)
    comments.remove(member, removed)


def path(idea: Idea) -> str:
    """Where `idea` is on its site."""
    return queries.url(idea.post.public_id, idea.post.title or "")
