"""The glossary: each term is kept in both languages, each fault named with its file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cluster_finance.edition.blocks import blocks
from cluster_finance.edition.claims import read_claims
from cluster_finance.edition.glossary import Term, misused, read_glossary, table
from cluster_finance.edition.source import Line, read
from cluster_finance.errors import InputError

REPORT = Path(__file__).resolve().parents[2] / "report"
WORDS = {"note_zh": "义", "note_en": "meaning"}
GUARANTEE = Term(id="guarantee", zh="担保", en="guarantee", avoid_zh=("保证担保",), avoid_en=("warranty",), **WORDS)
COUNTER = Term(id="counter", zh="反担保", en="counter-security", also_en=("counter-pledge",), **WORDS)
TERMS = (GUARANTEE, COUNTER)


def said(zh: str, en: str) -> list[str]:
    sides = [
        blocks([Line(f"# T {{#sec-a}}\n\n{text}".splitlines()[n], f"{lang}/01.qmd", n + 1) for n in range(3)])
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
        ("无关。", "A guarantee."),
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
        ([entry(note_en=None)], "term a, key note_en"),
        ([entry(colour="red")], "term a, key colour"),
        ([entry(), entry(zh="乙")], "id a: found it 2 times"),
        ([entry(), entry(id="b")], "word 甲: found it 2 times"),
        ([entry(), entry(id="b", zh="乙", avoid_zh=["甲"])], "term b, key avoid_zh: found '甲'"),
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
    assert misused(terms, *sides) == []


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
    assert row in made and made.count("\n| ") == 3
