"""A wheel built from the repository serves from an empty folder, without the checkout."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.serving.served import served

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cocreate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from a wheel; its dependencies are lent by the environment of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", f"--outdir={folder}", str(CHECKOUT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    paths = {"base": str(environment), "platbase": str(environment)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    install = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "install"]
    subprocess.run([*install, "--no-deps", "--no-index", "--quiet", str(wheel)], check=True, capture_output=True)
    # A path file would lend the checkout along with the dependencies.
    for lent in Path(sysconfig.get_path("purelib")).iterdir():
        if lent.suffix != ".pth" and not lent.name.startswith("cocreate") and not (packages / lent.name).exists():
            (packages / lent.name).symlink_to(lent)
    return environment / "bin" / "cocreate"


def test_wheel_serves_pages_and_files_from_an_empty_folder(cocreate: Path, tmp_path: Path) -> None:
    with served(tmp_path / "home", command=(str(cocreate),)) as site:
        status, page = site.get("/")
        assert status == 200
        stylesheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
        assert site.get(stylesheet)[0] == 200
        assert str(CHECKOUT).encode() not in Path(f"/proc/{site.process.pid}/cmdline").read_bytes()
