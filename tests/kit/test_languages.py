"""A language is data: German and Japanese, which the kit does not have, come with a file and a folder of chapters."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml
from pypdf import PdfReader

from living_edition.errors import InputError
from living_edition.exhibits.cells import Cell, padding
from living_edition.exhibits.regression_words import capitalised
from living_edition.exhibits.tables import simple
from living_edition.language_files import Words, lacking, language
from living_edition.ledger.formatting import bare, text
from living_edition.ledger.number import Number, Source, read_numbers, write_numbers
from living_edition.prose.conditional_words import read_words
from living_edition.prose.glossary import read_glossary
from living_edition.prose.readability import length, sentences
from living_edition.prose.source import Line
from living_edition.translation.terms import without_counterpart
from living_edition.workflow import new

HERE = Path(__file__).parent / "data/languages"
ROOT = Path(__file__).resolve().parents[2]
# Words that the kit says in English where a language does not give its own.
ENGLISH = re.compile(
    r"\b(Contents|Figure|Table|Note|Notes|Claims?|Verdict|Evidence|Search|Theme|Numbers|Codebook|Cite|Download|Source"
    r"|Observations|Coefficient|Standard errors|No stars|In all|Value|Quoted in|Everything|Interval|Gallery|Copy)\b"
)
HAN = re.compile(r"[\u3400-\u9fff]")
SITE = ("small-de", "index", "gallery-de", "ledger-de", "codebook-de", "search-de")
pytestmark = pytest.mark.xdist_group("second-edition")


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": path}
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def translate(project: Path) -> None:
    """Put German where English stands in for it: the chapters, and the texts under the keys of German."""
    shutil.copytree(HERE / "german/report", project / "report", dirs_exist_ok=True)
    german = {
        str(english): own for english, own in yaml.safe_load((HERE / "german/texts.yaml").read_text("utf-8")).items()
    }
    said = re.compile(r'^(\s*"?(?:\w+_)?de"?: )("?)(.*?)("?,?)$', re.MULTILINE)
    for file in [*project.glob("*/**/*.y*ml"), *project.glob("*.yaml"), project / "data/datapackage.json"]:
        if "languages" not in file.parts:
            told = said.sub(lambda m: f"{m[1]}{m[2]}{german.get(m[3], m[3])}{m[4]}", file.read_text("utf-8"))
            file.write_text(told, encoding="utf-8")


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition in German and English, laid by the kit and built by the workflow; no line of code is touched."""
    folder = tmp_path_factory.mktemp("german")
    (folder / "languages").mkdir()
    shutil.copyfile(HERE / "de.yaml", folder / "languages/de.yaml")
    laid = command(folder, "living_edition", "new", "small", "--languages", "de,en")
    assert laid.returncode == 0, laid.stdout
    translate(folder / "small")
    done = command(folder / "small", "snakemake", "rebuild", "-c2")
    assert done.returncode == 0, done.stdout[-4000:]
    return folder / "small"


def seen(page: Path) -> lxml.html.HtmlElement:
    root = lxml.html.parse(str(page)).getroot()
    for element in root.cssselect("script, style"):
        element.drop_tree()
    return root


def test_the_kit_asks_what_a_language_is_and_never_which() -> None:
    which = re.compile(r"""[=!~]= ?["'](zh|en)["']|["'](zh|en)["']: |\b(zh|en) = \{|Abbildung""")
    kit = (ROOT / "src/living_edition").rglob("*")
    code = [file for file in kit if file.suffix in (".py", ".lua", ".typ", ".js", ".smk")]
    assert len(code) > 200
    for file in code:
        assert not which.search(file.read_text("utf-8")), file


@pytest.mark.slow
def test_pages_are_german_throughout(german: Path) -> None:
    for name in SITE:
        root = seen(german / f"results/site/{name}.html")
        assert root.get("lang", "").startswith("de"), name
        # The title of the work cited, names of formats, and what leads to English are no words of the kit.
        for element in root.cssselect(".csl-entry, [hreflang=en], [lang=en], code, .cite"):
            element.drop_tree()
        words = " ".join(root.text_content().split())
        assert not HAN.search(words), (name, HAN.findall(words))
        assert not ENGLISH.search(words), (name, ENGLISH.findall(words))
    page = seen(german / "results/site/small-de.html")
    told = " ".join(page.text_content().split()).replace("\u00a0", " ")
    for words in ("Inhalt", "Abbildung 1", "Tabelle 1", "16 Beobachtungen", "Der Koeffizient der Produktion ist",
                  "HC3-Standardfehler in runden Klammern", "Prüfung.", "Insgesamt 1 These.",
                  "statistisch nicht"):  # fmt: skip
        assert words in told, words


@pytest.mark.slow
def test_numbers_have_the_marks_of_german(german: Path) -> None:
    """NIST StRD, Longley: the certified coefficient of gross national product is -0.0358, of the year 1829.15."""
    for lang, estimate, of_year in (("de", "−0,036", "1.829,151"), ("en", "−0.036", "1,829.151")):
        told = seen(german / f"results/site/small-{lang}.html").text_content()
        table = (german / f"results/tables/tbl-employment-{lang}.md").read_text("utf-8")
        assert estimate in told and estimate in table and of_year in table
        printed = "".join(part.extract_text() for part in PdfReader(german / f"results/site/small-{lang}.pdf").pages)
        assert estimate in printed and of_year in printed


@pytest.mark.slow
def test_each_language_leads_to_the_other(german: Path) -> None:
    for lang, other, called in (("de", "en", "English"), ("en", "de", "Deutsch")):
        page = seen(german / f"results/site/small-{lang}.html")
        (switch,) = page.cssselect(f".bar a[hreflang={other}]")
        assert (switch.get("href"), switch.text_content()) == (f"small-{other}.html", called)
        targets = {link.get("href") for link in page.cssselect(f".language-link a[hreflang={other}]")}
        assert f"small-{other}.html#sec-evidence" in targets
        assert (german / "results/site" / switch.get("href")).is_file()
    start = (german / "results/site/index.html").read_text("utf-8")
    assert 'startsWith("de")) location.replace("index-en.html")' in start
    pairs = seen(german / "results/site/small-parallel.html").cssselect(".pair")
    assert len(pairs) > 5
    assert {tuple(side.get("lang") for side in pair) for pair in pairs} == {("de", "en")}


@pytest.mark.slow
def test_print_and_word_are_german(german: Path) -> None:
    site = german / "results/site"
    printed = "".join(page.extract_text() for page in PdfReader(site / "small-de.pdf").pages)
    for words in ("Inhalt", "Abbildungsverzeichnis", "Zusammenfassung", "Abbildung 1", "Version 0.1.0"):
        assert words in printed, words
    assert re.search(r"\b\d{1,2}\.\d{1,2}\.20\d\d\b", printed) and not HAN.search(printed)
    assert PdfReader(site / "small-de.pdf").trailer["/Root"]["/Lang"] == "de-DE"
    word = zipfile.ZipFile(site / "small-de.docx")
    told = re.sub(r"<[^>]+>", "", word.read("word/document.xml").decode("utf-8"))
    assert "<dc:language>de-DE</dc:language>" in word.read("docProps/core.xml").decode("utf-8")
    # Word counts captions itself, by their word.
    assert "SEQ Abbildung" in told and "Beschäftigung und Bruttosozialprodukt, 1947 bis 1962" in told


@pytest.mark.slow
def test_an_english_term_needs_its_german_one(german: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(german)
    terms = read_glossary(Path("report"))
    german_line, english_line = Line("Das Volkseinkommen stieg.", "a", 1), Line("Gross national product rose.", "b", 1)
    (problem,) = without_counterpart(terms, german_line, english_line)
    assert "no German form of gross national product" in str(problem)
    chapter = german / "report/de/03-conclusion.qmd"
    kept = chapter.read_text("utf-8")
    chapter.write_text(kept.replace("{{< include exhibits/claims-scale-de.qmd >}}\n\n", ""), encoding="utf-8")
    refused = command(german, "snakemake", "check", "-c1")
    chapter.write_text(kept, encoding="utf-8")
    assert refused.returncode != 0 and "that only en has" in refused.stdout


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in Japanese alone."""
    (tmp_path / "languages").mkdir()
    (tmp_path / "edition.yaml").write_text("name: a\npackage: a\nlanguages: [ja]\n", encoding="utf-8")
    shutil.copyfile(HERE / "ja.yaml", tmp_path / "languages/ja.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def leaves(words: dict[str, Any], above: str = "") -> set[str]:
    return {
        leaf
        for key, value in words.items()
        for leaf in (leaves(value, f"{above}{key}.") if isinstance(value, dict) else {above + key})
    }


@pytest.mark.slow
def test_a_run_counts_the_words_that_fall_back(german: Path, own: Path) -> None:
    kit, own_file = ROOT / "src/living_edition/languages/en.yaml", german / "languages/de.yaml"
    english, theirs = (yaml.safe_load(file.read_text("utf-8"))["words"] for file in (kit, own_file))
    missing = leaves(english) - leaves(theirs)
    assert missing and leaves(english) & leaves(theirs)
    line = f"de: {len(missing)} of the kit's words stand in English; python -m living_edition words de lists them."
    checked = command(german, "snakemake", "check", "-c1")
    assert checked.returncode == 0 and checked.stdout.count(line) == 1 and "en: " not in checked.stdout
    told = command(german, "living_edition", "words", "de").stdout
    assert {each.partition(": ")[0] for each in told.splitlines()} >= missing
    # A module of which the file says nothing counts by its words too.
    assert leaves(theirs) <= leaves(english) and "exhibits.citations.kinds.table" not in missing
    german_alone = yaml.safe_load(own_file.read_text("utf-8"))
    del german_alone["words"]["exhibits.citations"]["kinds"]
    (own / "languages/de.yaml").write_text(yaml.safe_dump(german_alone, allow_unicode=True), encoding="utf-8")
    assert {"exhibits.citations.kinds.table"} <= set(lacking("de")) and not set(lacking("de")) - leaves(english)


def test_a_script_without_spaces_is_a_language_alone(own: Path) -> None:
    assert (language("ja").name, language("ja").latin, language("ja").stop) == ("日本語", False, "。")
    source = Source("data", files=("a.csv",), code="m:f", ja="表")
    number = Number("a", 50_000, "persons", source, decimals=0, label={"ja": "人数"})
    assert text(Number("a", 130_000_000, "claims", source), "ja") == "1.3億件"
    assert (text(number, "ja"), bare(number, "ja")) == ("50,000人", "50,000")
    write_numbers([number], own / "numbers.json")
    assert read_numbers(own / "numbers.json") == [number] and '"label_ja": "人数"' in (own / "numbers.json").read_text(
        "utf-8"
    )
    assert capitalised("ols", "ja") == "ols" and capitalised("ols", "en") == "Ols"
    assert [capitalised(label, "en") for label in ("t statistics", "tertiary share")] == [
        "t statistics",
        "Tertiary share",
    ]
    assert [length(each, "ja") for each in sentences("雇用は増えた。生産も増えた。", "ja", {})] == [6, 6]
    assert Words("living_edition.exhibits.citations")["ja"]["kinds"]["table"] == "表"
    # What its file does not say, the language says that it falls back to.
    assert Words("living_edition.exhibits.citations")["ja"]["comma"] == "，" and "exhibits.citations.comma" in lacking(
        "ja"
    )


def test_texts_stand_under_the_keys_of_the_language_alone(own: Path) -> None:
    (own / "words.yaml").write_text(
        "words:\n- {id: a, cases: [{when: 'a.b > 1', ja: 多い}], else: {ja: 少ない}}\n", "utf-8"
    )
    assert read_words(own)["a"].wording({"a.b": 0}).texts == {"ja": "少ない"}
    (own / "words.yaml").write_text(
        "words:\n- {id: a, cases: [{when: 'a.b > 1', en: many}], else: {en: few}}\n", "utf-8"
    )
    with pytest.raises(InputError, match="add ja"):
        read_words(own)


def test_figures_line_up_at_the_mark_of_their_language(own: Path) -> None:
    shutil.copyfile(HERE / "de.yaml", own / "languages/de.yaml")
    table = simple(["a"], [[Cell(1234.5, 1)], [Cell(0.25, 2)]], [True]).in_language("de")
    assert table.texts == [["1.234,5"], ["0,25"]]
    assert padding([row[0] for row in table.rows]) == [("", "0"), ("", "")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": {"render.bar": {"hom": "家"}}}, "key words.render.bar.hom: found the unknown name 'hom'"),
        ({"words": {"render.bar": {"home": ["家"]}}}, "key words.render.bar.home"),
        ({"name": None}, "add name"),
        ({"script": "runes"}, "key script"),
        ({"falls_back_to": "xx"}, "another language that has a file"),
    ],
)
def test_a_fault_of_the_file_is_named(own: Path, change: dict[str, object], told: str) -> None:
    content = {**yaml.safe_load((HERE / "ja.yaml").read_text("utf-8")), **change}
    kept = {key: value for key, value in content.items() if value is not None}
    (own / "languages/ja.yaml").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        language("ja")
    assert "languages/ja.yaml" in str(caught.value) and told in str(caught.value)


@pytest.mark.parametrize("languages", [["en", "de"], ["zh", "de"], ["de"]])
def test_an_edition_is_laid_in_any_two_and_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, languages: list[str]
) -> None:
    (tmp_path / "languages").mkdir()
    shutil.copyfile(HERE / "de.yaml", tmp_path / "languages/de.yaml")
    monkeypatch.chdir(tmp_path)
    files = new.create(tmp_path / "own", "own", "Author", languages)
    assert {file.parent.name for file in files if file.suffix == ".qmd"} == {"report", *languages}
    spec = yaml.safe_load((tmp_path / "own/specs/exhibits/fig-employment.yaml").read_text("utf-8"))
    assert {key for key in spec if key.startswith("title_")} == {f"title_{lang}" for lang in languages}
    settings = yaml.safe_load((tmp_path / "own/report/_quarto-de.yml").read_text("utf-8"))
    assert ("other-label" in settings["edition"]) == (len(languages) == 2)
    monkeypatch.chdir(tmp_path / "own")
    assert len(read_words(tmp_path / "own/report")["output-sign"].every()[0].texts) == len(languages)


@pytest.mark.parametrize(
    ("falls_back_to", "found"),
    [
        ({"de": "fr", "fr": "de"}, "'fr', which leads back: de, fr, de"),
        ({"de": "fr", "fr": "it", "it": "fr"}, "'fr', which leads back: de, fr, it, fr"),
        ({"de": "de"}, "'de'"),
        ({"de": "nl"}, "'nl'"),
    ],
)
def test_a_language_that_falls_back_to_itself_or_to_none_is_refused(
    falls_back_to: dict[str, str], found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "edition.yaml").write_text("languages: [en]\n")
    monkeypatch.chdir(tmp_path)
    for code, other in falls_back_to.items():
        content = {"name": code, "english": code, "locale": code, "falls_back_to": other}
        (tmp_path / f"languages/{code}.yaml").write_text(yaml.safe_dump(content))
    with pytest.raises(InputError) as caught:
        language("de")
    (problem,) = caught.value.problems
    assert (problem.file, problem.actual) == ("languages/de.yaml", found) and "key falls_back_to" in problem.location
