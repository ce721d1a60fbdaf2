"""The kit installed from its wheel, away from this repository, lays and builds an edition of another data set."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader
from test_wall import NAMES

from living_edition.errors import InputError
from living_edition.files import read_yaml
from living_edition.workflow import new

ROOT = Path(__file__).resolve().parents[2]
# The edition is built once, by one process.
pytestmark = pytest.mark.xdist_group("second-edition")
# NIST StRD, Longley: certified coefficient of gross national product and its standard error are of the whole set.
CERTIFIED = -0.358191792925910e-01


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process that finds the kit where its wheel was unpacked and nowhere else first."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip"]
    options = ["--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "wheel", *options, "--wheel-dir", str(folder), str(ROOT)], check=True, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PYTHONPATH": str(folder / "site"), "PATH": path}


def command(installed: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=installed, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@pytest.fixture(scope="module")
def small(installed: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template's edition, laid and built by the installed kit."""
    folder = tmp_path_factory.mktemp("projects")
    where = command(installed, folder, "living_edition", "new", "small-edition")
    assert where.returncode == 0, where.stdout
    laid = sum(file.is_file() for file in (folder / "small-edition").rglob("*"))
    assert where.stdout == f"small-edition: {laid} files. Next: cd small-edition; snakemake rebuild\n"
    done = command(installed, folder / "small-edition", "snakemake", "rebuild", "-c2")
    assert done.returncode == 0, done.stdout[-4000:]
    assert "agreed" not in done.stdout, "the template's texts are compared before they are laid"
    return folder / "small-edition"


def test_it_is_a_dozen_places_and_names_nothing_of_this_thesis(small: Path) -> None:
    for file in small.rglob("*"):
        # What Python compiles says what its source says, in bytes that are no text.
        if file.is_file() and not {".snakemake", "results", "__pycache__"} & set(file.parts):
            assert not NAMES.search(file.read_text(encoding="utf-8")), file


def test_the_estimate_is_the_certified_one(small: Path) -> None:
    found = pd.read_parquet(small / "results/regressions/employment.parquet")
    (estimate,) = found.query("term == 'output'")["estimate"].unique()
    assert estimate == pytest.approx(CERTIFIED, rel=1e-7)


@pytest.mark.parametrize(("lang", "said"), [("zh", "不显著"), ("en", "not statistically significant")])
def test_both_languages_come_in_every_form(small: Path, lang: str, said: str) -> None:
    site = small / "results/site"
    page = (site / f"small-edition-{lang}.html").read_text(encoding="utf-8")
    printed = "".join(p.extract_text() for p in PdfReader(site / f"small-edition-{lang}.pdf").pages)
    assert said in page and said.replace(" ", "") in "".join(printed.split())
    assert f"{CERTIFIED:.3f}".replace("-", "−") in page
    assert (site / f"small-edition-{lang}.docx").stat().st_size > 10_000


def _alone(installed: dict[str, str], folder: Path, lang: str) -> Path:
    """The template's edition in one language, laid and built by the installed kit."""
    name = f"alone-{lang}"
    where = command(installed, folder, "living_edition", "new", name, "--languages", lang)
    assert where.returncode == 0, where.stdout
    done = command(installed, folder / name, "snakemake", "rebuild", "-c2")
    assert done.returncode == 0, done.stdout[-4000:]
    return folder / name


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "other", "said"), [("zh", "en", "不显著"), ("en", "zh", "not statistically")])
def test_one_language_alone_is_an_edition(
    installed: dict[str, str], tmp_path: Path, lang: str, other: str, said: str
) -> None:
    project = _alone(installed, tmp_path, lang)
    site = project / "results/site"
    written = [file for file in project.rglob("*") if file.is_file() and ".snakemake" not in file.parts]
    assert not [file for file in written if other in file.stem.split("-") or other in file.parts]
    assert said in (site / f"alone-{lang}-{lang}.html").read_text(encoding="utf-8")
    printed = "".join(page.extract_text() for page in PdfReader(site / f"alone-{lang}-{lang}.pdf").pages)
    assert said.replace(" ", "") in "".join(printed.split())
    for page in site.glob("*.html"):
        for target in re.findall(r'<a [^>]*href="([^"#?]+)', page.read_text(encoding="utf-8")):
            assert "://" in target or (site / target).exists(), f"{page.name}: {target}"
    # Its own language is asked for, the other is not.
    spec = project / "specs/exhibits/fig-employment.yaml"
    spec.write_text(re.sub(rf"title_{lang}: .*\n", "", spec.read_text("utf-8")), encoding="utf-8")
    refused = command(installed, project, "snakemake", "check", "-c1")
    assert refused.returncode != 0 and f"add title_{lang}" in refused.stdout
    assert f"_{other}" not in refused.stdout


def test_a_language_that_the_kit_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="zh, en"):
        new.create(tmp_path / "project", "project", "Author", ["fr"])
    assert not (tmp_path / "project").exists()


@pytest.mark.slow
def test_what_was_damaged_or_removed_on_the_way_is_made_anew(installed: dict[str, str], small: Path) -> None:
    """Also where everything that was made of it still stands: the workflow alone would find nothing to be done."""
    ways = (small / "results/numbers/regression-employment.json", small / "results/stage/en/ledger.json")
    before = [way.read_bytes() for way in ways]
    ways[0].write_bytes(before[0][:20])
    shutil.rmtree(small / "results/stage/en")
    done = command(installed, small, "snakemake", "rebuild", "-c2")
    assert done.returncode == 0 and "regression-employment.json is not as it was made" in done.stdout
    assert [way.read_bytes() for way in ways] == before


@pytest.mark.slow
def test_a_chapter_that_is_put_back_with_its_old_time_is_rendered_as_it_stands(
    installed: dict[str, str], small: Path
) -> None:
    """As ``mv`` and ``cp -p`` do: to the workflow, which looks at times, what was made of the edited one is newer."""
    chapter, stage = small / "report/en/01-question.qmd", "results/stage/en"
    times = chapter.stat()
    text = chapter.read_text("utf-8")
    for edited, expected in ((text.rstrip() + " A line to be taken back.\n", True), (text, False)):
        chapter.write_text(edited, encoding="utf-8")
        if not expected:
            os.utime(chapter, ns=(times.st_atime_ns, times.st_mtime_ns))
        done = command(installed, small, "snakemake", stage, "-c2")
        assert done.returncode == 0, done.stdout[-2000:]
        staged = "".join(path.read_text("utf-8") for path in (small / stage).rglob("*.qmd"))
        assert ("to be taken back" in staged) == expected


def test_a_changed_datum_moves_the_estimate(installed: dict[str, str], small: Path) -> None:
    raw = small / "data/raw/employment.csv"
    raw.write_text(raw.read_text("utf-8").replace("60323", "70323"), encoding="utf-8")
    refused = command(installed, small, "snakemake", "results/regressions/employment.json", "-c1")
    assert refused.returncode != 0 and "accept" in refused.stdout
    assert command(installed, small, "living_edition", "accept", "employment").returncode == 0
    done = command(installed, small, "snakemake", "results/regressions/employment.json", "-c1")
    assert done.returncode == 0, done.stdout[-2000:]
    found = pd.read_parquet(small / "results/regressions/employment.parquet").query("term == 'output'")
    assert abs(found["estimate"].iloc[0] - CERTIFIED) > 0.001


def test_make_alone_lists_the_targets(tmp_path: Path) -> None:
    new.create(tmp_path / "project", "project", "Author")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": path}
    done = subprocess.run(
        ["make"], cwd=tmp_path / "project", env=environment, text=True, check=False, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "make preview" in done.stdout and "snakemake rebuild" in done.stdout


@pytest.mark.parametrize("name", ["A name", "x;y", "../up", ""])
def test_a_name_that_files_cannot_bear_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="small letters"):
        new.create(tmp_path / "project", name, "Author")
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize("name", ["json", "living-edition"])
def test_the_name_of_a_module_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no module of Python has"):
        new.create(tmp_path / "project", name, "Author")
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize("author", ['Li "Ming": author #1', "back\\slash", "张三"])
def test_the_author_is_whoever_was_named(tmp_path: Path, author: str) -> None:
    new.create(tmp_path / "project", "project", author)
    assert read_yaml(tmp_path / "project/CITATION.cff")["authors"] == [{"name": author}]


def test_the_list_of_targets_has_the_exhibit_that_is_asked_for_alone(installed: dict[str, str], small: Path) -> None:
    done = command(installed, small, "snakemake", "help", "-c1")
    assert re.search(r"snakemake exhibit --config id=NAME  \S", done.stdout)


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="a new folder"):
        new.create(tmp_path, "mine", "Author")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
