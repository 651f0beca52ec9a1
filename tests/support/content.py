"""Content for those who walk: something of every kind for which a page or a form stands only where there is one.

Each function answers with the addresses that may be many links away from where somebody starts.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from cocreate.accounts.leaving import exports
from cocreate.accounts.leaving import rules as taken
from cocreate.accounts.vehicles import documents
from cocreate.catalogue.stages import Stage
from cocreate.comments import rules as comments
from cocreate.comments.calm import rules as calm
from cocreate.comments.calm.models import MeasureKind
from cocreate.desk.queue import claims
from cocreate.ideas import rules as ideas
from cocreate.ideas.merging import rules as merging
from cocreate.ideas.models import Idea, IdeaKind
from cocreate.ideas.recorded import rules as recorded
from cocreate.ideas.recorded.models import Source
from cocreate.ideas.recorded.rules import Meeting
from cocreate.ideas.responses import rules as responses
from cocreate.ideas.triage import departments, filters, scheduled, templates
from cocreate.kernel import clock
from cocreate.kernel.database import db
from cocreate.members.models import Member
from cocreate.moderation.appeals import rules as appeals
from cocreate.moderation.decisions import rules as decisions
from cocreate.moderation.decisions.models import Action
from cocreate.moderation.models import Reason
from cocreate.moderation.reports import rules as reports
from cocreate.notices import leaving, reading
from cocreate.notices.models import Cause
from cocreate.notices.robots.models import RobotKind
from cocreate.posts.drafts import rules as drafts
from cocreate.posts.pictures import rules as pictures
from cocreate.roadmap.announcements import rules as announcements
from cocreate.roadmap.releases import embargo
from cocreate.roadmap.releases import rules as releasing
from cocreate.roadmap.releases.models import Release
from cocreate.roadmap.words import Words
from cocreate.screening.models import Case
from cocreate.screening.protection import rules as protection
from cocreate.screening.words.models import WordAction
from cocreate.vehicles.models import HoldingState
from tests import make
from tests.make import answers, cars, releases, robots, suspicion, words
from tests.make.pictures import drawn

TEXTS = {"zh": Words("新的路线图", "从今天起。"), "en": Words("A new roadmap", "From today.")}


def address(idea: Idea) -> str:
    """Where `idea` is read."""
    return f"/ideas/{idea.post.public_id}"


def of_author(author: Member) -> list[str]:
    """Ideas with all that may stand at them, a verdict to give, drafts, and cars of every kind."""
    idea = make.idea(author, tags=["seat"], supporters=1, status="reviewing")
    ideas.support(author, idea)
    ideas.edit(author, idea, "A seat that warms", "In winter.", Stage.DRIVING, IdeaKind.WISH, ["seat"])
    comment = make.comment(idea, author)
    make.comment(idea, make.member(), answers=comment)
    comments.edit(author, comment, "Better said.")
    picture = pictures.add(author, drawn(), "A seat").public_id
    shown = ideas.post(author, "A warm wheel", "For cold hands.", Stage.DRIVING, pictures=[picture])
    drafts.save(author, f"{address(shown)[1:]}/comment", {"body": ["Not said yet."]})
    drafts.save(author, "ideas/new", {"title": ["A warm wheel in winter"], "body": ["My hands are cold."]})
    problem = answers.problem(author)
    answers.answer(problem)
    reading.mute(author, shown.post)
    taken.ask_export(author)
    exports.make(author.id)
    left = urlsplit(leaving.address(author, [Cause.ANSWER])).path
    return ["/me?tab=drafts", left, address(shown), address(problem), *_cars(author)]


def _cars(author: Member) -> list[str]:
    intended, ordered = (cars.car(author, state=state) for state in (HoldingState.INTENT, HoldingState.ORDERED))
    proving = cars.car(author, cars.vin())
    documents.send(author, proving, drawn())
    unnamed = cars.car(author, series="lan-7")
    vin = cars.vin()
    cars.record(vin, cars.phone(author))
    owned = cars.car(author, vin)
    cars.car(make.member(), vin)  # disputes it
    return [f"/me/vehicles/{car.public_id}" for car in (intended, ordered, proving, unnamed, owned)]


def of_desk(admin: Member) -> list[str]:
    """What only the team sees, done by `admin`: departments, templates, an announcement taken back, and such ideas."""
    departments.add(admin, "座舱", "Cabin")
    departments.add(admin, "底盘", "Chassis")
    template = templates.write(admin, "Thanks", "谢谢。", "Thank you.")
    standing = announcements.announce(admin, TEXTS, None)
    withdrawn = announcements.announce(admin, TEXTS, None)
    announcements.take_back(admin, withdrawn)
    chosen = make.idea(status="reviewing").post.public_id
    return [
        f"/desk/templates/{template.public_id}/text",
        f"/announcements/{standing.post.public_id}",
        f"/announcements/{withdrawn.post.public_id}",
        *(f"/desk/bulk/{act}?idea={chosen}" for act in ("answer", "status", "drive", "merge")),
        *_in_hand(admin),
        *_releases(admin),
        *_robots(admin),
        *_words(admin),
    ]


def _in_hand(admin: Member) -> list[str]:
    """Ideas with what the desk does to them: an embargo, a pause, a proposal, a support recorded, a target."""
    embargoed, paused, met = make.idea(), make.idea(), make.idea()
    scheduled.schedule(admin, embargoed, "reviewing", "We look at it.", clock.now() + timedelta(days=7))
    responses.pause(admin, paused, "We wait for the supplier.")
    recorded.record_support(admin, met, Meeting(Source.PHONE, "Ms 17", clock.now().date() - timedelta(days=3)))
    unsafe = answers.problem(safety=True)
    answers.proposal(unsafe)
    adopted = make.idea(status="adopted")
    target, source = make.idea(), make.idea()
    merging.merge(admin, [source], target, "The same wish.")
    calm.take(admin, target.post, MeasureKind.CLOSED, "Please take a breath.")
    doubted, statement, protected = make.idea(), make.idea(kind=IdeaKind.STATEMENT), make.member()
    suspicion.voided(doubted, suspicion.crowd(doubted, 2))
    suspicion.proposed(doubted, suspicion.crowd(doubted, 1))
    protection.protect(admin, protected, 7, "Many new accounts came for this.")
    return [
        address(target),
        address(doubted),
        address(statement),
        f"/moderation/members/{protected.public_id}/protection",
        f"{address(embargoed)}/triage",
        f"{address(met)}/recorded",
        f"{address(source)}/unmerge",
        f"{address(adopted)}/merge?others={target.post.public_id}",
        *(address(idea) for idea in (paused, unsafe, adopted)),
    ]


def _releases(admin: Member) -> list[str]:
    """A release in every state; one of the drafts publishes itself."""
    embargoed, planned = releases.draft(admin, [make.idea(status="adopted")]), releases.planned(admin)
    embargo.schedule(admin, embargoed, clock.now() + timedelta(days=7))
    out = releasing.publish(admin, releases.draft(admin, [make.idea(status="adopted")]))
    withdrawn = releasing.publish(admin, releases.draft(admin))
    releasing.take_back(admin, withdrawn)
    dated = releases.draft(admin, planned_on=clock.local_day(clock.now()) + timedelta(days=60))
    paths = [_release(one) for one in (embargoed, planned, out, withdrawn)]
    return [
        *paths,
        *(f"{paths[0]}/{step}" for step in ("ideas", "publish")),
        f"{paths[1]}/plan",
        f"{_release(dated)}/announce",
    ]


def _robots(admin: Member) -> list[str]:
    """A robot that signs, at an address that is called by nobody: it is of no public network."""
    made = robots.robot(RobotKind.FEISHU, by=admin, address="https://10.0.0.1/hook/1", secret="SEC1")
    return [f"/desk/robots/{made.public_id}"]


def _words(admin: Member) -> list[str]:
    """A watched word that stands in nothing of the site's."""
    return [f"/desk/words/{words.watched('quagga', WordAction.BLOCK, 'No quaggas.', admin).public_id}"]


def _release(release: Release) -> str:
    return f"/releases/{release.post.public_id}"


def of_moderator(member: Member) -> list[str]:
    """A case and an appeal that `member` has claimed, and somebody to decide about."""
    reported, moderator = make.idea(), make.member(roles=["moderator"])
    reports.report(make.member(), post=reported.post, reason=Reason.SPAM)
    case = db.session.scalars(select(Case).where(Case.post_id == reported.id)).one()
    warned = make.member()
    (warning,) = decisions.decide(moderator, Action.WARN, members=[warned], reason=Reason.SPAM)
    appeal = appeals.appeal(warned, warning, "It was no advert.")
    claims.claim(member, case)
    claims.claim(member, appeal)
    return [
        f"/moderation/cases/{case.public_id}",
        f"/moderation/cases/{case.public_id}/edit",
        f"/moderation/appeals/{appeal.public_id}",
        f"/moderation/bulk?case={case.public_id}",
        f"/moderation/members/{warned.public_id}",
    ]


def warn(member: Member) -> None:
    """A decision that `member` can appeal against."""
    decisions.decide(make.member(roles=["admin"]), Action.WARN, members=[member], reason=Reason.OFF_TOPIC)


def keep_filter(member: Member) -> None:
    """A filter of the desk that `member` keeps."""
    filters.keep(member, "Wishes", "pile=all&kind=wish")
