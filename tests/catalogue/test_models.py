"""What the database itself refuses of the catalogue and of the cars ideas are about."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cocreate.catalogue import entries
from cocreate.catalogue.entries import Entry, Title
from cocreate.kernel.database import db
from tests import make

# The catalogue holds islet/2023, islet/2024 (trim standard, platform xi-1, software 3.4) and lan-5/2024.
ABOUT = "INSERT INTO idea_models (idea_id, series_id, model_year_id) SELECT i.id, s.id, "
BREACHES = {
    "uq_series_key": "INSERT INTO series (key, name_zh, name_en) VALUES ('islet', 'x', 'x')",
    "ck_series_key_is_plain": "INSERT INTO series (key, name_zh, name_en) VALUES ('Is let', 'x', 'x')",
    "ck_series_name_length": "INSERT INTO series (key, name_zh, name_en) VALUES ('x', 'x', '')",
    "uq_platforms_key": "INSERT INTO platforms (key, name_zh, name_en) VALUES ('xi-1', 'x', 'x')",
    "ck_platforms_key_is_plain": "UPDATE platforms SET key = 'xi--1'",
    "ck_platforms_name_length": "UPDATE platforms SET name_zh = repeat('x', 41)",
    "uq_model_years_series_id_year": "UPDATE model_years SET year = 2024",
    "ck_model_years_year_is_likely": "UPDATE model_years SET year = 24 WHERE year = 2023",
    "ck_model_years_owners_not_negative": "UPDATE model_years SET owners = -1",
    "fk_model_years_series_id": "DELETE FROM series",
    "fk_model_years_platform_id": "DELETE FROM platforms",
    "fk_trims_model_year_id": "DELETE FROM model_years",
    "uq_trims_model_year_id_key": (
        "INSERT INTO trims (model_year_id, key, name_zh, name_en) SELECT model_year_id, key, 'x', 'x' FROM trims"
    ),
    "ck_trims_key_is_plain": "UPDATE trims SET key = ''",
    "ck_trims_name_length": "UPDATE trims SET name_en = ''",
    "uq_software_versions_series_id_name": (
        "INSERT INTO software_versions (series_id, name) SELECT series_id, name FROM software_versions"
    ),
    "ck_software_versions_name_length": "UPDATE software_versions SET name = ''",
    "fk_idea_models_series_id": f"{ABOUT} NULL FROM ideas i, (VALUES (0)) AS s(id)",
    "fk_idea_models_idea_id": "DELETE FROM idea_models WHERE false; DELETE FROM ideas",
    "uq_idea_models_idea_id_series_id_model_year_id": f"{ABOUT} NULL FROM ideas i JOIN series s ON s.key = 'lan-5'",
    "fk_idea_models_series_id_model_year_id": (
        f"{ABOUT} y.id FROM ideas i JOIN series s ON s.key = 'lan-5' JOIN model_years y ON y.year = 2023"
    ),
}


@pytest.mark.parametrize("constraint", BREACHES)
def test_the_database_refuses(app: Flask, constraint: str) -> None:
    make.series("islet", (2023,))
    entries.put(Entry(Title("islet"), 2024, Title("standard"), Title("xi-1"), "3.4"))
    make.series("lan-5", (2024,))
    make.idea(models=["lan-5"])
    with pytest.raises(IntegrityError, match=constraint):
        db.session.execute(text(BREACHES[constraint]))
