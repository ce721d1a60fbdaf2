"""The claims of the thesis: faults named by claim and key, and every claim where a reader looks for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from living_edition.errors import InputError
from living_edition.prose.claims import (
    TEXTS,
    Claims,
    counts,
    read_claims,
)
from living_edition.prose.claims_pages import (
    anchor,
    includes,
    label,
    pages,
)
from living_edition.prose.unsupported import unsupported
from living_edition.translation.checks import check

REPORT = Path(__file__).resolve().parents[2] / "report"
LEDGER = ("cluster.output", "claims.supported", "claims.disputed")
LANGS = ("zh", "en")


def content() -> dict[str, Any]:
    """A scale of two verdicts and two claims of one section."""
    texts = {f"{name}_{lang}": "Words." for name in TEXTS for lang in LANGS}
    texts |= {f"found_{lang}": "{{< num cluster.output >}} [@key2000]" for lang in LANGS}
    about = {"section": "sec-a", "verdict": "supported", "evidence": {"literature": ["key2000"], "data": ["cluster"]}}
    scale = [
        {"id": name, "name_zh": "词", "name_en": name, "meaning_zh": "义。", "meaning_en": "Meaning."}
        for name in ("supported", "disputed")
    ]
    return {
        "verdicts": scale,
        "claims": [{"id": "f1", "kind": "fact", **about, **texts}, {"id": "m1", "kind": "mechanism", **about, **texts}],
    }


def write(report: Path, claims: dict[str, Any]) -> None:
    (report / "claims.yaml").write_text(yaml.safe_dump(claims, allow_unicode=True), encoding="utf-8")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    write(tmp_path, content())
    names = includes(read_claims(tmp_path))
    for lang, heading in (("zh", "题"), ("en", "Title")):
        included = "\n\n".join(f"{{{{< include exhibits/{name}-{lang}.qmd >}}}}" for name in names)
        (tmp_path / f"cluster-finance-{lang}.qmd").write_text(
            f"# {heading} {{#sec-a}}\n\n[F1](#claim-f1), @tbl-claims\n\n{included}\n", encoding="utf-8"
        )
    (tmp_path / "references.bib").write_text(
        "@book{key2000,\n author={A}, title={T}, date={2000},\n langid={english},\n}\n", encoding="utf-8"
    )
    return tmp_path


def said(report: Path) -> str:
    with pytest.raises(InputError) as caught:
        check(report, LEDGER, ())
    return str(caught.value)


def test_sound_claims_pass(report: Path) -> None:
    check(report, LEDGER, ())


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("verdict", "suported", "key claims.m1.verdict: found the unknown name 'suported'"),
        ("section", "sec-none", "key claims.m1.section: found the section 'sec-none'"),
        ("found_en", None, "key claims.m1.found_en"),
        ("short_zh", "", "key claims.m1.short_zh"),
        ("found_zh", "{{< num cluster.output >}}", "key claims.m1.found_zh: found numbers, citations and references"),
        ("found_en", "[@key2000]", "key claims.m1.found_zh: found numbers, citations and references"),
        ("id", "f1", "key claims.f1: found an id that stands twice"),
        ("id", "p1", "key claims.p1.id: found an id of another kind than mechanism"),
        ("id", "x9", "key claims.x9.id: found 'x9'"),
        ("kind", "opinion", "key claims.m1.kind: found 'opinion'"),
        ("colour", "red", "key claims.m1.colour: found the unknown key 'colour'"),
        ("test_en", "Worth 12.5 yuan", "key claims.m1.test_en: found the typed figure 12.5"),
        ("test_zh", "值12.5元", "key claims.m1.test_zh"),
        ("evidence", {"data": ["nowhere"]}, "key claims.m1.evidence.data: found 'nowhere'"),
        ("evidence", {"literature": ["other1999"]}, "key claims.m1.evidence.literature: found 'other1999'"),
        ("evidence", {"argument": ["sec-none"]}, "key claims.m1.evidence.argument: found 'sec-none'"),
        ("evidence", {"hearsay": []}, "key claims.m1.evidence.hearsay"),
    ],
)
def test_a_fault_is_named_by_claim_and_key(report: Path, key: str, value: Any, expected: str) -> None:
    claims = content()
    claims["claims"][1][key] = value
    write(report, claims)
    message = said(report)
    assert "report/claims.yaml, " in message and expected in message


@pytest.mark.parametrize("key", ["short_en", "verdict", "section", "test_zh", "evidence"])
def test_a_missing_key_is_named(report: Path, key: str) -> None:
    claims = content()
    del claims["claims"][1][key]
    write(report, claims)
    assert f"key claims.m1.{key}: found nothing" in said(report)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("{{< num no.such >}}", "claim_{lang}: found the number 'no.such'"),
        ("[@nobody1999]", "claim_{lang}: found the citation nobody1999"),
        ("[-@sec-none]", "claim_{lang}: found a reference to sec-none"),
        ("{{< video x.mp4 >}}", "claim_{lang}: found the shortcode 'video x.mp4'"),
    ],
)
def test_the_texts_are_checked_as_prose_in_both_languages(report: Path, words: str, expected: str) -> None:
    claims = content()
    claims["claims"][0] |= {"claim_zh": words, "claim_en": words}
    write(report, claims)
    message = said(report)
    assert all(f"key claims.f1.{expected.format(lang=lang)}" in message for lang in LANGS)


def test_all_faults_of_the_file_are_told_at_once(report: Path) -> None:
    claims = content()
    claims["claims"][0]["verdict"] = "wrong"
    claims["claims"][1]["verdict"] = "worse"
    write(report, claims)
    assert "the unknown name 'wrong'" in (message := said(report)) and "the unknown name 'worse'" in message


def test_what_is_not_yaml_is_named_by_its_line(report: Path) -> None:
    (report / "claims.yaml").write_text("verdicts: []\nclaims: a: b\n", encoding="utf-8")
    assert "report/claims.yaml, line 2" in said(report)


def test_a_section_without_its_note_is_an_error(report: Path) -> None:
    for lang in LANGS:
        file = report / f"cluster-finance-{lang}.qmd"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f"{{{{< include exhibits/claims-sec-a-{lang}.qmd >}}}}", ""), encoding="utf-8")
    assert "include exhibits/claims-sec-a-zh.qmd: found it 0 times" in said(report)


def test_a_link_to_a_claim_that_is_not_there_is_an_error(report: Path) -> None:
    for lang in LANGS:
        with (report / f"cluster-finance-{lang}.qmd").open("a", encoding="utf-8") as file:
            file.write("\n[F9](#claim-f9)\n")
    assert "found a link to #claim-f9" in said(report)


def test_counts_add_up_by_kind_and_by_verdict(report: Path) -> None:
    claims = content()
    claims["claims"][1]["verdict"] = "disputed"
    write(report, claims)
    found = {number.id: number.value for number in counts(read_claims(report))}
    assert found == {
        "claims.count": 2, "claims.facts": 1, "claims.mechanisms": 1, "claims.policies": 0,
        "claims.supported": 1, "claims.disputed": 1,
    }  # fmt: skip


@pytest.fixture(scope="module")
def claims() -> Claims:
    return read_claims(REPORT)


def test_the_edition_has_claims_of_every_kind_and_verdict(claims: Claims) -> None:
    found = {number.id: number.value for number in counts(claims)}
    assert found["claims.count"] >= 28 and min(found.values()) >= 1


def test_no_claim_is_supported_by_models_or_argument_alone(claims: Claims) -> None:
    held = [claim for claim in claims.claims if claim.verdict == "supported"]
    assert held and all({"data", "literature"} & {k for k, ids in claim.evidence.items() if ids} for claim in held)


@pytest.mark.parametrize("lang", LANGS)
def test_the_chapter_tells_the_verdicts_as_the_file_has_them(claims: Claims, lang: str) -> None:
    chapter = (REPORT / lang / "08-claims.qmd").read_text(encoding="utf-8")
    reading = chapter.split("{#sec-claims-reading}\n\n")[1].split("\n\n## ")[0].split("\n\n")
    told = [set(re.findall(r"\(#claim-(\w+)\)", paragraph)) for paragraph in reading]
    by = {verdict.id: {c.id for c in claims.claims if c.verdict == verdict.id} for verdict in claims.verdicts}
    held, conditional, overturned, disputed, unknown, policies = told
    assert held == by["supported"] and overturned == by["contradicted"]
    assert {claim[0] for claim in held | overturned} == {"f"}, "the chapter says that these are statements of fact"
    assert conditional <= by["qualified"] and disputed <= by["disputed"] and unknown <= by["untestable"]
    assert policies <= by["qualified"] and not any(c.id in by["supported"] for c in claims.claims if c.kind == "policy")


@pytest.mark.parametrize("lang", LANGS)
def test_each_claim_stands_once_in_the_overview_and_once_among_the_entries(claims: Claims, lang: str) -> None:
    made = pages(claims, lang)
    assert list(made) == includes(claims)
    entries = "".join(made[f"claims-{kind}"] for kind in ("facts", "mechanisms", "policies"))
    for claim in claims.claims:
        assert made["tbl-claims"].count(f"[{label(claim)}](#{anchor(claim)})") == 1
        entry = entries.split(f"::: {{#{anchor(claim)} .claim}}\n")
        assert len(entry) == 2
        body = entry[1].split("\n:::\n")[0]
        assert all(claim.text(name, lang) in body for name in TEXTS)
        assert getattr(claims.verdict(claim), f"name_{lang}") in body


@pytest.mark.parametrize("lang", LANGS)
def test_each_section_note_links_to_its_claims_and_no_others(claims: Claims, lang: str) -> None:
    made = pages(claims, lang)
    for section in claims.sections():
        linked = re.findall(r"\(#(claim-\w+)\)", made[f"claims-{section}"])
        assert linked == [anchor(claim) for claim in claims.claims if claim.section == section]


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_generated_is_within_the_language_both_engines_know(claims: Claims, lang: str) -> None:
    assert unsupported(claims.lines(lang)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_supplement_shows_every_claim_and_the_text_links_to_it_from_its_section(
    built: Path, claims: Claims, lang: str
) -> None:
    pages = [
        " ".join((built / f"results/site/{name}-{lang}.html").read_text(encoding="utf-8").split())
        .replace("’", "'").replace("“", '"').replace("”", '"')
        for name in ("cluster-finance", "cluster-finance-supplement")
    ]  # fmt: skip
    main, supplement = pages
    for claim in claims.claims:
        assert supplement.count(f'id="{anchor(claim)}"') == 1
        section = main.split(f'id="{claim.section}"')[1].split('id="sec-')[0]
        assert f'#{anchor(claim)}"' in section
        entry = supplement.split(f'id="{anchor(claim)}"')[1]
        assert claim.text("short", lang).replace("“", '"').replace("”", '"') in entry.split("</p>")[0]
