"""A copy of the project's inputs to mutate, and the reader or check that each kind of input meets."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import mutations as m
import yaml

from cluster_finance.parameters.named import read_named
from cluster_finance.thesis.verification import read_record
from living_edition import language_files
from living_edition.errors import InputError
from living_edition.exhibits import catalogue, cff
from living_edition.project import Edition
from living_edition.prose import (
    bibliography,
    claims,
    conditional_words,
    glossary,
    invariants,
    parameters,
    typed_numbers,
)
from living_edition.prose.quarto import read_head, read_settings
from living_edition.regression.spec import FAMILIES, read_spec
from living_edition.regression.variables import Variable
from living_edition.settings.load import read as read_configuration
from living_edition.sweeps.spec import read_sweep
from living_edition.tables import clean_tables
from living_edition.tables.corrections import read_corrections
from living_edition.tables.descriptor import package, resource
from living_edition.tables.raw import check_content
from living_edition.translation.checks import check
from living_edition.translation.parity import read_agreed
from living_edition.workflow import inputs
from living_edition.workflow.notebooks import read_notebook
from living_edition.yaml_models import load, read

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("config", "data", "report", "specs", "notebooks")
TABLES = (
    "city_panel", "city_industrial_output", "context_facts", "context_sources", "leading_industries",
    "national_new_loans", "province_gdp", "provincial_capitals", "thesis_figures",
)  # fmt: skip
ROWS = 40
MINI = "mini"
SPACES = ("words", "print", "numbers", "names", "parts", "space", "stop")
"""Keys of a language below which a space may stand, and what stands between others."""
Reader = Callable[[Path], object]


def copied(folder: Path) -> Path:
    """Copy what people write into ``folder``, tables cut short, with a small report of two languages beside."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("_output", ".*"))
    for name in ("edition.yaml", "CITATION.cff"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in set(TABLES) - {"context_facts"}:  # the configuration names its rows
        file = folder / f"data/raw/{name}.csv"
        file.write_text(
            "".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[: ROWS + 1]), encoding="utf-8"
        )
    for name in ("city_coordinates", "context_sources", "outlets", "province_codes"):
        shutil.copyfile(ROOT / f"data/raw/{name}.csv", folder / f"data/raw/{name}.csv")
    _mini(folder / MINI / "report")
    (folder / "languages").mkdir()
    shutil.copyfile(ROOT / "src/living_edition/languages/en.yaml", folder / "languages/de.yaml")
    return folder


def _mini(report: Path) -> None:
    name = yaml.safe_load((ROOT / "edition.yaml").read_text(encoding="utf-8"))["name"]
    for lang, title, words in (("zh", "题", "一段话。"), ("en", "Title", "Some words.")):
        (report / lang).mkdir(parents=True)
        (report / f"{name}-{lang}.qmd").write_text(
            f"---\ntitle: {title}\n---\n\n{{{{< include {lang}/01.qmd >}}}}\n", encoding="utf-8"
        )
        (report / lang / "01.qmd").write_text(
            f"# {title} {{#sec-a}}\n\n{words} {{{{< num cluster.output >}}}} [@key2000]; @fig-one.\n\n"
            f"{{{{< include exhibits/fig-one-{lang}.qmd >}}}}\n\n{words}\n",
            encoding="utf-8",
        )
    (report / "references.bib").write_text(
        "@book{key2000,\n  author = {Key, K.},\n  title = {T},\n  date = {2000},\n  langid = {english}\n}\n",
        encoding="utf-8",
    )
    (report.parent / "secret.txt").write_text("secret\n", encoding="utf-8")


def readers(folder: Path) -> dict[str, tuple[Reader, list[str], tuple[str, ...]]]:
    """Return by kind: what reads a file of it, the files of it, and keys below which anything may stand."""

    def specs(kind: str) -> list[str]:
        return sorted(f"specs/{kind}/{file.name}" for file in (folder / "specs" / kind).glob("*.yaml"))

    quarto = sorted(f"report/{file.name}" for file in (folder / "report").glob("_quarto*.yml"))
    tables = [f"data/raw/{name}.csv" for name in TABLES]
    scenarios = sorted((folder / "specs/scenarios").glob("*.yaml"))

    def family(file: Path) -> object:
        tree = load(file)
        known = {name: import_module(f"living_edition.regression.{FAMILIES[name]}").KIND for name in FAMILIES}
        said = tree.content.get("family") if isinstance(tree.content, dict) else None
        return read(file, known.get(str(said), next(iter(known.values()))))

    def exhibit(file: Path) -> object:
        catalogue._specs.cache_clear()
        return catalogue.specs()

    def descriptor(file: Path) -> object:
        clean_tables._descriptions.cache_clear()
        return package(), clean_tables.clean_descriptions()

    return {
        "configuration": (lambda file: read_configuration([file], {}), ["config/default.yaml"], ()),
        "regressions": (read_spec, specs("regressions"), ()),
        "distribution": (family, specs("distribution"), ()),
        "exhibits": (exhibit, specs("exhibits"), ("panel",)),
        "scenarios": (lambda _: read_named(scenarios), specs("scenarios"), ()),
        "sweeps": (read_sweep, specs("sweeps"), ()),
        "invariants": (invariants.read, ["specs/invariants.yaml"], ("total",)),
        "variables": (lambda file: read(file, dict[str, Variable]), ["specs/variables.yaml"], ()),
        "edition": (lambda file: read(file, Edition), ["edition.yaml"], ()),
        "claims": (lambda file: claims.read_claims(file.parent), ["report/claims.yaml"], ()),
        "words": (lambda file: conditional_words.read_words(file.parent), ["report/words.yaml"], ()),
        "glossary": (lambda file: glossary.read_glossary(file.parent), ["report/glossary.yml"], ()),
        "figures in words": (lambda file: typed_numbers.read_allowed(file.parent), ["report/figures-in-words.yml"], ()),
        "parameters": (lambda file: parameters.meanings(file.parent, "zh"), ["report/parameters-zh.yml"], ()),
        "citation": (cff.read, ["CITATION.cff"], ()),
        "settings of Quarto": (read_settings, quarto, ("edition", "css", "render", "group")),
        "descriptors": (descriptor, ["data/datapackage.json", "data/clean_tables.json"], ()),
        "languages": (lambda file: language_files.read_file("de", file), ["languages/de.yaml"], SPACES),
        "parity": (lambda file: read_agreed(file.parent), ["report/parity.json"], ()),
        "corrections": (read_corrections, ["data/corrections.csv"], ()),
        "record": (read_record, ["data/thesis_record.csv"], ()),
        "notebooks": (read_notebook, sorted(f"notebooks/{file.name}" for file in (folder / "notebooks").iterdir()), ()),
        "bibliography": (_bibliography, ["report/references.bib"], ()),
        "front matter": (read_head, sorted(f"report/{file.name}" for file in (folder / "report").glob("*.qmd")), ()),
        "raw tables": (lambda file: check_content(file, resource(file.stem)), tables, ()),
    }  # fmt: skip


def _bibliography(file: Path) -> object:
    if problems := bibliography.problems(bibliography.read_entries(file)):
        raise InputError(problems)
    return file


def prose(folder: Path) -> None:
    """Check the small report."""
    check(folder / MINI / "report", ("cluster.output",), ("fig-one",))


def of_files(folder: Path, seed: int) -> Iterator[m.Mutation]:
    """Yield the mutations of every file that a reader reads, the same for the same ``seed``."""
    dice = random.Random(seed)
    for kind, (_, files, free) in readers(folder).items():
        for file in files:
            text = (folder / file).read_text(encoding="utf-8")
            if kind == "raw tables":
                fields = resource(Path(file).stem)["schema"]["fields"]
                yield from m.of_csv(kind, file, text, fields, dice)
            elif kind == "descriptors":
                yield from m.of_json(kind, file, text, dice)
            elif kind == "notebooks":
                yield from m.of_notebook(kind, file, text)
            elif kind == "bibliography":
                yield from m.of_bibliography(file, text, dice)
            elif kind in ("corrections", "record", "parity"):
                yield from _of_table(kind, file, text)
            elif kind == "front matter":
                yield from _of_front(kind, file, text)
            else:
                yield from m.of_yaml(kind, file, text, dice, free)


def _of_table(kind: str, file: str, text: str) -> Iterator[m.Mutation]:
    yield from m.of_text(kind, file, text, comment="")
    ending = '{"a": \n' if kind == "parity" else '"open,1\n'
    yield m.Mutation(kind, file, "left open at the end", (text + ending).encode(), m.WRONG)
    yield m.Mutation(kind, file, "half of it", text[: len(text) // 2].encode(), m.WRONG)
    yield m.Mutation(kind, file, "as it is", text.encode(), m.HARMLESS)
    if kind == "parity":
        content = json.loads(text)
        first = next(iter(content))
        for value in ({"zh": "x", "en": "y"}, {"zh": content[first]["zh"]}, "x", None, [1]):
            changed = json.dumps({**content, first: value}).encode()
            yield m.Mutation(kind, file, f"{first} is {value}", changed, m.WRONG)
        twice = text.replace("{", "{" + f'"{first}": {json.dumps(content[first])},', 1)
        yield m.Mutation(kind, file, f"{first} twice", twice.encode(), m.WRONG)


def _of_front(kind: str, file: str, text: str) -> Iterator[m.Mutation]:
    yield from m.of_text(kind, file, text, comment="")
    for what, old, new, wrong in (
        ("no end", "\n---\n", "\n", m.WRONG), ("no front matter", "---\n", "", m.WRONG),
        ("an unknown key", "---\n", "---\nzzz: 1\n", m.WRONG), ("no title", "title:", "titel:", m.WRONG),
        ("a title that is a list", "title: ", "title: [x] #", m.WRONG),
        ("a bracket left open", "---\n", "---\nzzz: [\n", m.WRONG),
        ("a tab", "---\n", "---\nzzz:\n\tx: 1\n", m.WRONG), ("a comment", "---\n", "---\n# a comment\n", m.HARMLESS),
    ):  # fmt: skip
        yield m.Mutation(kind, file, what, text.replace(old, new, 1).encode(), wrong)


def names(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield files of names that no program should meet, each with the file that it is a copy of."""
    for name in m.NAMES:
        for place, ending in (("specs/exhibits", ".yaml"), ("specs/regressions", ".yaml"), ("report/zh", ".qmd"),
                              ("notebooks", ".ipynb"), ("data/raw", ".csv")):  # fmt: skip
            if ("_" in name and place != "specs/exhibits") or (name == "A" and place in ("report/zh", "notebooks")):
                continue
            yield f"{place}/{name}{ending}", folder / place / f"{name}{ending}"


def named(folder: Path) -> None:
    """Check the names of the project's files."""
    catalogue._specs.cache_clear()
    clean_tables._descriptions.cache_clear()
    inputs.check(folder)
