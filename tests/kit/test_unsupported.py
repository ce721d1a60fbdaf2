"""What the edition uses of Quarto's language passes; all else is refused with the file and line it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError, Problem
from living_edition.prose.blocks import blocks
from living_edition.prose.source import Line, front, inside, prose, read
from living_edition.prose.tree import refused
from living_edition.prose.unsupported import traps, unsupported

PICTURE = (Path(__file__).parents[1] / "corpus/own.png").read_bytes()


def problems(tmp_path: Path, text: str) -> list[Problem]:
    (tmp_path / "a.qmd").write_text(text, encoding="utf-8")
    (tmp_path / "own.png").write_bytes(PICTURE)
    lines = read(tmp_path, "a.qmd", generated=False)
    return [*unsupported(lines), *traps(lines)] or refused(tmp_path, blocks(lines), lines, {"claim-f1"})


def test_what_pandoc_would_read_for_ever_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("living_edition.prose.parsed.TOGETHER", 1.0)
    monkeypatch.setattr("living_edition.prose.parsed.ALONE", 1.0)
    with pytest.raises(InputError) as caught:
        problems(tmp_path, f"# One {{#sec-one}}\n\nA sound one.\n\nAnother:\n{'[[' * 60} and no end.\n")
    (only,) = caught.value.problems
    assert (only.file, only.location) == ("report/a.qmd", "line 5") and "not read after 1 second" in only.actual


SOUND = """---
title: A title
---

# First {#sec-first .unnumbered}

A paragraph with **bold**, *emphasis*, `code`, {{< num a.b >}} and {{< num a.b bare=true >}}, $x^2$,
[@key2000, p. 3; @other2001], @fig-one, [-@sec-first], a [link](https://example.org), [one](#claim-f1),
[another](#sec-first), [a file](data/ledger.csv), H~2~O, a note.[^one]

[^one]: The note.

- an item
- another

  with a paragraph

1. one
2. two

$$
x = 1
$$ {#eq-one}

$$y = 2$$ {#eq-two}

{{< include exhibits/fig-one-en.qmd >}}

::: {.callout-note title="Claim #1 * [x]"}
Words.

- an item
:::

::: {.content-visible when-format="html"}
:::: {.callout-tip}
Words.
::::
:::

::: {#tbl-one}

| a | b |
|:--|:--|
| 1 | 2 |

A title

:::

> A quotation.

Term
:   Its meaning, which is no caption

| a |
|---|
| b |

![A picture](own.png){fig-alt="Words" width="50%"}

<!-- a comment: ::: {{< -->

```python
print("::: {{ < not run")
```

::: {#refs}
:::
"""


def test_what_the_edition_uses_passes(tmp_path: Path) -> None:
    assert problems(tmp_path, SOUND) == []


def test_each_line_is_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.qmd").write_text(SOUND, encoding="utf-8")
    lines = read(tmp_path, "a.qmd", generated=False)
    assert [line.text for line in front(lines)] == ["title: A title"]
    assert {line.text for line in lines if line.kind == "math"} == {
        "$$",
        "x = 1",
        "$$ {#eq-one}",
        "$$y = 2$$ {#eq-two}",
    }
    assert [line.text for line in lines if line.kind == "code"] == ['print("::: {{ < not run")']
    assert not any(line.text.startswith(("<!--", "```", "title")) for line in prose(lines))


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("{{< num a.b }}", 1, "a shortcode that never closes"),
        ("word {{< num a.b >}} and {{< num", 1, "a shortcode that never closes"),
        ("{{< >}}", 1, "the shortcode ''"),
        ("{{< num >}}", 1, "the shortcode 'num'"),
        ("{{< num a.b c.d >}}", 1, "the shortcode 'num a.b c.d'"),
        ("{{< num a.b bar=true >}}", 1, "the option bar=true of num"),
        ("{{< num a.b bare=yes >}}", 1, "the option bare=yes of num"),
        ("{{< word a bare=true >}}", 1, "the option bare=true of word"),
        ("{{< video x.mp4 >}}", 1, "the shortcode 'video x.mp4'"),
        ("{{{< num a.b >}}}", 1, "an escaped shortcode"),
        ("a\n\n`{{< num a.b >}}`", 3, "in a link, an attribute or code"),
        ("[a]({{< num a.b >}})", 1, "in a link, an attribute or code"),
        ("```\n{{< num a.b >}}\n```", 2, "a shortcode in code"),
        ("$$\n{{< num a.b >}}\n$$", 2, "a shortcode in code or in a formula"),
        ("see {{< include a.qmd >}}", 1, "the shortcode 'include a.qmd'"),
        ("a\n\n::: {.callout-note}\nb", 3, "a block '::: {.callout-note}' that never closes"),
        ("::: {.callout-note}\nb\n:::\n\n:::", 5, "::: that closes nothing"),
        ("a\n\n  ::: {.callout-note}\nb\n:::", 3, "::: within a line or after space"),
        ("::: {.callout-note} words :::", 1, "::: within a line"),
        ("::: {.callout-nite}\nb\n:::", 1, "a block of class 'callout-nite'"),
        ("::: {.column-page}\nb\n:::", 1, "a block of class 'column-page'"),
        ("::: {.column-margin}\n| a |\n|---|\n| b |\n:::", 1, "a note in the margin with a Table"),
        ("::: {.panel-tabset}\nb\n:::", 1, "a set of tabs that begins without a heading"),
        ("::: {.callout-note collapse=true}\nb\n:::", 1, "the attribute collapse of a block"),
        ("::: {.callout-note}\nb\n\n# Head\n:::", 4, "a heading inside a block"),
        ('::: {.callout-note title=""}\nb\n:::', 1, "an empty title"),
        ('::: {.content-visible when-profile="fr"}\nb\n:::', 1, "when-profile='fr'"),
        ('::: {.content-visible when-lang="zh"}\nb\n:::', 1, "the attribute when-lang"),
        ('::: {.content-visible when-format="pdf"}\nb\n:::', 1, "when-format='pdf'"),
        ("::: {#fig-x}\nb\n:::", 1, "fig-x of Para"),
        ("::: {#tbl-x}\n| a |\n|---|\n| b |\n\nmiddle\n\ntitle\n:::", 1, "tbl-x of Table, Para, Para"),
        ("| a |\n|---|\n| b |\n\n: title {#fig-x}", 5, "a caption after a table"),
        ("a\n\n```{python}\n1\n```", 3, "a code cell or attributes {python}"),
        ("a\n\n```\nopen", 3, "code that never closes"),
        ("$$\nx", 1, "math that never closes"),
        ("a\n\n<!-- open\nb", 3, "comment that never closes"),
        ("---\ntitle: a\nb", 1, "front that never closes"),
        ("`{python} n`", 1, "code"),
        ("`a`{.python}", 1, "code"),
        ("a <b>bold</b>", 1, "raw html"),
        ("a\n\n<div>\nb\n</div>", 3, "without a class"),
        ("<script>alert(1)</script>", 1, "raw html"),
        ("\\clearpage", 1, "raw tex"),
        ("a `<b>`{=html}", 1, "raw html"),
        ("```{=latex}\nx\n```", 1, "a code cell or attributes {=latex}"),
        ("[a](javascript:alert(1))", 1, "a link to javascript:alert(1)"),
        ("[a](JavaScript:x)", 1, "a link to JavaScript:x"),
        ("[a](data:text/html;x)", 1, "a link to data:"),
        ("[a](file:///etc/passwd)", 1, "a link to file:///etc/passwd"),
        ("[a](../secret.txt)", 1, "outside the project"),
        ("[a](/etc/passwd)", 1, "outside the project"),
        ("[a](#sec-none)", 1, "a link to #sec-none, which is no id"),
        ("[a](https://example.org){target=_blank}", 1, "attribute target of a link"),
        ("[a]{.red}", 1, "the class or attribute red of a passage"),
        ("a\nb\n![x](../a.png)", 3, "the image ../a.png, which lies outside the project"),
        ("![x](/etc/passwd)", 1, "the image /etc/passwd, which lies outside the project"),
        ("![x](https://example.org/a.png)", 1, "which lies outside the project"),
        ("![x](none.png)", 1, "the image none.png, which is not there"),
        ("![x](own.png){onclick=x}", 1, "attribute onclick of an image"),
        ("# A {.x}", 1, "a heading of class or attribute x"),
        ("[@fig-a; @key2000]", 1, "a reference to fig-a in the same brackets as one of another sort"),
        ("[@tbl-a, left]", 1, "words after a reference to tbl-a"),
        ("a $x$ {#eq-a} b", 1, "'{#eq-a}', which would be printed as it stands"),
        ("a **bold", 1, "'**bold', which would be printed as it stands"),
        ("a[^none]", 1, "'a[^none]', which would be printed as it stands"),
        ("words {.class}", 1, "which would be printed as it stands"),
        ("text\n# Head {#sec-a}", 2, "a heading after text"),
        ("text\n- item", 2, "a list after text"),
        ("text\n1. item", 2, "a list after text"),
        ("text\n| a |\n|---|", 2, "a table after text"),
        ("#Head", 1, "# without a space"),
        ("# {#sec-a}", 1, "a heading without words"),
        ("#", 1, "a heading without words"),
        ("# A {#sec-a}\n\n# B {#sec-a}", 3, "the id sec-a a second time"),
        ("自2005~2008年、2009~2012年", 1, "prints as a subscript"),
        ('他说"好"。', 1, "a straight quotation mark"),
        ("引文【@key2000】", 1, "full width"),
        ("| a |\n|---|\n| b |\n\n: title", 5, "a caption after a table"),
        ("| a |\n|---|\n| b |\n\ntable: title", 5, "a caption after a table"),
        ("Table: title\n\n| a |\n|---|\n| b |", 1, "a table with a caption of its own"),
        ("Words.\n\n: title\nthat goes on\n\n\n| a |\n|---|\n| b |", 3, "a table with a caption of its own"),
        ("Table: title {#tbl-x}\n\n| a |\n|---|\n| b |", 1, "a table with a caption of its own"),
        ("Term\n:   definition with <u>x</u>", 2, "raw html"),
    ],
)  # fmt: skip
def test_all_else_is_refused_with_its_line(tmp_path: Path, text: str, line: int, found: str) -> None:
    said = problems(tmp_path, text + "\n")
    assert any(found in p.actual and p.file == "report/a.qmd" and p.location == f"line {line}" for p in said), said


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("../outside.txt", "lies outside the project"),
        ("/etc/passwd", "is no text of chapters"),
        ("zh/../../outside.txt", "lies outside the project"),
        ("exhibits/../../outside.txt", "lies outside the project"),
        ("C:/outside.txt", "lies outside the project"),
        ("none.qmd", "is not there"),
        ("a.qmd", "includes this file"),
    ],
)
def test_an_include_stays_inside_the_report(tmp_path: Path, target: str, found: str) -> None:
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "report").mkdir()
    (tmp_path / "report/a.qmd").write_text(f"words\n\n{{{{< include {target} >}}}}\n", encoding="utf-8")
    for generated in (True, False):
        with pytest.raises(InputError) as caught:
            read(tmp_path / "report", "a.qmd", generated=generated)
        (problem,) = caught.value.problems
        assert problem.location == "line 3" and found in problem.actual


def test_a_chapter_that_is_no_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.qmd").write_bytes(b"words\n" + "集群".encode("gbk") + b"\n")
    with pytest.raises(InputError, match=r"report/a\.qmd, line 2: found the byte .*GB 18030"):
        read(tmp_path, "a.qmd")


def test_inside_knows_every_way_out() -> None:
    assert all(map(inside, ["a.png", "exhibits/a.qmd", "a/b/c.d", "./a"]))
    assert not any(map(inside, ["/a", "..", "../a", "a/../b", "a\\..\\b", "~/a", "C:/a", "http://a/b", "a\0b"]))


def test_texts_of_a_list_are_asked_as_well(tmp_path: Path) -> None:
    line = Line("Words {{< num >}} here", "claims.yaml", 0, "line 7, key claims.f1.claim_en")
    assert [str(p).split(": found")[0] for p in unsupported([line])] == [
        "report/claims.yaml, line 7, key claims.f1.claim_en"
    ]


def test_a_chapter_has_no_settings_of_its_own(tmp_path: Path) -> None:
    """Pandoc and Quarto would let a chapter's title take the document's place without a word."""
    (tmp_path / "own.qmd").write_text("---\ntitle: Another\n---\n\nWords.\n", encoding="utf-8")
    (problem,) = problems(tmp_path, "---\ntitle: The text\n---\n\nWords.\n\n{{< include own.qmd >}}\n")
    assert (problem.file, problem.location) == ("report/own.qmd", "line 1") and "settings" in problem.actual
