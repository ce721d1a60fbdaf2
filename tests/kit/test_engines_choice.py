"""Which engine renders: Quarto where it is new enough, and what Quarto leaves unresolved is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from living_edition.errors import InputError
from living_edition.project import document
from living_edition.render.engines import builtin, choose, quarto


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, version: str, said: str = "", code: int = 0) -> None:
    """Put a program ``quarto`` of ``version`` on the PATH that writes a page, says ``said`` and ends with ``code``."""
    program = folder / "bin/quarto"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = --version ]; then echo "{version}"; exit; fi\n'
        f'mkdir -p _output; echo page > "_output/${{2%.qmd}}.html"; echo "{said}" >&2; exit {code}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


@pytest.mark.parametrize(
    ("version", "engine"),
    [("1.10.18", "quarto"), ("1.9.0", "quarto"), ("1.8.27", "pandoc"), ("1.7.1", "pandoc"), ("none", "pandoc")],
)
def test_an_older_quarto_is_passed_over_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], version: str, engine: str
) -> None:
    install(tmp_path, monkeypatch, version)
    assert choose("auto") == engine
    assert ("older than 1.9" in capsys.readouterr().err) == (engine == "pandoc")
    assert (choose("pandoc"), choose("quarto")) == ("pandoc", "quarto")


def test_an_older_quarto_is_refused_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "1.8.27")
    with pytest.raises(InputError, match=r"key report\.engine: found quarto 1\.8\.27; expected Quarto 1\.9 or newer"):
        quarto.render(tmp_path, "en", "html")


def test_without_quarto_the_built_in_engine_renders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert choose("auto") == "pandoc"
    with pytest.raises(InputError, match="which is not installed"):
        quarto.render(tmp_path, "en", "html")


@pytest.mark.parametrize(
    "said",
    [
        "WARNING (share/filters/crossref/refs.lua:128) Unable to resolve crossref @fig-none",
        "[WARNING] Citeproc: citation none2000 not found",
        "WARNING (share/filters/customnodes/shortcodes.lua:425) Shortcode 'none' not found",
        "ERROR (_extensions/ledger/ledger.lua:32) no number none in the ledger",
    ],
)
def test_what_quarto_leaves_unresolved_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    install(tmp_path, monkeypatch, "1.10.18", said)
    with pytest.raises(InputError, match="none"):
        quarto.render(tmp_path, "en", "html")
    assert not (tmp_path / f"_output/{document('en')}.html").exists()
    assert said in capsys.readouterr().err


def test_a_page_that_quarto_renders_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "1.10.18", "Output created: page")
    assert quarto.render(tmp_path, "en", "html").read_text(encoding="utf-8") == "page\n"


def test_what_stops_quarto_is_told_without_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(
        tmp_path,
        monkeypatch,
        "1.10.18",
        "pandoc\n  to: html\n[typst]: Compiling...error: label missing\nERROR: failed",
        1,
    )
    with pytest.raises(InputError, match=r"found error: label missing\nERROR: failed; expected"):
        quarto.render(tmp_path, "en", "html")


# It has one heading more than it counts of itself: no number is the right one.
RESTLESS = "#context for n in range(query(heading).len() + 1) [= One]"


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("= One\n#pagebreak()\n= Two", 2),
        (f'#if sys.inputs.exhibits == "floating" {{ [{RESTLESS}] }} else [At rest]', 1),
        (RESTLESS, 0),
    ],
)
def test_a_pdf_whose_numbers_do_not_come_to_rest_is_never_published(tmp_path: Path, text: str, pages: int) -> None:
    (tmp_path / "edition.typ").write_text(f'#set document(title: "Trial")\n#set text(lang: "en")\n{text}')
    (tmp_path / "edition.qmd").write_text("---\ndate: 2026-01-01\n---\n")
    meta = {"format": {"typst": {"font-paths": [], "pdf-standard": ["1.7"]}}}
    if pages:
        made = builtin.typeset(tmp_path, "edition", tmp_path / "edition.typ", meta)
        assert len(PdfReader(made).pages) == pages
    else:
        with pytest.raises(InputError, match="did not come to rest"):
            builtin.typeset(tmp_path, "edition", tmp_path / "edition.typ", meta)
        assert not (tmp_path / "edition.pdf").exists()
