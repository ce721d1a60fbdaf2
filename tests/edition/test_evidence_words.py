"""The words on the main results turn with sign and significance, in both languages, wherever they are told."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from living_edition.prose.conditional_words import Word, parse, read_words

REPORT = Path(__file__).resolve().parents[2] / "report"
WORDS = read_words(REPORT)
DENSITY = "reg.credit-depth.{}.province_capital_income_size.density"
FORM = "reg.panel-forms.employment.{}.industry"
# Words that read one coefficient, and the number that it is.
SIGNED = {
    "credit-employment": DENSITY.format("employment"),
    "credit-gdp": DENSITY.format("gdp"),
    "panel-year": FORM.format("year"),
    "panel-province": FORM.format("province_year"),
}
# Where a reader must find each main result: chapter and conclusion, abstract, claims.
TOLD = {
    "family-holm": ("06-evidence", "09-conclusion", "abstract", "claims"),
    "gapyears-first": ("06-evidence", "09-conclusion", "first-page", "claims"),
    "gapyears-widened": ("06-evidence", "09-conclusion", "abstract", "claims"),
    "gapyears-rise": ("06-evidence",),
    "credit-employment": ("06-evidence", "claims"),
    "credit-gdp": ("06-evidence", "claims"),
    "panel-province": ("06-evidence", "claims"),
    "forms-province": ("06-evidence",),
    "controls-full": ("06-evidence",),
    "controls-curve": ("06-evidence",),
    "equivalence-credit": ("06-evidence",),
    "space-bend": ("06-evidence",),
}
CORNERS = list(product((-0.3, 0.3), (True, False)))


def coefficient(name: str, estimate: float, significant: bool) -> dict[str, float]:
    """Return the numbers of a coefficient of a sign that is significant or is not."""
    reach = 0.1 if significant else 0.6
    ends = {"low": estimate - reach, "high": estimate + reach, "p": 0.01 if significant else 0.5}
    return {f"{name}.estimate": estimate, **{f"{name}.{key}_wild_province": end for key, end in ends.items()}}


def said(word: str, values: dict[str, float]) -> tuple[str, str]:
    """Return what a word says, Chinese and English."""
    found = WORDS[word].said(values)
    return found.zh, found.en


@pytest.mark.parametrize(("word", "name"), SIGNED.items())
def test_a_coefficients_word_tells_its_sign_and_its_significance(word: str, name: str) -> None:
    by_corner = {corner: said(word, coefficient(name, *corner)) for corner in CORNERS}
    positive, negative = by_corner[(0.3, True)], by_corner[(-0.3, True)]
    assert "为正且显著" in positive[0] and "positive and statistically significant" in positive[1]
    assert "为负且显著" in negative[0] and "negative and statistically significant" in negative[1]
    for corner in ((0.3, False), (-0.3, False)):
        assert "不显著" in by_corner[corner][0] and "not statistically significant" in by_corner[corner][1]


def test_what_is_common_to_a_province_turns_with_both_estimates() -> None:
    def of(year: tuple[float, bool], province: tuple[float, bool]) -> str:
        return said("forms-province", coefficient(FORM.format("year"), *year)
                    | coefficient(FORM.format("province_year"), *province))[1]  # fmt: skip

    assert "common to the province" in of((0.3, True), (0.1, False))
    assert "against the cities of the same province" in of((0.3, True), (0.3, True))
    assert "not seen" in of((0.3, False), (0.3, False))
    assert "depends" in of((0.3, True), (-0.3, True))


def test_controls_and_equivalence_turn_with_their_tests() -> None:
    full = [f"reg.credit-depth.{measure}.province_capital_full.density" for measure in ("employment", "gdp")]
    answers = {
        (one, two): said("controls-full", coefficient(full[0], *one) | coefficient(full[1], *two))[1]
        for one in CORNERS for two in CORNERS
    }  # fmt: skip
    assert "both are positive" in answers[((0.3, True), (0.3, True))]
    assert "neither" in answers[((-0.3, False), (0.3, False))]
    assert "not both" in answers[((0.3, True), (-0.3, True))] == answers[((0.3, True), (0.3, False))]
    for ps, expected in (((0.2, 0.3), "neither"), ((0.01, 0.02), "both"), ((0.01, 0.3), "one")):
        values = {f"{DENSITY.format(m)}.p_equivalent": p for m, p in zip(("employment", "gdp"), ps, strict=True)}
        assert expected in said("equivalence-credit", values)[1]


def test_the_gap_turns_with_ranks_and_shares_of_sets() -> None:
    ranks = {f"gapyears.depth.33.{year}.rank": 1.0 for year in range(2005, 2012)}
    assert said("gapyears-first", ranks) != said("gapyears-first", ranks | {"gapyears.depth.33.2009.rank": 2.0})
    gaps = {
        change: said(
            "gapyears-widened", {"gapyears.depth.33.2003.gap": 0.3, "gapyears.depth.33.2011.gap": 0.3 + change}
        )
        for change in (0.6, 0.1, -0.1)
    }
    assert len(set(gaps.values())) == 3
    sets = {
        ps: said("gapyears-rise", {"gapyears.depth.pair.rise.p": ps[0], "gapyears.depth.regions.rise.p": ps[1]})
        for ps in ((0.01, 0.01), (0.5, 0.5), (0.01, 0.5))
    }
    assert len(set(sets.values())) == 3


def test_the_family_turns_with_what_is_rejected() -> None:
    answers = [said("family-holm", {"reg.family.rejected": n, "reg.family.size": 10.0}) for n in (0.0, 2.0, 7.0, 10.0)]
    assert len(set(answers)) == 4


def text(place: str, language: str) -> str:
    """Return the text of a place in a language."""
    if place == "abstract":
        whole = (REPORT / f"cluster-finance-{language}.qmd").read_text(encoding="utf-8")
        return whole[whole.index("abstract: |") : whole.index("keywords")]
    if place == "claims":
        whole = (REPORT / "claims.yaml").read_text(encoding="utf-8")
        return "\n".join(re.findall(rf"_{language}: .*", whole))
    return (REPORT / language / f"{place}.qmd").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("word", "places"), TOLD.items())
def test_each_main_result_is_told_by_its_word_in_both_languages(
    word: str, places: tuple[str, ...], language: str
) -> None:
    for place in places:
        assert f"{{{{< word {word} >}}}}" in text(place, language), (word, place)


@pytest.mark.parametrize("word", sorted(TOLD))
def test_every_case_says_something_of_its_own(word: str) -> None:
    entry: Word = WORDS[word]
    for language in ("zh", "en"):
        texts = [getattr(each, language) for each in entry.every()]
        assert len(texts) == len(set(texts)) or word in SIGNED
    for case in entry.cases:
        assert parse(case.when)
