"""What each filter makes of a few lines, run by pandoc alone."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import lxml.html
import pypandoc
import pytest
import yaml

from living_edition.prose.source import mark_shortcodes

KIT = Path(__file__).parents[2] / "src/living_edition"
LEDGER = KIT / "quarto/_extensions/ledger"
BUILT_IN = KIT / "render/engines/filters"


def converted(folder: Path, text: str, to: str, *filters: Path, **meta: Any) -> str:
    """Return what pandoc writes of ``text`` in ``folder`` through ``filters``."""
    (folder / "meta.yml").write_text(yaml.safe_dump(meta, allow_unicode=True), encoding="utf-8")
    command = [str(pypandoc.get_pandoc_path()), "--from", "markdown", "--to", to, "--wrap", "none"]
    command += ["--metadata-file", "meta.yml", *(f"--lua-filter={file}" for file in filters)]
    done = subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    entry = {"text": "about 7 firms", "bare": "7", "target": "numbers.html#ledger-a-b"}
    (tmp_path / "ledger.json").write_text(json.dumps({"a.b": entry}), encoding="utf-8")
    (tmp_path / "words.json").write_text(json.dumps({"sign": "it is larger"}), encoding="utf-8")
    return tmp_path


SHORTCODES = {"shortcode-files": [str(LEDGER / "ledger.lua")]}


def test_a_number_is_linked_to_its_entry_with_its_words_or_bare(ledger: Path) -> None:
    text = mark_shortcodes("{{< num a.b >}}; {{< num a.b bare=true >}}; {{< word sign >}}.")
    html = converted(ledger, text, "html", BUILT_IN / "shortcodes.lua", **SHORTCODES)
    links = re.findall(r'<a href="([^"]*)" class="num"[^>]*>(.*?)</a>', html)
    assert links == [("numbers.html#ledger-a-b", "about 7 firms"), ("numbers.html#ledger-a-b", "7")]
    assert '<span class="word">it is larger</span>.' in html
    assert converted(ledger, text, "plain", BUILT_IN / "shortcodes.lua", **SHORTCODES).strip() == (
        "about 7 firms; 7; it is larger."
    )


def test_quarto_too_prints_a_number_before_other_filters_see_it(ledger: Path) -> None:
    """As Quarto hands shortcodes to a filter: a span with the call and another in it for each word of it."""
    lua = f'quarto = {{ utils = {{ resolve_path = function(name) return "{LEDGER}/" .. name end }} }}\n'
    (ledger / "early.lua").write_text(f'{lua}return dofile("{LEDGER}/early.lua")\n', encoding="utf-8")
    calls = ("num a.b", "num a.b bare=true", "word sign", "meta title")
    span = '[[]{{.quarto-shortcode__-param data-value="x"}}]{{.quarto-shortcode__ data-raw="{{{{< {} >}}}}"}}'
    html = converted(ledger, "; ".join(span.format(call) for call in calls), "html", ledger / "early.lua")
    assert re.findall(r'<a href="([^"]*)" class="num"[^>]*>(.*?)</a>', html) == [
        ("numbers.html#ledger-a-b", "about 7 firms"), ("numbers.html#ledger-a-b", "7")
    ]  # fmt: skip
    assert '<span class="word">it is larger</span>' in html
    assert html.count('class="quarto-shortcode__"') == 1


@pytest.mark.parametrize(("to", "shown"), [("html", ["one", "three"]), ("typst", ["two"])])
def test_content_shows_in_its_format_alone(tmp_path: Path, to: str, shown: list[str]) -> None:
    conditions = {"one": 'visible when-format="html"', "two": 'visible when-format="typst"',
                  "three": 'hidden unless-format="html"'}  # fmt: skip
    text = "\n\n".join(f"::: {{.content-{condition}}}\n{word}\n:::" for word, condition in conditions.items())
    made = converted(tmp_path, text, to, LEDGER / "conditional.lua")
    assert re.findall("one|two|three", made) == shown


REFERRING = """# First {#sec-one}

## Within {#sec-in}

# Second {#sec-two}

See @fig-b, [-@fig-a], @tbl-t, @eq-e, @sec-in and [-@sec-two].

![Caption A](a.svg){#fig-a fig-alt="Words A"}

![Caption B](b.svg){#fig-b fig-alt="Words B"}

::: {#tbl-t}

| x |
|---|
| 1 |

Title T

:::

$$x$$ {#eq-e}
"""
CROSSREF = {"crossref": {"fig-prefix": "Fig", "tbl-prefix": "Tab", "eq-prefix": "Eq", "sec-prefix": "Sec",
                         "fig-title": "Figure", "tbl-title": "Table"}}  # fmt: skip


def references(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<a href="#([^"]*)" class="quarto-xref"[^>]*>(.*?)</a>', html, flags=re.S)
    return [(target, words.replace("\u00a0", " ").replace("&nbsp;", " ")) for target, words in found]


def test_references_have_the_numbers_of_what_they_name(tmp_path: Path) -> None:
    html = converted(tmp_path, REFERRING, "html", BUILT_IN / "crossref.lua", **CROSSREF)
    assert references(html) == [
        ("fig-b", "Fig 2"), ("fig-a", "1"), ("tbl-t", "Tab 1"), ("eq-e", "Eq 1"), ("sec-in", "Sec 1.1"),
        ("sec-two", "2"),
    ]  # fmt: skip
    captions = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<(?:fig)?caption[^>]*>(.*?)</", html, flags=re.S)]
    assert captions == ["Figure 1. Caption A", "Figure 2. Caption B", "Table 1. Title T"]
    assert re.findall(r'<img[^>]*alt="([^"]*)"', html) == ["Words A", "Words B"]
    assert ">(1)<" in html


def test_chapters_of_a_supplement_are_letters_and_count_anew(tmp_path: Path) -> None:
    text = REFERRING.replace("# Second {#sec-two}", "![C](c.svg){#fig-c}\n\n# Second {#sec-two}\n\n@fig-c")
    html = converted(tmp_path, text, "html", BUILT_IN / "crossref.lua", edition={"letters": True}, **CROSSREF)
    assert dict(references(html)) == {
        "fig-c": "Fig A.1", "fig-b": "Fig B.2", "fig-a": "B.1", "tbl-t": "Tab B.1", "eq-e": "Eq B.1",
        "sec-in": "Sec A.1", "sec-two": "B",
    }  # fmt: skip


def test_a_reference_to_what_is_not_there_stops(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="reference to fig-none"):
        converted(tmp_path, "See @fig-none.", "html", BUILT_IN / "crossref.lua", **CROSSREF)


def test_blocks_are_counted_from_their_section(tmp_path: Path) -> None:
    text = "# A {#sec-a}\n\none\n\n- item\n\n## B {#sec-b}\n\ntwo\n\n::: {.note}\nthree\n:::\n"
    html = converted(tmp_path, text, "html", LEDGER / "blocks.lua")
    assert re.findall(r'id="(block-[^"]*)"', html) == [
        "block-sec-a-1", "block-sec-a-2", "block-sec-b-1", "block-sec-b-2",
    ]  # fmt: skip
    assert "block-" not in converted(tmp_path, text, "typst", LEDGER / "blocks.lua")


NOTED = """# A {#sec-a}

One[^x] and two.[^y]

[^x]: First note.

[^y]: Second note.

# References {#sec-references}
"""
LABELS = {"edition": {"notes-title": "Notes", "note-label": "Note", "note-back-label": "Back to"}}


def test_notes_stand_beside_their_block_and_in_a_list(tmp_path: Path) -> None:
    html = converted(tmp_path, NOTED, "html", LEDGER / "edition.lua", LEDGER / "notes.lua", **LABELS)
    assert re.findall(r'<a href="#side-(\d)"[^>]*>(\d)</a>', html) == [("1", "1"), ("2", "2")]
    sides = re.findall(r'id="side-(\d)".*?</details>', html, flags=re.S)
    beside = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'id="side-\d"[^>]*>(.*?)</div>', html, flags=re.S)]
    assert sides == ["1", "2"] and [one.strip() for one in beside] == ["1First note.", "2Second note."]
    listed = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'id="note-\d"[^>]*>(.*?)</div>', html, flags=re.S)]
    assert [one.strip().replace("\u00a0", " ") for one in listed] == ["First note. ↑", "Second note. ↑"]
    assert html.index('id="sec-notes"') < html.index('id="sec-references"')


def test_a_formula_says_itself_in_a_pdf(tmp_path: Path) -> None:
    made = converted(tmp_path, "Of $a \\le b$ and\n\n$$x = 1$$\n", "typst", LEDGER / "formulas.lua")
    assert re.findall(r'alt: "([^"]*)"', made) == ["a \\\\le b", "x = 1"]
    assert made.count("block: true") == 1


@pytest.mark.parametrize("to", ["html", "docx"])
def test_an_ideographic_space_before_a_title_is_wide_enough(tmp_path: Path, to: str) -> None:
    """Quarto writes a space of its own after what parts number and title."""
    (tmp_path / "blocks.lua").write_text(f'FORMAT = "{to}"\nreturn dofile("{LEDGER}/blocks.lua")\n', "utf-8")
    page = converted(tmp_path, "图 3\u3000 题一 题二\n", "html", tmp_path / "blocks.lua")
    assert lxml.html.fromstring(page).text_content().strip() == "图 3\u3000题一 题二"


def test_a_formula_that_quarto_numbered_has_its_number_beside_it(tmp_path: Path) -> None:
    # What Quarto's filters hand on: the label is a span's, the number the end of the formula.
    written = (
        "[]{#here} [$$x = (1) \\qquad(2) \\qquad(13)$$]{#eq-a}\n\n[$$y = 1$$]{#eq-b} [$$z \\qquad(4)$$]{#other}\n\n"
    )
    written += "Before [$$v \\qquad(5)$$]{#eq-c} between [$$w \\qquad(6)$$]{#eq-d}\n"
    page = lxml.html.fromstring(converted(tmp_path, written, "html", LEDGER / "formulas.lua"))
    seen = [(each.tag, each.get("id")) for each in page]
    assert seen == [("div", "eq-a"), ("p", None), ("p", None), ("div", "eq-c"), ("p", None), ("div", "eq-d")]
    assert [each.text for each in page.cssselect("div.equation > .equation-number")] == ["(13)", "(5)", "(6)"]
    assert page.cssselect("#eq-a .math")[0].text_content().endswith("(2)")
    assert [each.text_content().strip() for each in page.cssselect("p")][1:] == ["Before", "between"]


def test_what_a_page_prints_is_told_with_its_source_once(tmp_path: Path) -> None:
    known = {
        "ledger-a": ["the first", "source one"],
        "ledger-b": ["the second", "source two"],
        "ledger-c": ["third", "s"],
    }
    (tmp_path / "provenance.json").write_text(json.dumps(known), encoding="utf-8")
    text = "[7](n.html#ledger-b){.num} [8](n.html#ledger-a){.num} [7](n.html#ledger-b){.num} [9](n.html#ledger-c)"
    html = converted(tmp_path, text, "html", LEDGER / "provenance.lua", lang="en")
    told = re.search(r'<script[^>]*class="provenance-data" data-language="en">(.*?)</script>', html, flags=re.S)
    assert told
    assert json.loads(told[1]) == {
        "sources": ["source one", "source two"],
        "numbers": {"ledger-a": ["the first", 0], "ledger-b": ["the second", 1]},
    }


def test_a_phone_is_given_the_narrow_drawing_where_there_is_one(tmp_path: Path) -> None:
    head = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'
    drawn = f'{head}\n<path d="M1 2L-3 4"/></svg>\n'
    (tmp_path / "one.narrow.svg").write_text(drawn, encoding="utf-8")
    text = "![One](one.svg)\n\n![Two](two.svg)\n"
    html = converted(tmp_path, text, "html", LEDGER / "narrow.lua")
    sources = re.findall(r'<picture><source media="\(max-width: 40rem\)" srcset="([^"]*)"><img src="(.*?)"', html)
    assert [image for _, image in sources] == ["one.svg"]
    kind, _, address = sources[0][0].partition(",")
    # A list of sources ends an address at a blank.
    assert kind == "data:image/svg+xml" and not re.search(r"\s", address)
    told = ElementTree.fromstring(unquote(address))
    assert told.get("viewBox") == "0,0,10,20" and [path.get("d") for path in told] == ["M1,2L-3,4"]
    for meta in ({"parallel-file": "x"}, {"edition": {"slides": True}}):
        assert "picture" not in converted(tmp_path, text, "html", LEDGER / "narrow.lua", **meta)
    assert "narrow" not in converted(tmp_path, text, "typst", LEDGER / "narrow.lua")


def test_sections_lead_to_the_same_section_of_the_other_language(tmp_path: Path) -> None:
    meta = {
        "document": "paper-zh",
        "edition": {"language": "zh", "other-label": "English", "other-title": "in English"},
    }
    html = converted(tmp_path, "# A {#sec-a}\n", "html", LEDGER / "edition.lua", **meta)
    assert re.findall(r'href="(paper[^"]*)"[^>]*hreflang="(\w+)"', html) == [("paper-en.html#sec-a", "en")]
    (tmp_path / "labels.json").write_text(
        json.dumps({"tbl-s": {"document": "more-zh", "id": "tbl-s", "number": "A.3", "prefix": "表", "title": "T"}}),
        encoding="utf-8",
    )
    html = converted(tmp_path, "见 [@tbl-s]。", "html", LEDGER / "edition.lua", **meta)
    assert re.findall(r'href="([^"]*)" class="elsewhere"[^>]*>([^<]*)<', html) == [
        ("more-zh.html#tbl-s", "表\u00a0A.3")
    ]


def test_a_supplement_counts_by_letters_under_quarto_too(tmp_path: Path) -> None:
    """Quarto numbers by what ``crossref`` says when the first filters are done."""
    (tmp_path / "show.lua").write_text(
        "function Pandoc(document)\n"
        "  local crossref = document.meta.crossref or {}\n"
        '  local said = tostring(crossref.chapters) .. " " .. tostring(crossref["chapters-alpha"])\n'
        "  return pandoc.Pandoc({ pandoc.Para({ pandoc.Str(said) }) })\n"
        "end\n",
        encoding="utf-8",
    )
    for letters, said in ((True, "true true"), (False, "nil nil")):
        meta = {"edition": {"letters": letters}, "crossref": {"title-delim": "."}}
        html = converted(tmp_path, "", "html", LEDGER / "boxes.lua", tmp_path / "show.lua", **meta)
        assert html.strip() == f"<p>{said}</p>"


LAID_OUT = """
local function cell(blocks, align)
  local attributes = align and { { "layout-align", "left" } } or {}
  return { pandoc.Div(blocks, pandoc.Attr(blocks.id or "", {}, attributes)) }
end
local function grid(...)
  local cells = { ... }
  local aligns, widths = {}, {}
  for index in ipairs(cells) do aligns[index], widths[index] = "AlignLeft", 0 end
  return pandoc.utils.from_simple_table(pandoc.SimpleTable("", aligns, widths, {}, { cells }))
end
local function caption(words)
  return pandoc.Para({ pandoc.RawInline("openxml", '<w:pStyle w:val="ImageCaption" />'), pandoc.Str(words) })
end
local image = pandoc.Plain({ pandoc.Image({}, "own.png") })
function Pandoc()
  local alone = grid(cell({ image, caption("One"), id = "fig-one" }))
  local part = grid(cell({ image, caption("(a)"), id = "fig-two-a" }))
  local row = grid(cell({ part }, true), cell({ pandoc.Para({ pandoc.Str(" ") }) }, true))
  local frame = pandoc.RawBlock("openxml", "<w:p><w:framePr/></w:p>")
  local both = pandoc.Div({ row, frame, caption("Two") }, pandoc.Attr("fig-two"))
  return pandoc.Pandoc({ alone, pandoc.Para({ pandoc.Str(" ") }), both })
end
"""


def test_what_quarto_lays_out_for_word_becomes_plain_figures(tmp_path: Path) -> None:
    """Tables without a head, captions in raw WordprocessingML and spacers, as Quarto hands them to its last filters."""
    (tmp_path / "quarto.lua").write_text(LAID_OUT, encoding="utf-8")
    (tmp_path / "word.lua").write_text(f'FORMAT = "docx"\nreturn dofile("{LEDGER}/word-layout.lua")\n', "utf-8")
    made = converted(tmp_path, "", "html", tmp_path / "quarto.lua", tmp_path / "word.lua")
    assert re.findall(r'<figure id="([^"]*)"|<figcaption[^>]*>(.*?)</figcaption>', made) == [
        ("fig-one", ""), ("", "One"), ("fig-two", ""), ("", "Two")
    ]  # fmt: skip
    assert made.count("<img") == 2 and re.findall(r'<span id="fig-two-a">(.*?)</span>', made) == ["(a)"]
    assert not re.search(r"<table|<p>\s*</p>", made)
