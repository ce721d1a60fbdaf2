"""Which exhibits there are, and which files each makes: read from specs/exhibits."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from living_edition.errors import InputError, Problem, refuse
from living_edition.exhibits.regression_options import Options
from living_edition.language_files import Words, language
from living_edition.languages import languages
from living_edition.multilingual import ByLanguage, MultilingualModel
from living_edition.yaml_models import Once, load, validate

SPECS = Path("specs/exhibits")
KINDS = ("figure", "panel", "table")
# A table of a regression, made of the result that its spec names: a spec alone, no function.
REGRESSION = "regression"
Wording = Annotated[str, Field(pattern=r"\S")]
# data.csv and parquet are for programs: numbers with all their digits.
TABLE_FORMS: tuple[str, ...] = ("csv", "data.csv", "parquet", "xlsx", "md", "html", "tex", "typ", "docx")
# column.png is as wide as a column of a journal, png as wide as its page; vl.json is data and spec, for Vega-Lite.
FIGURE_FORMS: tuple[str, ...] = ("svg", "pdf", "png", "column.png", "vl.json")
# What the edition's own PDF shows: the SVG with letters as letters, set in the fonts of the page.
PRINTED = "print.svg"
# What a phone shows in place of the SVG: the same figure drawn narrow, its letters as large.
NARROW = "narrow.svg"
_WORDS = Words(__name__)


class Described(MultilingualModel):
    """What every exhibit says of itself.

    ``finding`` is an entry of report/words.yaml: where the text shows the exhibit, what that says of it is its title,
    and ``title_*``, which says what is drawn and is true whatever comes out, opens the note.
    ``source_*`` stands where a note does not name its source itself; ``notebook`` is the one that works with it
    (notebooks/NAME.ipynb); ``numbers`` are patterns of the ledger's ids that it shows.
    """

    finding: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9-]*$")
    title: ByLanguage[Wording]
    note: ByLanguage[str]
    source: ByLanguage[Wording] = Field(default={})
    notebook: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]+$")
    numbers: Once[Wording] | None = None


class ExhibitSpec(Described):
    """An exhibit as its file declares it.

    ``batch`` is the job that makes it; ``panel`` says more of a live panel (``live.spec``).
    """

    batch: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    kind: Literal[KINDS]  # type: ignore[valid-type]
    panel: dict[str, Any] | None = None


class RegressionSpec(Described, Options):
    """A table of a regression: ``result`` is the name of a spec of specs/regressions; the rest are options."""

    kind: Literal["regression"]
    result: str = Field(pattern=r"^[a-z][a-z0-9-]*$")


def specs() -> dict[str, dict[str, Any]]:
    """Return the exhibits by id (the file's name); raise ``InputError`` for a spec that does not hold."""
    return _specs(Path.cwd())


@cache
def _specs(_: Path) -> dict[str, dict[str, Any]]:
    contents: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for file in sorted(SPECS.glob("*.yaml")):
        try:
            tree = load(file, f"specs/exhibits/{file.name}")
            kind = tree.content.get("kind") if isinstance(tree.content, dict) else None
            spec = validate(tree, RegressionSpec if kind == REGRESSION else ExhibitSpec)
            content = spec.model_dump(exclude_unset=True)
        except InputError as error:
            problems += error.problems
            continue
        if isinstance(spec, RegressionSpec):
            content["batch"] = REGRESSION
        problems += [
            tree.problem((f"note_{lang}",), f"no source at its end, nor a key source_{lang}",
                         "where the exhibit comes from", f"write source_{lang}")
            for lang in languages()
            if not source(content, lang)
        ]  # fmt: skip
        contents[file.stem] = content
    refuse(problems)
    return contents


def source(spec: dict[str, Any], lang: str) -> str:
    """Return where an exhibit comes from: the spec's own key, or what its note says at its end."""
    declared = spec.get(f"source_{lang}")
    if declared:
        return str(declared)
    match = re.search(_WORDS[lang]["found"], str(spec.get(f"note_{lang}", "")))
    return match[1] if match else ""


def note(spec: dict[str, Any], lang: str) -> str:
    """Return the note as a reader has it: with the source at its end."""
    words = str(spec[f"note_{lang}"]).strip()
    if re.search(_WORDS[lang]["found"], words):
        return words
    named = str(_WORDS[lang]["source"].format(source(spec, lang)))
    return f"{words}{language(lang).space if words else ''}{named}"


def findings() -> dict[str, str]:
    """Return the entries of words.yaml that title exhibits, by exhibit."""
    return {name: str(spec["finding"]) for name, spec in specs().items() if "finding" in spec}


def exhibit_ids(batch: str | None = None) -> list[str]:
    """Return the ids of all exhibits, or of those of one batch."""
    return sorted(name for name, spec in specs().items() if batch in (None, spec["batch"]))


def results() -> dict[str, str]:
    """Return the results that the tables of regressions are made of, by name, relative to the project."""
    names = sorted({str(specs()[name]["result"]) for name in exhibit_ids(REGRESSION)})
    return {name.replace("-", "_"): f"results/regressions/{name}.json" for name in names}


def batches() -> list[str]:
    """Return the batches: exhibits that share their inputs and are made by one job."""
    return sorted({spec["batch"] for spec in specs().values()})


def downloads(name: str) -> list[str]:
    """Return the files of an exhibit that a reader takes away, its canonical CSV first, relative to the project."""
    table = specs()[name]["kind"] in ("table", REGRESSION)
    forms = TABLE_FORMS if table else FIGURE_FORMS
    stem = f"results/{'tables' if table else 'exhibits'}/{name}"
    return [f"{stem}.csv", *[f"{stem}-{lang}.{form}" for lang in languages() for form in forms]]


def record(name: str) -> str:
    """Return the file that says what the exhibit is, relative to the project."""
    return f"results/exhibits/{name}.json"


def outputs(batch: str) -> list[str]:
    """Return all files that a batch makes, relative to the project."""
    paths: list[str] = []
    for name in exhibit_ids(batch):
        included = [f"results/exhibits/{name}-{lang}.qmd" for lang in languages()]
        if specs()[name]["kind"] in ("figure", "panel"):
            forms = ("marks.json", PRINTED, NARROW)
            included += [f"results/exhibits/{name}-{lang}.{form}" for lang in languages() for form in forms]
        paths += [*downloads(name), record(name), *included]
    return paths
