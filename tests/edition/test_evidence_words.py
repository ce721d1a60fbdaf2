"""The words on the main results turn with sign and significance, in both languages, wherever they are told."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import yaml
from test_words import plant

from living_edition.prose.conditional_words import Word, parse, read_words

REPORT = Path(__file__).resolve().parents[2] / "report"
WORDS = read_words(REPORT)
DENSITY = "reg.credit-depth.{}.province_capital_income_size.density"
FORM = "reg.panel-forms.employment.{}.industry"
DEPOSITS = DENSITY.replace("credit-depth", "intermediation")
OUTPUT = "reg.output.{}.province_capital_income_size.output"
LENDERS = "reg.small-banks.{}.province_year.small"
# Words that read one coefficient, and the number that it is: each main hypothesis, and one form beside them.
SIGNED = {
    "credit-employment": DENSITY.format("employment"),
    "credit-gdp": DENSITY.format("gdp"),
    "deposits-employment": DEPOSITS.format("employment"),
    "deposits-gdp": DEPOSITS.format("gdp"),
    "panel-province": FORM.format("province_year"),
    "panel-gdp": "reg.panel-forms.gdp_alone.province_year.industry",
    "output-ratio": OUTPUT.format("ratio"),
    "output-level": OUTPUT.format("level"),
    "lenders-share": LENDERS.format("share"),
    "lenders-lag": LENDERS.format("share_lag"),
    "panel-year": FORM.format("year"),
}
# Where a reader must find each main result: chapter, abstract, summary, claims and conclusion.
TOLD = {
    "family-holm": ("06-evidence", "09-conclusion", "abstract", "08-claims", "claims"),
    "family-alone": ("abstract",),
    "gapyears-answer": ("first-page", "abstract", "09-conclusion"),
    "gapyears-speaks": ("06-evidence", "09-conclusion"),
    "gapyears-first": ("06-evidence", "09-conclusion", "first-page", "claims"),
    "gapyears-widened": ("06-evidence", "09-conclusion", "abstract", "08-claims", "claims"),
    "gapyears-rise": ("06-evidence",),
    "credit-employment": ("06-evidence", "09-conclusion", "claims"),
    "credit-gdp": ("06-evidence", "claims"),
    "panel-gdp": ("06-evidence", "09-conclusion", "claims"),
    "panel-province": ("06-evidence", "claims"),
    "panel-year": ("06-evidence",),
    "panel-lead": ("06-evidence",),
    "panel-before": ("06-evidence",),
    "gapyears-gdp": ("06-evidence",),
    "deposits-employment": ("06-evidence",),
    "deposits-gdp": ("06-evidence",),
    "output-ratio": ("06-evidence",),
    "output-level": ("06-evidence",),
    "lenders-share": ("04-problems", "06-evidence", "claims"),
    "lenders-lag": ("04-problems", "06-evidence", "claims"),
    "forms-province": ("06-evidence",),
    "controls-full": ("06-evidence",),
    "controls-curve": ("06-evidence",),
    "equivalence-credit": ("06-evidence",),
    "space-bend": ("06-evidence",),
    "gap-density": ("06-evidence", "claims"),
}
# How many main hypotheses stand by themselves is told wherever the null after correction is told first.
BESIDE = ("first-page", "06-evidence", "08-claims")
PLACES = sorted({place for places in TOLD.values() for place in places})
# What would be a result told by hand: a sign, a significance, a rank or a change that no number chose.
TYPED = {
    "zh": r"不显著|显著(?!的|”|为[正负]的|$)|居首|成倍|扩大了|所得很少|撑不起",
    "en": r"(?<!⟩ )\b(?:is|are|was|were) (?:not |clearly |both |neither )*"
    r"(?:(?:positive|negative) (?:and statistically|but not)|statistically|significant)"
    r"|ranked? first|more than doubled|widened|leave little|carry less",
}
CORNERS = list(product((-0.3, 0.3), (True, False)))


def coefficient(name: str, estimate: float, significant: bool) -> dict[str, float]:
    """Return the numbers of a coefficient of a sign that is significant or is not."""
    reach = 0.1 if significant else 0.6
    ends = {"low": estimate - reach, "high": estimate + reach, "p": 0.01 if significant else 0.5}
    return {f"{name}.estimate": estimate, **{f"{name}.{key}_wild_province": end for key, end in ends.items()}}


def said(word: str, values: dict[str, float]) -> tuple[str, str]:
    """Return what a word says, Chinese and English, at the configuration's level unless ``values`` gives another."""
    found = WORDS[word].wording({"reg.family.level": 0.05, **values})
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


def printed(text_: str, word: str, said_: str) -> str:
    """Return a text as a reader has it, with what a word says; what other words and numbers say is marked ``⟨⟩``."""
    return re.sub(r"{{< .*? >}}", "⟨⟩", text_.replace(f"{{{{< word {word} >}}}}", said_))


def test_each_main_hypothesis_has_a_word_of_its_own() -> None:
    config = yaml.safe_load((REPORT.parent / "config/default.yaml").read_text(encoding="utf-8"))
    family = {f"reg.{name.replace(':', '.')}" for name in config["regressions"]["family"]}
    assert family <= set(SIGNED.values()) and len(family) == 10


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("word", "places"), TOLD.items())
def test_each_main_result_turns_wherever_it_is_told_in_both_languages(
    word: str, places: tuple[str, ...], language: str
) -> None:
    """Numbers planted for each case of a word: every place then says that case and none of the others."""
    cases = [str(getattr(each, language)) for each in WORDS[word].every()]
    for place in places:
        source = text(place, language)
        bare = printed(source, word, "")
        for position, case in enumerate(cases):
            values = plant(WORDS[word], position)
            assert values is not None
            read = printed(source, word, getattr(WORDS[word].wording(values), language))
            assert read.count(case) > bare.count(case), (word, place)
            others = [other for other in cases if other not in case]
            assert all(read.count(other) == bare.count(other) == 0 for other in others), (word, place)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", sorted({*PLACES, *BESIDE} - {"04-problems"}))
def test_no_result_is_told_by_hand(place: str, language: str) -> None:
    found = re.findall(f".{{0,30}}(?:{TYPED[language]})", printed(text(place, language), "", ""))
    assert not [each for each in found if "tatistically significant” means" not in each and "“显著”指" not in each], (
        found
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_null_is_told_once_in_each_place_and_what_stands_by_itself_beside_it(language: str) -> None:
    for place in TOLD["family-holm"]:
        assert text(place, language).count("{{< word family-holm >}}") == 1, place
    for place in BESIDE:
        assert text(place, language).count("{{< num reg.family.rejected_alone >}}") == 1, place


@pytest.mark.parametrize("word", sorted(TOLD))
def test_every_case_says_something_of_its_own(word: str) -> None:
    entry: Word = WORDS[word]
    for language in ("zh", "en"):
        texts = [getattr(each, language) for each in entry.every()]
        assert len(texts) == len(set(texts)) or word in SIGNED
    for case in entry.cases:
        assert parse(case.when)
