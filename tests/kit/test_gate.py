"""What an engine left raw on a page, and links within it that lead nowhere, are not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from living_edition.errors import InputError
from living_edition.render.gate import check, raw

SOUND = """<html><head><title>{{</title><style>a { b: c } a:::b {}</style></head><body><h1 id="one">One</h1>
<p>Words: <a href="#one">up</a>, <a href="other.html#none">away</a>, <a href="#">top</a>.
<code>{{&lt; num a &gt;}} :::</code>
{a set} [a note] 2::1</p><script>"{{<" + ":::"</script></body></html>"""


def test_a_sound_page_passes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(SOUND, encoding="utf-8")
    check(tmp_path / "a.html", "report/a.qmd")


@pytest.mark.parametrize(
    "words",
    ["a {{&lt; num b", "&gt;}} a", "::: {.callout-note}", "a {#sec-b}", "a {.unnumbered}", "see ?@fig-b", "[a]{.b}",
     "(???)", ":::"],
)  # fmt: skip
def test_what_stands_raw_is_told_with_the_words_around_it(tmp_path: Path, words: str) -> None:
    (tmp_path / "a.html").write_text(SOUND.replace("Words:", f"Some words before it {words}"), encoding="utf-8")
    with pytest.raises(InputError, match=r"report/a\.qmd, the rendered text, near .*before it"):
        check(tmp_path / "a.html", "report/a.qmd")


def test_a_dead_link_within_the_page_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(SOUND.replace('href="#one"', 'href="#two"'), encoding="utf-8")
    with pytest.raises(InputError, match="link #two: found no place of that id"):
        check(tmp_path / "a.html", "report/a.qmd")


def test_each_mark_is_told_once() -> None:
    words = " and some more words that stand between them"
    assert len(raw(f"a :::{words} ::: c {{{{<{words}", "x")) == 3 and not raw("a :: b", "x")
