"""Names members may and may not choose."""

import pytest
from flask import Flask

from cocreate.accounts import names
from cocreate.kernel.errors import Invalid
from cocreate.site import queries as site


@pytest.mark.parametrize(
    "name",
    [
        "林",
        "Lin Wei",
        "l'été",
        "Nguyễn Văn Đức",
        "ש",
        "🚗 driver",
        "a" * 40,
        "99号车主",
        "admin's cat",
        "-_-",
        "Ольга",
        "Ольга Lin",
    ],
)
def test_what_can_be_read_is_taken(app: Flask, name: str) -> None:
    names.check(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 41,
        "Lin\u200bWei",
        "Lin\u202eieW",
        "Lin\u00adWei",
        "\u3164",
        "\u2800\u2800",
        "\u115f",
        "Lin\tWei",
        "Lin\x07",
        "\ufeffLin",
        "\U000e0041",
        "\u0301\u0301",
        "Z̷̢̛͙̤̭̖̠a̸lgo",
    ],
)
def test_what_cannot_be_seen_or_read_is_refused(app: Flask, name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        names.check_form(name)
    assert refusal.value.field == "name"


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "ADMIN",
        "Ａｄｍｉｎ",
        "a d m i n",
        "Ádmin",
        "官方",
        "蔚然官方",
        "官 方 小编",
        "管理员",
        "客服",
        "Support",
        "小林（工作人员）",
        "Аdmin",
        "Lin Wеi",
        "Οlga",
    ],
)
def test_what_sounds_official_is_refused(app: Flask, name: str) -> None:
    names.check_form(name)
    with pytest.raises(Invalid) as refusal:
        names.check(name)
    assert refusal.value.field == "name"


def test_the_name_of_the_brand_is_refused_however_it_is_written(app: Flask) -> None:
    site.record().name = "Weiran Motors"
    names.check("Weiran driver")
    for name in ("Weiran Motors", "weiran  motors", "WeiranMotors", "Ｗｅｉｒａｎ－Motors"):
        with pytest.raises(Invalid):
            names.check(name)
