"""The glossary: each term is kept in both languages, each fault named with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from living_edition.errors import InputError
from living_edition.prose.blocks import blocks
from living_edition.prose.claims import read_claims
from living_edition.prose.glossary import Term, read_glossary, table
from living_edition.prose.source import Line, read
from living_edition.translation.pairs import twins
from living_edition.translation.terms import misused, misused_elsewhere

REPORT = Path(__file__).resolve().parents[2] / "report"
WORDS = {"note_zh": "义", "note_en": "meaning"}
GUARANTEE = Term(id="guarantee", zh="担保", en="guarantee", avoid_zh=("保证担保",), avoid_en=("warranty",), **WORDS)
COUNTER = Term(id="counter", zh="反担保", en="counter-security", also_en=("counter-pledge",), **WORDS)
VOLUME = Term(
    id="volume", zh="在保余额", en="volume guaranteed", also_en=("volume", "pledge"), loose_en=("volume",), **WORDS
)
PLEDGE = Term(id="pledge", zh="质押", en="pledge of goods", also_en=("pledge",), **WORDS)
TERMS = (GUARANTEE, COUNTER, VOLUME, PLEDGE)


def said(zh: str, en: str) -> list[str]:
    sides = [
        blocks(
            [
                Line(line, f"{lang}/01.qmd", n)
                for n, line in enumerate(f"# T {{#sec-a}}\n\n{text}".splitlines(), start=1)
            ]
        )
        for lang, text in (("zh", zh), ("en", en))
    ]
    return [str(problem) for problem in misused(TERMS, *sides)]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("需要担保。", "A guarantee is needed."),
        ("需要担保。", "Guarantees are needed."),
        ("需要担保。", "It must be guaranteed."),
        ("需要反担保。", "Counter-security is needed."),
        ("需要反担保。", "Counter security is needed."),
        ("需要反担保。", "A counter-pledge is needed."),
        ("无关。", "A volume of papers."),
        ("质押。", "A pledge."),
        ("在保余额。", "A pledge, in volume."),
        ("无关。", "`guarantee` [@fig-guarantee]."),
        ("`担保` [@fig-担保]。", "Nothing."),
        ("底本写作“保证担保”，是担保。", "The copy writes “warranty” for guarantee."),
    ],
)
def test_sound_use_passes(zh: str, en: str) -> None:
    assert said(zh, en) == []


def test_a_term_without_its_counterpart_names_both_places() -> None:
    (problem,) = said("需要担保。", "A promise is needed.")
    assert "report/en/01.qmd, line 3: found no English form of 担保 (guarantee)" in problem
    assert "report/zh/01.qmd, line 3" in problem


@pytest.mark.parametrize(
    ("zh", "en", "form"),
    [
        ("无关。", "A guarantee.", "guarantee (guarantee)"),
        ("无关。", "Guaranteed.", "guarantee (guarantee)"),
        ("需要担保。", "A guarantee, and a counter-pledge.", "counter-pledge (counter)"),
        ("无关。", "The volume guaranteed.", "volume guaranteed (volume)"),
        ("无关。", "A pledge.", "pledge (volume, pledge)"),
    ],
)
def test_an_english_term_without_its_chinese_names_both_places(zh: str, en: str, form: str) -> None:
    (problem,) = said(zh, en)
    assert f"report/zh/01.qmd, line 3: found no Chinese form of {form}, which report/en/01.qmd, line 3" in problem


def test_footnotes_are_held_to_the_terms() -> None:
    (problem,) = said("甲[^n]。\n\n[^n]: 需要担保。", "A[^n].\n\n[^n]: A promise.")
    assert "report/en/01.qmd, line 5: found no English form of 担保 (guarantee)" in problem


ELSEWHERE = [
    ("report/claims.yaml", "claim_zh: '", "反担保", "claims.yaml"),
    ("report/words.yaml", "en: none of their coefficients", " of the counter-security", "words.yaml"),
    ("report/parameters-zh.yml", "loan: 每户贷款", "的反担保", "src/cluster_finance/parameters/lending.py"),
    ("specs/exhibits/fig-ruin.yaml", 'title_zh: "', "反担保", "specs/exhibits/fig-ruin.yaml"),
    ("specs/exhibits/fig-ruin.yaml", 'note_en: "Note', " on counter-security", "specs/exhibits/fig-ruin.yaml"),
]


def test_other_texts_are_held_to_the_terms(tmp_path: Path) -> None:
    for name in ("report", "specs"):
        shutil.copytree(REPORT.parent / name, tmp_path / name)
    terms = read_glossary(tmp_path / "report")
    assert misused_elsewhere(terms, twins(tmp_path / "report")) == []
    for file, after, words, _ in ELSEWHERE:
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert after in text
        (tmp_path / file).write_text(text.replace(after, after + words, 1), encoding="utf-8")
    problems = misused_elsewhere(terms, twins(tmp_path / "report"))
    # One problem for each text that was changed, and no other.
    assert len(problems) == len(ELSEWHERE)
    for _, _, _, named in ELSEWHERE:
        assert sum(named in problem.file for problem in problems) == sum(named in one[3] for one in ELSEWHERE)
    for problem in problems:
        assert problem.location.startswith("line ") and "counter-security" in str(problem)


def test_a_longer_term_hides_the_shorter_one_inside_it() -> None:
    (problem,) = said("需要反担保。", "A guarantee is needed.")
    assert "反担保 (counter)" in problem


@pytest.mark.parametrize(
    ("zh", "en", "where"),
    [
        ("需要保证担保。", "A guarantee.", "report/zh/01.qmd, line 3: found '保证担保'"),
        ("需要担保。", "A guarantee, or warranty.", "report/en/01.qmd, line 3: found 'warranty'"),
    ],
)
def test_a_form_to_avoid_is_refused(zh: str, en: str, where: str) -> None:
    assert any(where in problem for problem in said(zh, en))


def entry(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "zh": "甲", "en": "a", **WORDS, **changes}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([entry(note_en=None)], "line 3, key a.note_en: found nothing; expected a text"),
        ([entry(colour="red")], "key a.colour: found the unknown key"),
        ([entry(), entry(zh="乙")], "line 7, key a.id: found a a second time"),
        ([entry(), entry(id="b")], "line 10, key b.zh: found 甲 a second time"),
        ([entry(loose_en=["b"])], "line 3, key a.loose_en: found 'b', which is no English form of the term"),
        ([entry(), entry(id="b", zh="乙", avoid_zh=["甲"])], "line 6, key b.avoid_zh: found '甲'"),
    ],
)
def test_a_fault_of_the_file_is_named(tmp_path: Path, entries: list[dict[str, Any]], expected: str) -> None:
    (tmp_path / "glossary.yml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_glossary(tmp_path)
    assert expected in str(caught.value)


def test_text_that_is_not_yaml_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "glossary.yml").write_text("- id: a\n  zh: [\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"report/glossary\.yml, line 3"):
        read_glossary(tmp_path)


def test_the_present_text_keeps_its_terms() -> None:
    terms = read_glossary(REPORT)
    sides = [blocks(read(REPORT, f"cluster-finance-{lang}.qmd", generated=False)) for lang in ("zh", "en")]
    assert len(terms) >= 40
    assert misused(terms, *sides) == [] and misused_elsewhere(terms, twins(REPORT)) == []


def test_nearly_every_term_is_one_of_the_text() -> None:
    """A glossary of words that nobody uses would check nothing."""
    text = "".join(line.text for line in read(REPORT, "cluster-finance-zh.qmd", generated=False))
    text += "".join(line.text for line in read_claims(REPORT).lines("zh"))
    terms = read_glossary(REPORT)
    used = [term for term in terms if any(form in text for form in term.forms("zh"))]
    assert len(used) >= 0.95 * len(terms)


@pytest.mark.parametrize(
    ("lang", "row"), [("zh", "| 反担保 | counter-security | 义 |"), ("en", "| counter-security | 反担保 |")]
)
def test_the_table_holds_every_term(lang: str, row: str) -> None:
    made = table(TERMS, lang)
    assert row in made and made.count("\n| ") == 1 + len(TERMS)
