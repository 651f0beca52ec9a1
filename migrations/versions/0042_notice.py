"""The first privacy text, and the periods' page, say what origins are kept of, how long, and what stays.

The text is changed only where nobody has accepted it and no other has been published: what somebody agreed to stays as
it was, and a site that is in use publishes its next version at ``/desk/brand/privacy``.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

PRIVACY_ZH = """\
## 我们保存什么

你的昵称、你填写的简介和城市、你发布的内容，以及用来登录的手机号或邮箱。手机号和邮箱加密保存，不向其他成员展示。

登录的时间、方式和设备，供你自己核对。注册、支持、邀请，以及有邀请链接的成员登录时，浏览器和网络地址的加密摘要：看不出原文，只能互相比较，只用于发现一人多号的支持和自己邀请自己。

## 为什么保存

为了让你登录，让每个人的支持只计一次，并把你关心的建议的进展告诉你。

## 保存多久

登录状态在90天不活动后删除，验证码在过期一天后删除。登录记录和加密摘要保存180天，摘要在你离开后也保存到期满。其余信息在你的账户存在期间保存。

你离开后，账户中的个人信息会被清空。你给过的支持、积分的往来、对条款的同意和处理记录会保留，但不再与你的身份相连，让过去的数字依然准确。你发布的内容是否一并移除，由你选择。

## 你可以要求

查看、更正或删除你的个人信息。能在设置中修改的，请在设置中修改；其余请联系管理员。
"""
PRIVACY_EN = """\
## What we keep

Your display name, the bio and city you enter, what you publish, and the phone number or e-mail address you sign in with. Numbers and addresses are kept encrypted and are never shown to other members.

When, how and on which device you signed in, for you to check. When you sign up, support, invite, or sign in having an invitation link, keyed hashes of your browser and network address: they do not show what they were made from and can only be compared with each other. They serve to find supports given by one person with many accounts, and people who invite themselves, and nothing else.

## Why

To let you sign in, to count everybody's support once, and to show you what became of the ideas you care about.

## For how long

Sessions are deleted after 90 days without use, sign-in codes a day after they have expired. Sign-ins and keyed hashes are kept for 180 days, the hashes until then even if you leave. The rest is kept as long as your account exists.

When you leave, your account is emptied of everything personal. Supports you gave, points that moved, texts you accepted and decisions stay without saying whose they were, so that past numbers remain right. Whether what you published goes too is your choice.

## What you may ask

To see, correct or erase your personal details. What your settings offer you can change there; for the rest, write to the administrators.
"""
ORIGINS = (
    ("法律要求日志至少保存六个月；只用于核查异常支持。", "法律要求日志至少保存六个月；只用于核查异常的支持和邀请。"),
    (
        "The law asks for six months; it serves to look into suspicious supports alone.",
        "The law asks for six months; it serves to look into suspicious supports and invitations alone.",
    ),
)


def upgrade() -> None:
    unread = sa.text(
        "UPDATE legal_texts SET body_zh = :zh, body_en = :en WHERE kind = 'privacy' AND NOT EXISTS "
        "(SELECT FROM consents) AND NOT EXISTS (SELECT FROM legal_texts WHERE kind = 'privacy' AND version > 1)"
    )
    op.execute(unread.bindparams(zh=PRIVACY_ZH, en=PRIVACY_EN))
    for column, (before, after) in zip(("reason_zh", "reason_en"), ORIGINS, strict=True):
        retentions = sa.table("retentions", sa.column("key"), sa.column(column))
        of_origins = (retentions.c.key == "access_log") & (retentions.c[column] == before)
        op.execute(retentions.update().where(of_origins).values({column: after}))
