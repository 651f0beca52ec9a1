"""Text that means harm, or would break a page by accident; written for these tests, each for what it tries.

Whatever runs sets ``window.ran`` or opens a dialog; whatever escapes its place widens the page.
"""

from collections.abc import Iterable, Iterator

RUN = "window.ran=1"

MARKUP = [
    f"<script>{RUN}</script>",
    f"</textarea></title></style><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><svg onload={RUN}>',
    f"' autofocus onfocus='{RUN}",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    f"<a href='java\tscript:{RUN}'>tab in it</a>",
    f"<form action=javascript:{RUN}><button>send</button>",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    f"<input onfocus={RUN} autofocus>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"\x01<script\x0b>{RUN}</script\x0c>",
    "</main></body></html><h1>afterwards",
    "<table><tr><td><div style=position:fixed;inset:0>over all",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;script&#62;",
    f"<p hx-on:load='{RUN}' hx-get=/sign-out hx-trigger=load>htmx",
    "<dialog open>mine</dialog><div popover id=menu>",
]
ADDRESSES = [
    f"[press me](javascript:{RUN})",
    f"[press me](JaVaScRiPt&colon;{RUN})",
    f"![alt](data:image/svg+xml;utf8,<svg/onload={RUN}>)",
    f"<javascript:{RUN}>",
    "[press me](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    f"[press me](vbscript:{RUN})",
    '[press me](//evil.example/ "onmouseover=alert(1)")',
    'https://evil.example/"onmouseover="window.ran=1',
    "http://xn--pple-43d.example.com/аррӏе",
    f"[a]: javascript:{RUN}\n\n[press me][a]",
    "@../../sign-out @<b>nobody</b>",
]
MARKDOWN = [
    "#" * 400,
    "> " * 120 + "deep",
    "*" * 300 + "_" * 300 + "`" * 300,
    "[" * 200 + "]" * 200 + "(" * 50,
    "- " * 60 + "list",
    "| " + "a | " * 60 + "\n|" + "---|" * 60 + "\n| " + "b | " * 60,
    "```\n" + "no_space_in_this_line_of_code" * 12 + "\n```",
    "![](x)" * 30,
    "***bold_and*[not](closed",
]
TEMPLATES = [
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
    "${7*7} #{7*7} <%= 7 * 7 %>",
    "%(name)s %s %n %(x",
    "{0} {name!r}",
]
WRITING = [
    "\u202egnp.exe\u202c \u202doverride",
    "\u2066\u2067isolate\u2069 never closed \u2067",
    "مرحبا <b>بك</b> في 123 السيارة",
    "a\u200bb\u200cc\u200dd\ufeffe\u00adf\u2060g",
    "e" + "\u0301\u0327\u0489" * 40,
    "Ｆｕｌｌ ｗｉｄｔｈ ＜ｓｃｒｉｐｔ＞",
    "раураl аdmin ѕtаff",
    "ﷺ" * 10 + "𒐫" * 10 + "꧅" * 10,
    "👩‍👩‍👧‍👦🏴‍☠️" * 8,
    "\ufffd\ufffe\U000e0041\U000f0000",
    "\u2028line\u2029paragraph\u0085next",
    "W" * 500,
    "无" * 500,
    "https://example.org/" + "a" * 300,
    "\u00a0" * 200 + "far right",
    "ก็็็็็็็็็็็็็็็็็็็็",
]
ELSEWHERE = [
    '=HYPERLINK("http://evil.example";"press")',
    "+1+cmd|' /C calc'!A0",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "x:expression(window.ran=1)",
    "};body{background:url(javascript:window.ran=1)}",
    "Subject: hello\r\nBcc: everybody@example.org",
    "../../../../etc/passwd%00.png",
    "' OR '1'='1' --",
    "\\0 %00 \\u0000 &#0;",
    "-1e309 NaN Infinity 0x7fffffff",
    "null undefined true [object Object]",
]
EVERY = [*MARKUP, *ADDRESSES, *MARKDOWN, *TEMPLATES, *WRITING, *ELSEWHERE]
TALL = "tall " + "\u0335\u0337\u0321" * 3300  # ten thousand marks on one letter


def packed(strings: Iterable[str], most: int) -> Iterator[str]:
    """The strings, several to a text of at most `most` characters, on one line; longer ones are cut."""
    text = ""
    for string in strings:
        line = " ".join(string.split())[:most]
        if text and len(text) + 1 + len(line) > most:
            yield text
            text = ""
        text = f"{text} {line}".strip()
    if text:
        yield text
