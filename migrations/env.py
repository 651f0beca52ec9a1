"""Alembic's environment: every model, one connection, one transaction given by whoever migrates."""

from alembic import context

from cocreate.accounts import models as accounts_models
from cocreate.accounts.leaving import models as leaving_models
from cocreate.catalogue import models as catalogue_models
from cocreate.comments import models as comments_models
from cocreate.comments.calm import models as calm_models
from cocreate.comments.helpful import models as helpful_models
from cocreate.ideas import models as ideas_models
from cocreate.ideas.evidence import models as evidence_models
from cocreate.ideas.merging import models as merging_models
from cocreate.ideas.recorded import models as recorded_models
from cocreate.ideas.responses import models as responses_models
from cocreate.ideas.safety import models as safety_models
from cocreate.ideas.suspicion import models as suspicion_models
from cocreate.ideas.targets import models as targets_models
from cocreate.ideas.triage import models as triage_models
from cocreate.importing import models as importing_models
from cocreate.journal import models as journal_models
from cocreate.kernel import handing, limits, transactions
from cocreate.kernel.database import Base
from cocreate.ledger import models as ledger_models
from cocreate.members import models as members_models
from cocreate.moderation import letters as queue_letters
from cocreate.moderation import models as moderation_models
from cocreate.moderation.appeals import models as appeals_models
from cocreate.moderation.decisions import models as decisions_models
from cocreate.moderation.reports import models as reports_models
from cocreate.notices import models as notices_models
from cocreate.notices.robots import models as robots_models
from cocreate.perks import models as perks_models
from cocreate.perks.codes import models as codes_models
from cocreate.perks.redemptions import models as redemptions_models
from cocreate.points import models as points_models
from cocreate.points.checkins import models as checkins_models
from cocreate.points.earning import models as earning_models
from cocreate.points.expiry import models as expiry_models
from cocreate.points.grants import models as grants_models
from cocreate.points.leaderboard import models as leaderboard_models
from cocreate.points.referrals import models as referrals_models
from cocreate.points.tiers import models as tiers_models
from cocreate.posts import models as posts_models
from cocreate.posts.drafts import models as drafts_models
from cocreate.posts.pictures import models as pictures_models
from cocreate.posts.search import models as search_models
from cocreate.posts.similar import models as similar_models
from cocreate.questions import models as questions_models
from cocreate.roadmap.announcements import models as announcements_models
from cocreate.roadmap.releases import models as releases_models
from cocreate.screening import models as screening_models
from cocreate.screening.protection import models as protection_models
from cocreate.screening.rates import models as rates_models
from cocreate.screening.trust import models as trust_models
from cocreate.screening.words import models as words_models
from cocreate.site import models as site_models
from cocreate.vehicles import models as vehicles_models

TABLES = (
    accounts_models,
    announcements_models,
    calm_models,
    appeals_models,
    catalogue_models,
    codes_models,
    checkins_models,
    comments_models,
    decisions_models,
    drafts_models,
    earning_models,
    evidence_models,
    expiry_models,
    grants_models,
    helpful_models,
    ideas_models,
    importing_models,
    journal_models,
    leaderboard_models,
    leaving_models,
    ledger_models,
    handing,
    limits,
    members_models,
    merging_models,
    moderation_models,
    queue_letters,
    notices_models,
    perks_models,
    pictures_models,
    points_models,
    referrals_models,
    posts_models,
    protection_models,
    questions_models,
    rates_models,
    recorded_models,
    redemptions_models,
    releases_models,
    reports_models,
    responses_models,
    robots_models,
    safety_models,
    screening_models,
    search_models,
    similar_models,
    site_models,
    suspicion_models,
    tiers_models,
    targets_models,
    transactions,
    triage_models,
    trust_models,
    vehicles_models,
    words_models,
)


def ours(_thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave the tables of the job queue to the migration that brought them."""
    return not (kind == "table" and reflected and compare_to is None and str(name).startswith("procrastinate_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=ours,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
