"""Words chosen by the ledger: the grammar, the faults it names, and planted numbers that turn the words round."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from scipy.optimize import linprog

from living_edition.errors import InputError
from living_edition.ledger.number import (
    Number,
    Source,
    read_numbers,
    write_numbers,
)
from living_edition.live import staging as live_staging
from living_edition.prose.appendix import Facts
from living_edition.prose.conditional_words import (
    Comparison,
    Word,
    comparable,
    parse,
    read_words,
)
from living_edition.render import stage as staging
from living_edition.render.engines.builtin import render
from living_edition.render.stage import stage
from living_edition.translation.checks import check

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "report"
ENTRY = """words:
  - id: sign
    cases:
      - {when: a.low > 0, zh: 为正, en: is positive}
      - {when: a.high < 0, zh: 为负, en: is negative}
    else: {zh: 不能与零区分, en: cannot be told from zero}
"""


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("a.b < 0.05", {"a.b": 0.04}, True),
        ("a.b < 0.05", {"a.b": 0.05}, False),
        ("a.b <= 0.05", {"a.b": 0.05}, True),
        ("a.b > -1", {"a.b": -0.5}, True),
        ("a.b >= a.c", {"a.b": 2.0, "a.c": 2.0}, True),
        ("a.b < 0.5 * a.c", {"a.b": 1.1, "a.c": 2.0}, False),
        ("a.b < 0.5 * a.c", {"a.b": 0.9, "a.c": 2.0}, True),
        ("a.low <= 0 and a.high >= 0", {"a.low": -1.0, "a.high": 1.0}, True),
        ("a.low <= 0 and a.high >= 0", {"a.low": 0.5, "a.high": 1.0}, False),
    ],
)
def test_a_condition_is_true_when_its_comparisons_are(condition: str, values: dict[str, float], expected: bool) -> None:
    assert all(comparison.holds(values) for comparison in parse(condition)) is expected


@pytest.mark.parametrize(("low", "said"), [(0.1, "above"), (-0.5, "between"), (-2.0, "below")])
def test_a_case_is_said_where_all_its_comparisons_are_true(low: float, said: str) -> None:
    cases = [
        {"when": "a.low > -1 and a.low > 0", "zh": "上", "en": "above"},
        {"when": "a.low > -1 and a.low < 0", "zh": "中", "en": "between"},
    ]
    word = Word.model_validate({"id": "w", "cases": cases, "else": {"zh": "下", "en": "below"}})
    assert word.wording({"a.low": low}).en == said


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "a.b",
        "a.b == 1",
        "a.b < ",
        "0 < a.b",
        "a.b < 1 or a.b > 2",
        "a.b < 1 and",
        "a.b<1",
        "abs(a.b) < 1",
        "a.b < c",
    ],
)
def test_anything_else_is_not_a_condition(condition: str) -> None:
    with pytest.raises(ValueError, match="is not a comparison"):
        parse(condition)


def report(folder: Path, words: str, zh: str = "系数{{< word sign >}}。", en: str = "It {{< word sign >}}.") -> Path:
    for lang, text in (("zh", zh), ("en", en)):
        (folder / f"cluster-finance-{lang}.qmd").write_text(f"---\ntitle: T\n---\n\n{text}\n", encoding="utf-8")
    (folder / "words.yaml").write_text(words, encoding="utf-8")
    (folder / "references.bib").write_text("% none\n", encoding="utf-8")
    return folder


def said(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        check(folder, ("a.low", "a.high"), ())
    return str(caught.value)


def test_sound_words_pass(tmp_path: Path) -> None:
    check(report(tmp_path, ENTRY), ("a.low", "a.high"), ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", en: is negative", "", "words.yaml, line 5, key words.sign.cases.1.en: found nothing"),
        ("zh: 不能与零区分, ", "", "words.yaml, line 6, key words.sign.else.zh: found nothing"),
        (
            "    else: {zh: 不能与零区分, en: cannot be told from zero}\n",
            "",
            "words.yaml, line 2, key words.sign.else: found nothing",
        ),
        (
            "a.low > 0",
            "a.low is above",
            "line 4, key words.sign.cases.0.when: found 'a.low is above' is not a comparison",
        ),
        ("a.low > 0", "a.none > 0", "word sign, condition 'a.none > 0': found the number 'a.none'"),
        ("is positive", "is 0.5", "word sign: found the typed figure 0.5"),
        ("is positive", "is *so*", "words.yaml, line 4, key words.sign.cases.0.en: found 'is *so*'"),
        ("id: sign", "id: other", "the word 'sign'; expected an id of report/words.yaml"),
        ("id: sign", "id: other", "word other: found an entry that no text prints"),
        ("words:\n", "words: [\n", "words.yaml, line 2: found text that is not YAML"),
    ],
)
def test_a_fault_is_named_with_its_word(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert ENTRY.count(old) == 1
    assert expected in said(report(tmp_path, ENTRY.replace(old, new)))


def test_an_id_that_stands_twice_is_named(tmp_path: Path) -> None:
    found = said(report(tmp_path, ENTRY + ENTRY.removeprefix("words:\n")))
    assert "words.yaml, line 7, key words.sign: found an id that stands twice" in found


def test_a_word_in_one_language_only_is_an_error(tmp_path: Path) -> None:
    assert "give both blocks the same numbers" in said(report(tmp_path, ENTRY, en="It is positive."))


def _row(comparison: Comparison, names: list[str], holds: bool, margin: float = 1e-3) -> tuple[list[float], float]:
    """A row and bound of ``row @ x <= bound`` that makes ``comparison`` hold, or fail, by the margin."""
    sign = (1.0 if comparison.op in ("<", "<=") else -1.0) * (1.0 if holds else -1.0)
    row, bound = [0.0] * len(names), -margin
    row[names.index(comparison.left)] += sign
    if comparison.right:
        row[names.index(comparison.right)] -= sign * comparison.factor
    else:
        bound += sign * comparison.factor
    return row, bound


def plant(word: Word, position: int) -> dict[str, float] | None:
    """Numbers for which the case at ``position`` holds and none before it (the last: none at all), or None.

    A case before fails when one of its comparisons does: each choice of these is a linear programme.
    """
    cases = [parse(case.when) for case in word.cases]
    names = sorted({name for case in cases for comparison in case for name in comparison.ids()})
    wanted = [_row(comparison, names, holds=True) for comparison in (*cases, ())[position]]
    # Less and more may both fail only where two numbers are the same: without a margin.
    for margin, failing in product((1e-3, 0.0), product(*cases[:position])):
        rows = wanted + [_row(comparison, names, False, margin) for comparison in failing]
        found = linprog([0.0] * len(names), [r for r, _ in rows], [b for _, b in rows], bounds=(-200, 200))
        if found.success:
            return dict(zip(names, found.x, strict=True))
    return None


def entries() -> list[Word]:
    return list(read_words(REPORT).values())


@pytest.mark.parametrize("word", entries(), ids=lambda word: word.id)
def test_every_case_can_be_reached_and_says_something_of_its_own(word: Word) -> None:
    """Numbers planted for a case bring up its words in both languages, and no two cases say the same."""
    for position, expected in enumerate(word.every()):
        planted = plant(word, position)
        assert planted is not None, f"no numbers lead to what is said at {position}"
        assert word.wording(planted) is expected
    for lang in ("zh", "en"):
        told = [str(getattr(said, lang)) for said in word.every()]
        assert len(set(told)) == len(told)


def test_the_words_of_the_report_turn_with_the_sign() -> None:
    """The coefficient of the panel, planted with both signs and told from zero or not."""
    name = "reg.panel-forms.employment.province_year.industry"
    for lang, above, below, neither in (("zh", "为正且显著", "为负且显著", "不显著"),
                                        ("en", "is positive and", "is negative and", "not statistically")):  # fmt: skip
        heard = [planted(lang, name, *values) for values in ((0.2, 0.01), (-0.2, 0.01), (0.1, 0.4), (-0.1, 0.4))]
        assert above in heard[0] and below in heard[1]
        assert all(neither in told and above not in told and below not in told for told in heard[2:])
        assert len(set(heard)) == 4


@pytest.mark.parametrize(
    ("name", "values", "zh", "en"),
    [
        ("fund-few", {"fund.net_all_few": -1.0}, "放款人", "lenders"),
        ("fund-few", {"fund.net_all_few": 1.0}, "借款人", "borrowers"),
        ("fund-weeding", {"fund.pd": 4.0, "fund.pd_end": 3.0, "fund.pd_end_kept": 3.5}, "淘汰", "does weed out"),
        ("fund-weeding", {"fund.pd": 4.0, "fund.pd_end": 4.0, "fund.pd_end_kept": 4.0}, "没有改善", "not improve"),
    ],
)
def test_the_scenario_chapter_turns_with_its_results(name: str, values: dict[str, float], zh: str, en: str) -> None:
    said = read_words(REPORT)[name].wording({"reg.family.level": 0.05, **values})
    assert zh in said.zh and en in said.en


def test_overlapping_intervals_are_not_told_apart() -> None:
    """The layer, with bounds written by hand about ruin without it, which is exact: below, around, above."""
    words = read_words(REPORT)
    alone = {"layer.ruin_alone": 2.0}
    told = [
        words["layer-net"].wording(alone | {"layer.ruin.low": low, "layer.ruin.high": high}).en
        for low, high in ((0.5, 1.5), (1.5, 2.5), (3.5, 4.5))
    ]
    assert [text.split()[0] for text in told] == ["lower", "no", "higher"]


def test_words_follow_the_level_of_the_configuration() -> None:
    name = "reg.panel-forms.employment.province_year.industry"
    assert "not statistically" in planted("en", name, 0.2, 0.07)
    assert "is positive and" in planted("en", name, 0.2, 0.07, level=0.1)


def planted(lang: str, name: str, estimate: float, p: float, level: float = 0.05) -> str:
    """Return what the report's own entry on ``name`` says when its estimate and p-value are planted."""
    values = {f"{name}.estimate": estimate, f"{name}.p_wild_province": p, "reg.family.level": level}
    return str(getattr(read_words(REPORT)["panel-province"].wording(values), lang))


def number(name: str, value: float) -> Number:
    return Number(name, value, "number", Source("data", zh="处", en="place", files=("data/raw/x.csv",), code="m:f"))


def test_conditions_compare_a_number_and_each_end_of_its_interval() -> None:
    """A number of the ledger that has the name of an end itself goes before it, wherever it stands."""
    ends = replace(number("a.b", 2.0), low=1.0, high=4.0)
    ending = replace(number("c.d", -3.0), low=-5.0)
    own = number("c.d.low", -7.0)
    wanted = {"a.b": 2.0, "a.b.low": 1.0, "a.b.high": 4.0, "c.d": -3.0, "c.d.low": -7.0}
    assert comparable([ends, ending, own]) == comparable([own, ending, ends]) == wanted


@pytest.mark.parametrize(("low", "high", "index"), [(0.1, 0.3, 0), (-0.3, -0.1, 1), (-0.1, 0.3, 2)])
def test_the_rendered_page_says_what_the_numbers_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, low: float, high: float, index: int
) -> None:
    """Staged and rendered by the built-in engine with planted numbers: no page keeps the other sign's words."""
    told = {"zh": ("为正", "为负", "不能与零区分"), "en": ("is positive", "is negative", "cannot be told from zero")}
    source, ledger, exhibit = tmp_path / "report", tmp_path / "ledger.json", tmp_path / "fig-a-en.svg"
    source.mkdir()
    exhibit.write_text("<svg/>", encoding="utf-8")
    report(source, ENTRY)
    for name in (
        "parameters-zh.yml",
        "_quarto.yml",
        "_quarto-zh.yml",
        "_quarto-en.yml",
    ):
        (source / name).symlink_to(REPORT / name)
    write_numbers([number("a.low", low), number("a.high", high)], ledger)
    # The mini report has no appendix and none of the project's panels.
    monkeypatch.setattr(staging, "tables", lambda *_: {})
    monkeypatch.setattr(live_staging, "specs", dict)
    facts = Facts({}, {}, Path(), REPORT.parent / "CITATION.cff")
    for lang, words in told.items():
        stage(source, [exhibit], ledger, facts, tmp_path / lang, lang, "2026-01-01")
        assert json.loads((tmp_path / lang / "words.json").read_text(encoding="utf-8")) == {"sign": words[index]}
        page = render(tmp_path / lang, lang, "html").read_text(encoding="utf-8")
        assert [words[index] in page, *(w in page for w in words if w != words[index])] == [True, False, False]


def test_the_stage_holds_every_word_that_the_report_prints(built: Path) -> None:
    values = comparable(read_numbers(built / "results/ledger/ledger.json"))
    for lang in ("zh", "en"):
        staged = json.loads((built / f"results/stage/{lang}/words.json").read_text(encoding="utf-8"))
        assert staged == {word.id: getattr(word.wording(values), lang) for word in entries()}
