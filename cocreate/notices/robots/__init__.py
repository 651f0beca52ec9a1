"""Robots in the team's group chats: short alerts about what cannot wait, by a webhook of WeCom, Feishu or DingTalk.

Nouns: robot, alert. Administrators set robots up; features ask for an alert inside the transaction of its cause; the
worker sends what waits.
"""
