"""What every site starts with: the shipped statuses, a site record, the first legal texts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# key, category, Chinese, English, takes supports, takes comments, reached by hand
STATUSES = (
    ("new", "open", "待回复", "New", True, True, True),
    ("reviewing", "open", "评估中", "Under review", True, True, True),
    ("adopted", "active", "已采纳", "Adopted", True, True, True),
    ("in_progress", "active", "进行中", "In progress", True, True, True),
    ("shipped", "done", "已实现", "Shipped", False, True, True),
    ("partly_shipped", "done", "部分实现", "Partly shipped", True, True, True),
    ("already_there", "closed", "已有此功能", "Already there", False, True, True),
    ("declined", "closed", "暂不采纳", "Not for now", False, True, True),
    ("to_service", "closed", "已转服务", "Passed to service", False, True, True),
    ("merged", "closed", "已合并", "Merged", False, False, False),
)
TRANSITIONS = {
    "new": ("reviewing", "adopted", "already_there", "declined", "to_service"),
    "reviewing": ("new", "adopted", "already_there", "declined", "to_service"),
    "adopted": ("reviewing", "in_progress", "partly_shipped", "shipped", "declined"),
    "in_progress": ("adopted", "partly_shipped", "shipped", "declined"),
    "partly_shipped": ("in_progress", "shipped"),
    "shipped": ("partly_shipped", "in_progress"),
    "already_there": ("reviewing",),
    "declined": ("reviewing",),
    "to_service": ("reviewing",),
}

TERMS_ZH = """\
## 这里是什么

这里是车主和喜欢我们的人一起提建议、讨论、见证结果的地方。注册即表示你愿意以真诚、友善的方式参与。

## 你发布的内容

内容的权利仍然属于你。你允许我们在本站展示它，并在改进产品和服务时使用其中的想法。请只发布你有权发布的内容，不要公开他人的隐私，例如车牌、电话和住址。

## 我们怎么做

批评不会因为是批评而被移除。需要处理的内容，我们会说明理由。每个状态的变化都会写明原因，并一直保留。
"""
TERMS_EN = """\
## What this place is

Here owners and friends of the brand say what they want, discuss it, and see what became of it. By joining you agree to take part honestly and kindly.

## What you publish

What you write stays yours. You allow us to show it on this site and to use its ideas to improve our products and service. Publish only what is yours to publish, and keep the private details of others, such as number plates, phone numbers and addresses, out of it.

## What we do

Criticism is not removed for being criticism. When we have to act on something you wrote, we tell you why. Every change of status states its reason and is kept.
"""
PRIVACY_ZH = """\
## 我们保存什么

你的昵称、你填写的简介和城市、你发布的内容，以及用来登录的手机号或邮箱。手机号和邮箱加密保存，不向其他成员展示。

## 为什么保存

为了让你登录，让每个人的支持只计一次，并把你关心的建议的进展告诉你。

## 保存多久

登录状态在90天不活动后删除，验证码在过期一天后删除。其余信息在你的账户存在期间保存。

## 你可以要求

查看、更正或删除你的个人信息。能在设置中修改的，请在设置中修改；其余请联系管理员。
"""
PRIVACY_EN = """\
## What we keep

Your display name, the bio and city you enter, what you publish, and the phone number or e-mail address you sign in with. Numbers and addresses are kept encrypted and are never shown to other members.

## Why

To let you sign in, to count everybody's support once, and to show you what became of the ideas you care about.

## For how long

Sessions are deleted after 90 days without use, sign-in codes a day after they have expired. The rest is kept as long as your account exists.

## What you may ask

To see, correct or erase your personal details. What your settings offer you can change there; for the rest, write to the administrators.
"""


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


def upgrade() -> None:
    statuses = _table(
        "statuses", "key", "category", "position", "name_zh", "name_en", "may_support", "may_comment", "manual"
    )
    op.bulk_insert(
        statuses,
        [
            {
                "key": key, "category": category, "position": position, "name_zh": name_zh, "name_en": name_en,
                "may_support": may_support, "may_comment": may_comment, "manual": manual,
            }
            for position, (key, category, name_zh, name_en, may_support, may_comment, manual) in enumerate(STATUSES)
        ],
    )  # fmt: skip
    op.bulk_insert(
        _table("status_transitions", "from_key", "to_key"),
        [{"from_key": start, "to_key": end} for start, ends in TRANSITIONS.items() for end in ends],
    )
    site = {
        "id": 1, "version": 1, "name": "CoCreate", "mark": "C", "accent": "#00796b", "accent_dark": "#4db6a8",
        "tagline_zh": "和车主一起，把车造得更好", "tagline_en": "Building better cars with the people who drive them",
        "footer_zh": "", "footer_en": "",
    }  # fmt: skip
    op.bulk_insert(_table("site", *site), [site])
    legal = sa.table(
        "legal_texts", *(sa.column(name) for name in ("kind", "version", "body_zh", "body_en")),
        sa.column("published_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    for kind, body_zh, body_en in (("terms", TERMS_ZH, TERMS_EN), ("privacy", PRIVACY_ZH, PRIVACY_EN)):
        row = legal.insert().values(kind=kind, version=1, body_zh=body_zh, body_en=body_en, published_at=sa.func.now())
        op.execute(row)
