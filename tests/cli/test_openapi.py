"""The document of the API is printed, with no database at hand."""

import json
from pathlib import Path

from click.testing import CliRunner

from cocreate.cli import main


def test_the_document_is_printed_in_english_without_a_database(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["openapi"], env={"COCREATE_HOME": str(tmp_path)})
    assert done.exit_code == 0
    said = json.loads(done.output)
    assert said["openapi"] == "3.1.0"
    assert said["paths"]["/api/v1/ideas"]["get"]["summary"] == "List ideas"
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]
