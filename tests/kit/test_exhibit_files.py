"""One exhibit as the job makes it: one value in one place, pictures, and the check of a download."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import textwrap
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image
from pypdf import PdfReader
from table_readers import rows, typst_text

from living_edition.errors import InputError
from living_edition.exhibits import citations, tables, write
from living_edition.exhibits import verify as verifying
from living_edition.exhibits.authors_kit import contents, write_kit
from living_edition.exhibits.catalogue import (
    FIGURE_FORMS,
    TABLE_FORMS,
    batches,
    note,
    source,
    specs,
)
from living_edition.exhibits.cff import read as read_citation
from living_edition.exhibits.registry import Inputs, inputs_of
from living_edition.exhibits.replication import replication
from living_edition.files import write_table
from living_edition.jobs import exhibits
from living_edition.languages import KNOWN

# Their exhibits are drawn once, by one process.
pytestmark = pytest.mark.xdist_group("exhibit-files")
ROOT = Path(__file__).resolve().parents[2]
IDS = ["tbl-programmes", "fig-clusters"]
# Mean difference of the pixels' grey values, of 255: renderings of one datum on one machine agree.
TOLERANCE = 0.05


def programmes(value: float) -> pd.DataFrame:
    words = {"programme_zh": "某项目", "programme_en": "a programme", "measure_zh": "企业数", "measure_en": "firms"}
    return pd.DataFrame([{**words, "value": value, "unit": "firms", "bound": "more_than"}])


def clusters(share: float) -> pd.DataFrame:
    names = {"id": ["a", "b"], "place_zh": ["甲", "乙"], "place_en": ["one", "two"], "year": [2007, 2007]}
    values = {"output": [230.0, 105.0], "share_china": [share, 80.0], "share_world": [None, 33.0]}
    return pd.DataFrame({**names, **values, **{f"{name}_bound": ["exact", "about"] for name in values}})


def make(folder: Path, value: float = 373.0, share: float = 70.0) -> Path:
    """Run the job on two made-up exhibits with nothing in common but the job."""
    given = folder / "given"
    write_table(programmes(value), given / "programmes.parquet")
    write_table(clusters(share), given / "clusters.parquet")
    out = folder / "out"
    exhibits.run("thesis", IDS, "0.1.0", out, out, **{p.stem: p for p in given.iterdir()})
    return out


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("changed"), value=4019.0)


def test_the_exhibits_are_those_of_the_folder_in_which_one_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not those of the first one that a process read."""
    monkeypatch.chdir(tmp_path)
    assert specs() == {}
    monkeypatch.chdir(ROOT)
    assert set(IDS) <= set(specs())


def record(folder: Path, name: str) -> dict[str, object]:
    content = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


@pytest.mark.parametrize(
    ("lang", "old", "new"),
    [("zh", "逾373家", "逾4019家"), ("en", "more than 373 firms", "more than 4,019 firms")],
)
def test_a_changed_datum_stands_in_every_format(
    first: Path, changed: Path, tmp_path: Path, lang: str, old: str, new: str
) -> None:
    for form in TABLE_FORMS:
        name = f"tbl-programmes-{lang}.{form}"
        if form == "typ":
            found = [typst_text(folder / name, tmp_path) for folder in (first, changed)]
            assert old.replace(" ", "") in found[0] and new.replace(" ", "") in found[1]
        elif form == "xlsx":  # a number, with its words in the number's format
            assert [rows(folder / name)[1][2] for folder in (first, changed)] == ["373", "4019"]
        elif form in ("parquet", "data.csv"):
            assert [rows(folder / name)[1][2] for folder in (first, changed)] == ["373.0", "4019.0"]
        else:
            assert [rows(folder / name)[1][2] for folder in (first, changed)] == [old, new]
        assert (first / name).read_bytes() != (changed / name).read_bytes()
    assert new in (changed / f"tbl-programmes-{lang}.qmd").read_text(encoding="utf-8")


def test_only_the_exhibit_that_carries_the_datum_changes(first: Path, changed: Path) -> None:
    before, after = record(first, "tbl-programmes"), record(changed, "tbl-programmes")
    assert before["sha256"] != after["sha256"] and before["version"] != after["version"]
    assert record(first, "fig-clusters") == record(changed, "fig-clusters")
    names = {p.name for p in first.iterdir()}
    same = {name for name in names if (first / name).read_bytes() == (changed / name).read_bytes()}
    assert same == {name for name in names if name.startswith("fig-clusters")}


@pytest.mark.parametrize("name", IDS)
def test_the_record_says_what_the_files_are(first: Path, name: str) -> None:
    found = record(first, name)
    digest = hashlib.sha256((first / f"{name}.csv").read_bytes()).hexdigest()
    assert found["sha256"] == digest and str(found["version"]).endswith("+" + digest[:8])
    files = found["files"]
    assert isinstance(files, dict)
    assert files == {f: hashlib.sha256((first / f).read_bytes()).hexdigest() for f in files}
    assert len(files) == 1 + 2 * (len(TABLE_FORMS) if name.startswith("tbl") else len(FIGURE_FORMS))
    texts = found["texts"]
    assert isinstance(texts, dict) and all(texts[lang]["title"] and texts[lang]["source"] for lang in KNOWN)


def grey(file: Path) -> np.ndarray:
    return np.asarray(Image.open(file).convert("L"), dtype=float)


@pytest.mark.slow
def test_a_picture_made_twice_is_the_same_and_another_datum_is_seen(first: Path, tmp_path: Path) -> None:
    again, other = make(tmp_path / "again"), make(tmp_path / "other", share=60.0)
    for form in ("svg", "pdf", "png"):
        assert (first / f"fig-clusters-zh.{form}").read_bytes() == (again / f"fig-clusters-zh.{form}").read_bytes()
    one, two, three = (grey(folder / "fig-clusters-zh.png") for folder in (first, again, other))
    assert float(np.abs(one - two).mean()) <= TOLERANCE
    assert one.shape == three.shape and float(np.abs(one - three).mean()) > 10 * TOLERANCE


@pytest.mark.parametrize("lang", KNOWN)
def test_pictures_have_their_resolution_their_width_and_no_clock(first: Path, lang: str) -> None:
    with Image.open(first / f"fig-clusters-{lang}.png") as picture:
        assert [round(dpi) for dpi in picture.info["dpi"]] == [300, 300]
        assert picture.width / 300 <= 6.5
        assert not {"Creation Time", "Software", "date:create"} & set(picture.info)
    pdf = PdfReader(first / f"fig-clusters-{lang}.pdf")
    assert pdf.metadata is not None and "/CreationDate" not in pdf.metadata
    assert "<dc:date>" not in (first / f"fig-clusters-{lang}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", KNOWN)
def test_a_pdf_has_truetype_letters_that_can_be_searched(first: Path, lang: str) -> None:
    page = PdfReader(first / f"fig-clusters-{lang}.pdf").pages[0]
    kinds = set()
    for font in page["/Resources"]["/Font"].values():
        descendants = font.get_object().get("/DescendantFonts", [font])
        kinds |= {part.get_object()["/Subtype"] for part in descendants}
    # Type 3 is what preflight refuses; CIDFontType2 is TrueType (ISO 32000-1, 9.7.4).
    assert kinds <= {"/CIDFontType2", "/TrueType"} and kinds
    assert {"zh": "甲", "en": "one"}[lang] in page.extract_text()


@pytest.mark.parametrize("lang", KNOWN)
def test_a_picture_comes_as_wide_as_a_column_too(first: Path, lang: str) -> None:
    with Image.open(first / f"fig-clusters-{lang}.column.png") as picture:
        assert [round(dpi) for dpi in picture.info["dpi"]] == [600, 600]
        # 86 mm: a column of Elsevier's and of most journals is 85 to 90 mm wide.
        assert 3.0 <= picture.width / 600 <= 3.5


def _lightness(colour: str) -> float:
    """CIE L* of an sRGB colour (IEC 61966-2-1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    y = sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_the_first_colours_are_okabe_and_ito_s_and_the_first_two_differ_in_grey() -> None:
    from living_edition.exhibits.style import SERIES

    # Okabe and Ito (2008), Color Universal Design.
    published = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
    assert set(SERIES) <= published and len(set(SERIES)) == len(SERIES)
    assert abs(_lightness(SERIES[0]) - _lightness(SERIES[1])) > 5


def test_an_exhibit_without_a_function_in_its_batch_is_refused() -> None:
    with pytest.raises(InputError, match=r"fig-ruin.yaml: found no function.*one in exhibits/fund"):
        exhibits.run("fund", ["fig-ruin"], "", Path(), Path())


def test_the_inputs_of_a_batch_are_read_without_running_its_module() -> None:
    assert inputs_of("thesis")["clusters"] == "results/clean/clusters.parquet"
    for batch in batches():
        assert inputs_of(batch)
    with pytest.raises(InputError, match=r"exhibits/none.py: found no such module; expected one of .*fund, "):
        inputs_of("none")


@pytest.mark.parametrize(("added", "found"), [(b"def (\n", "line 1: found invalid syntax"), (b"# \xb2\xe2", "UTF-8")])
def test_a_batch_that_is_no_python_is_told_with_its_line(
    added: bytes, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src/mine/exhibits").mkdir(parents=True)
    (tmp_path / "edition.yaml").write_text("name: mine\npackage: mine\nlanguages: [en]\n")
    (tmp_path / "src/mine/exhibits/broken.py").write_bytes(added)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=rf"src/mine/exhibits/broken.py, line 1.*{found}|broken.py, {found}"):
        inputs_of("broken")


def test_every_spec_has_titles_notes_and_a_source_in_both_languages() -> None:
    for name, spec in specs().items():
        for lang in KNOWN:
            assert spec[f"title_{lang}"] and source(spec, lang), name
            assert note(spec, lang).count("来源：" if lang == "zh" else "Source") == 1, name


def test_a_source_of_its_own_ends_the_note_once() -> None:
    spec = {"note_en": "Some words.", "source_en": "a yearbook", "note_zh": "一句话。来源：年鉴。"}
    assert note(spec, "en") == "Some words. Source: a yearbook."
    assert note(spec, "zh") == "一句话。来源：年鉴。" and source(spec, "zh") == "年鉴"


@pytest.fixture
def listed(first: Path, tmp_path: Path) -> Path:
    """A folder with a list of hashes and two files, as a reader downloads it."""
    for name in ("tbl-programmes-en.xlsx", "tbl-programmes-zh.csv"):
        shutil.copyfile(first / name, tmp_path / name)
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in sorted(tmp_path.iterdir())]
    (tmp_path / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    (tmp_path / "exhibits.json").write_text(json.dumps([record(first, "tbl-programmes")]), encoding="utf-8")
    return tmp_path


def test_a_download_is_verified(listed: Path) -> None:
    holds, said = verifying.verify(listed / "tbl-programmes-en.xlsx", listed)
    assert holds and re.search(r"of tbl-programmes, version \S+\+[0-9a-f]{8}, SHA-256 [0-9a-f]{64}$", said)
    renamed = listed / "table (1).csv"
    (listed / "tbl-programmes-zh.csv").rename(renamed)
    holds, said = verifying.verify(renamed, listed)
    assert holds and "is tbl-programmes-zh.csv" in said


def test_a_changed_or_foreign_download_is_told(listed: Path) -> None:
    file = listed / "tbl-programmes-zh.csv"
    file.write_bytes(file.read_bytes() + b" ")
    holds, said = verifying.verify(file, listed)
    assert not holds and "differs" in said
    other = listed / "other.csv"
    other.write_text("a\n", encoding="utf-8")
    assert verifying.verify(other, listed)[0] is False
    with pytest.raises(InputError, match="no such file"):
        verifying.verify(listed / "none.csv", listed)


def test_the_recipe_adds_a_table_in_under_ten_lines(tmp_path: Path) -> None:
    recipe = (ROOT / "docs/add-a-table.md").read_text(encoding="utf-8")
    spec_text, entry = (re.search(rf" *```{kind}\n(.*?) *```", recipe, re.DOTALL)[1] for kind in ("yaml", "python"))  # type: ignore[index]
    spec_text, entry = (textwrap.dedent(block) for block in (spec_text, entry))
    assert len((spec_text + entry).splitlines()) < 10
    write_table(clusters(70.0), tmp_path / "clusters.parquet")
    ((name, function),) = eval("{" + entry + "}", {"tables": tables}).items()
    made = {lang: function(Inputs({"clusters": tmp_path / "clusters.parquet"}), lang) for lang in KNOWN}
    write.table(name, yaml.safe_load(spec_text), made, write.Destination(tmp_path, tmp_path, "1.0"), "a.py:1")
    assert rows(tmp_path / f"{name}-en.docx") == [
        ["Cluster", "Output"],
        ["one", "230"],
        ["two", "105"],
    ]
    assert all((tmp_path / f"{name}-{lang}.{form}").is_file() for lang in KNOWN for form in TABLE_FORMS)


@pytest.fixture(scope="module")
def kit(first: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a kit of the two exhibits."""
    listed, edition = [record(first, name) for name in sorted(IDS)], read_citation(ROOT / "CITATION.cff")
    titles = {"zh": "集群", "en": "Clusters"}
    tables = tmp_path_factory.mktemp("tables")
    for file in first.iterdir():
        shutil.copyfile(file, tables / file.name)
    items = [citations.exhibit_item(one, edition, titles[lang], lang) for one in listed for lang in KNOWN]
    (tables / "exhibits.bib").write_text("\n".join(citations.to_bibtex(items).values()), encoding="utf-8")
    resources = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))["resources"]
    rules = [("exhibits_thesis", "Make the exhibits.")]
    readme = replication(edition, resources, rules, {"scenarios.seed": 20100601}, ">=3.11", listed)
    return contents(listed, tables, tables, titles, readme)


def test_the_kit_holds_what_the_record_lists_and_is_the_same_each_time(
    kit: dict[str, bytes], first: Path, tmp_path: Path
) -> None:
    assert kit["tables/tbl-programmes-zh.tex"] == (first / "tbl-programmes-zh.tex").read_bytes()
    assert {"figures/fig-clusters-en.pdf", "example.docx", "example.qmd", "README.md"} <= set(kit)
    # The example in Word holds the table of its Word file, whose heads are repeated.
    (tmp_path / "example.docx").write_bytes(kit["example.docx"])
    document = zipfile.ZipFile(tmp_path / "example.docx").read("word/document.xml").decode("utf-8")
    assert "<w:tblHeader" in document and 'w:val="TableCaption"' in document
    write_kit(kit, tmp_path / "a.zip")
    write_kit(dict(reversed(kit.items())), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert {f"authors-kit/{name}" for name in kit} == set(zipfile.ZipFile(tmp_path / "a.zip").namelist())


@pytest.mark.parametrize(("kept", "left_out"), [("tbl-programmes", "fig-clusters"), ("fig-clusters", "tbl-programmes")])
def test_a_kit_of_tables_or_of_figures_alone_has_examples_of_what_it_has(
    first: Path, tmp_path: Path, kept: str, left_out: str
) -> None:
    for file in first.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    (tmp_path / "exhibits.bib").write_text(
        "".join(f"@misc{{{kept}-{lang}, title = {{One}}}}\n" for lang in KNOWN), encoding="utf-8"
    )
    made = contents([record(first, kept)], tmp_path, tmp_path, {"zh": "集群", "en": "Clusters"}, "")
    for name in ("README.md", "example.qmd", "example-zh.tex", "example-en.tex"):
        text = made[name].decode("utf-8")
        assert kept in text and left_out not in text, name
    assert ("example.docx" in made) == (kept == "tbl-programmes")
    # Neither is a regression's table, whose layout alone has options.
    assert b"--config" not in made["README.md"]
    assert (b"figure" in made["example-en.tex"]) == (kept == "fig-clusters")


def test_the_replication_readme_names_data_seeds_rules_and_lines(kit: dict[str, bytes]) -> None:
    text = kit["REPLICATION.md"].decode("utf-8")
    for resource in json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))["resources"]:
        assert f"`data/{resource['path']}`" in text and resource["hash"].removeprefix("sha256:") in text
    assert "| `scenarios.seed` | 20100601 |" in text and "| `exhibits_thesis` | Make the exhibits. |" in text
    for row in re.findall(r"^\| `(?:tbl|fig)-.*$", text, re.M):
        name, line = re.findall(r"`([^`]*)`", row)[0], re.findall(r"`([\w/.]+):(\d+)`", row)[0]
        assert f'"{name}"' in (ROOT / line[0]).read_text(encoding="utf-8").splitlines()[int(line[1]) - 1], row
    assert "`snakemake exhibit --config id=tbl-programmes` | `results/tables/tbl-programmes.csv` |" in text


@pytest.mark.slow
@pytest.mark.skipif(not all(map(shutil.which, ("xelatex", "biber"))), reason="no TeX with biber here")
@pytest.mark.parametrize("lang", KNOWN)
def test_the_example_of_the_kit_compiles(kit: dict[str, bytes], lang: str, tmp_path: Path) -> None:
    for name, content in kit.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    tex = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", f"example-{lang}.tex"]
    for command in (tex, ["biber", f"example-{lang}"], tex, tex):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-1500:]
    log = (tmp_path / f"example-{lang}.log").read_text(encoding="utf-8", errors="replace")
    assert "Overfull" not in log and "undefined" not in log
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / f"example-{lang}.pdf").pages)
    # The Chinese fonts of TeX say no letters to a reader of the text; figures they do.
    assert {"zh": "373", "en": "morethan373firms"}[lang] in re.sub(r"\s+", "", text)
