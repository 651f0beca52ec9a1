"""Which texts have a word, and which only look as if."""

import pytest
from flask import Flask

from cocreate.kernel.errors import Invalid
from cocreate.screening.words import patterns
from cocreate.screening.words.folding import fold, skeleton

# A word, texts it is found in, each with what is found, and texts it is not found in.
CASES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "微信": (
        {"加我微 信": "微 信", "微.信": "微 信", "微\u200b信": "微信", "微❤️信": "微-信", "小微信号": "微信"},
        ("显微。信号", "微\n信", "微小的信", "微---------信"),
    ),
    "加v信": ({"加V信": "加v信", "加@v@信": "加-v-信", "加.Ｖ.信": "加 v 信", "加ⓥ信": "加v信"}, ("加va信", "加信")),
    "車禍": ({"车祸": "车祸", "車 禍": "车 祸"}, ("车",)),
    "cunt": ({"Cunt!": "cunt", "c-u-n-t": "c-u-n-t", "c u n t": "c u n t", "сunt": "cunt"}, ("Scunthorpe", "cunts")),
    "ass": (
        {"an ass!": "ass", "A.S.S": "a s s", "a$$": "a$$", "@ss": "@ss"},
        ("class", "pass it", "as soon", "as s", "a55", "assassin", "mass-media"),
    ),
    "penis": ({"P.E.N.I.S": "p e n i s", "pen-is": "pen-is", "pеnis": "penis"}, ("The pen is mightier", "pen. Is it")),
    "hell": ({"hell": "hell"}, ("he'll go", "shell", "hello")),
    "bitch": ({"b1tch": "b1tch", "b!tch": "b!tch", "6 bitch": "bitch"}, ("b17ch1", "bitchy")),
    "mall": ({"ma11": "ma11", "m@ll": "m@ll"}, ("mail", "mali")),
    "esb": ({"ESB": "esb"}, ("ES8", "es 8")),
    "sex": ({"SEX": "sex"}, ("Essex", "sexton", "5ex")),
    "4s店": ({"４S店": "4s店"}, ("as店", "45店")),
    "free money": (
        {"FREE   money": "free   money", "free, money": "free\n money", "freemoney": "freemoney"},
        ("free",),
    ),
    "bad*": ({"badly done": "badly", "bad": "bad", "bad123": "bad123"}, ("abad", "ba d")),
    "*bad*": ({"xxbadyy": "xxbadyy", "xba-dy": "xba-dy"}, ("b ad", "bda")),
    "f?ck": ({"fuck": "fuck", "f4ck": "f4ck"}, ("f ck", "fck", "fuuck")),
    "加*信": ({"加我的信": "加我的信", "加 v 信": "加 v 信", "加信": "加信"}, ("加班后都没有收到信息", "加。信")),
    "傻?": ({"傻x": "傻x", "傻✿子": "傻-子"}, ("傻", "傻。子")),
    "ok": ({"OK": "ok", "o k": "o k"}, ("0k", "oklahoma")),
}


def found(word: str, text: str) -> list[str]:
    """What of the folded `text` is found for `word`; the skeleton must have its anchor wherever there is something."""
    folded, letters = patterns.parse(word), fold(text).text
    if patterns.has_wildcards(folded):
        all_ = list(patterns.all_places(folded, letters))
    else:
        all_ = [places for start in range(len(letters)) if (places := patterns.places(folded, letters, start))]
    assert not all_ or patterns.anchor(folded) in skeleton(letters)
    assert patterns.stands_in(folded, letters) == bool(all_)
    return [letters[places[0] : places[-1] + 1] for places in all_]


def test_a_word_is_found_in_every_disguise_and_in_no_other_word(app: Flask) -> None:
    for word, (texts, others) in CASES.items():
        assert {text: found(word, text)[:1] for text in texts} == {text: [shown] for text, shown in texts.items()}, word
        assert {text: found(word, text) for text in others} == {text: [] for text in others}, word


def test_words_that_are_alike_are_one(app: Flask) -> None:
    for one, other in (
        ("微信", " 微信！"),
        ("Free Money", "free—money"),
        ("a$$hole", "asshole"),
        ("b**d*er", "b*d*er"),
    ):
        assert patterns.parse(one) == patterns.parse(other)


def test_what_would_find_nothing_or_too_much_is_refused(app: Flask) -> None:
    for typed in ("", "*", "??", "a", "！？", "b?d*e", "🔞", "字*" * 3, "字" * 101):
        with pytest.raises(Invalid) as refused:
            patterns.parse(typed)
        assert refused.value.field == "pattern"


def test_a_word_that_nearly_stands_there_again_and_again_costs_little(app: Flask) -> None:
    for word, text in (("aa*b*c", "aab" * 7_000), ("字" * 100, "字" * 20_000), ("a" * 99, "a " * 10_000)):
        found(word, text[:600] if len(word) > 10 else text)
