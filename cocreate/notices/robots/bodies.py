"""What is sent to each kind of chat, and how its answer is read. Always plain text: what members wrote is no markup.

The formats follow the makers' documents: WeCom, "Group robots: configuration"
(https://developer.work.weixin.qq.com/document/path/91770); Feishu, "Use custom bots in a group"
(https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot); DingTalk, "Custom robots: security settings"
(https://open.dingtalk.com/document/robots/customize-robot-security-settings).
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from cocreate.kernel.outgoing import Answer
from cocreate.notices.robots.models import RobotKind, Trouble

MAX_SAID = 200
# Codes of answers that ask to come back later: busy (WeCom, DingTalk), or called too often (WeCom, DingTalk, Feishu).
_FOR_NOW = {
    -1: Trouble.UNREACHABLE,
    45009: Trouble.TOO_FAST,
    130101: Trouble.TOO_FAST,
    11232: Trouble.TOO_FAST,
}
# What text messages of any of the three take for markup: mentions (<at …>, <@…>, @all), links, emphasis.
_MARKUP = str.maketrans("<>@[]()*_~`#", "＜＞＠［］（）＊＿～｀＃")


class Failed(NamedTuple):
    """Why a message was not taken, and what the chat said about it; `in_doubt` where it may have been."""

    trouble: Trouble
    said: str = ""
    in_doubt: bool = False


def tamed(words: str, longest: int) -> str:
    """`words` of a member as one short line that mentions nobody, links nowhere and is read as plain text."""
    line = " ".join("".join(each if each.isprintable() else " " for each in words).split())
    line = line.translate(_MARKUP).replace("://", "：//")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def message(kind: RobotKind, address: str, secret: str | None, text: str, at: datetime) -> tuple[str, bytes]:
    """The address to post to, and the body of a message that says `text` at the instant `at`.

    With a `secret` it is signed. DingTalk: base64 of HMAC-SHA-256 under the secret over milliseconds, line feed and
    secret, in the query. Feishu: base64 of HMAC-SHA-256 of nothing under seconds, line feed and secret, in the body.
    """
    body: dict[str, Any]
    if kind is RobotKind.FEISHU:
        body = {"msg_type": "text", "content": {"text": text}}
        if secret:
            seconds = str(int(at.timestamp()))
            body |= {"timestamp": seconds, "sign": _sign(f"{seconds}\n{secret}", "")}
    else:
        body = {"msgtype": "text", "text": {"content": text}}
    if kind is RobotKind.DINGTALK:
        body["at"] = {"isAtAll": False}
        if secret:
            milliseconds = str(int(at.timestamp() * 1000))
            sign = _sign(secret, f"{milliseconds}\n{secret}")
            joint = "&" if "?" in address else "?"
            address += joint + urlencode({"timestamp": milliseconds, "sign": sign})
    return address, json.dumps(body, ensure_ascii=False).encode()


def failure(answer: Answer) -> Failed | None:
    """What is wrong with `answer`: that it came by HTTP 200 alone says nothing, the code in its JSON must be 0."""
    trouble = _by_status(answer.status)
    if trouble is not None:
        return Failed(trouble)
    code, said = _told(answer.body)
    if code == 0:
        return None
    if code is not None:
        return Failed(_FOR_NOW.get(code, Trouble.REFUSED), said)
    return Failed(Trouble.REFUSED, f"HTTP {answer.status}") if answer.status >= 400 else Failed(Trouble.UNCLEAR)


def _by_status(status: int) -> Trouble | None:
    """What the status says before anybody reads the answer."""
    if status == 429:
        return Trouble.TOO_FAST
    if 300 <= status < 400:
        return Trouble.REDIRECTED
    return Trouble.UNREACHABLE if status >= 500 else None


def _told(body: bytes) -> tuple[int | None, str]:
    """The code of an answer (``errcode`` in WeCom and DingTalk, ``code`` in Feishu) and its words with it."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(found, dict):
        return None, ""
    code = found.get("errcode", found.get("code"))
    if not isinstance(code, int) or isinstance(code, bool):
        return None, ""
    words = found.get("errmsg", found.get("msg"))
    return code, tamed(f"{code}: {words}", MAX_SAID) if isinstance(words, str) else str(code)[:MAX_SAID]


def _sign(key: str, content: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), content.encode(), hashlib.sha256).digest()).decode()
