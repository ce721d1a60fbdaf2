"""The gallery as a reader has it: opened from the disk, searched, copied from, every link resolved."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import seldom
from pages import opened

from living_edition.exhibits.catalogue import FIGURE_FORMS, TABLE_FORMS, specs

LANGS = ("zh", "en")


def page_text(built: Path, lang: str) -> str:
    return (built / f"results/site/gallery-{lang}.html").read_text(encoding="utf-8")


def test_every_exhibit_stands_in_both_pages_with_all_its_formats(built: Path) -> None:
    for lang in LANGS:
        text = page_text(built, lang)
        assert set(re.findall(r'<article id="([^"]+)"', text)) == set(specs())
        for name, spec in specs().items():
            forms = {"table": TABLE_FORMS, "figure": FIGURE_FORMS, "panel": FIGURE_FORMS, "regression": TABLE_FORMS}[
                spec["kind"]
            ]
            assert all(f'href="exhibits/{name}-{lang}.{form}"' in text for form in (*forms, "bib", "ris", "json"))
            assert f'href="exhibits/{name}.csv"' in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_leads_to_a_file(built: Path, lang: str) -> None:
    site = built / "results/site"
    targets = re.findall(r'(?:href|src)="([^"#]+)"', page_text(built, lang))
    assert len(targets) > 20 and [t for t in targets if not t.startswith("data:") and not (site / t).is_file()] == []


def test_the_list_of_hashes_holds_for_every_file_beside_it(built: Path) -> None:
    folder = built / "results/site/exhibits"
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.glob("[!.]*") if p.name != "SHA256SUMS"}
    kit = {"authors-kit.zip", "REPLICATION.md"}  # made of the listed files, and hence after the list
    assert listed == {name: digest for name, digest in found.items() if name not in kit} and kit <= set(found)
    for entry in json.loads((folder / "exhibits.json").read_text(encoding="utf-8")):
        assert entry["sha256"] == found[entry["canonical"]] and entry["files"].items() <= found.items()


def test_a_reader_verifies_a_file_of_the_site(built: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "living_edition", "verify"]
    file = built / "results/site/exhibits/tbl-programmes-en.xlsx"
    done = subprocess.run([*command, str(file)], cwd=built, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "tbl-programmes, version" in done.stdout
    broken = tmp_path / file.name
    broken.write_bytes(file.read_bytes()[:-1])
    done = subprocess.run([*command, str(broken)], cwd=built, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "differs" in done.stdout


def test_numbers_named_by_a_table_stand_in_its_cells(built: Path) -> None:
    from living_edition.exhibits.gallery import shown_numbers
    from living_edition.ledger.formatting import text
    from living_edition.ledger.number import read_numbers

    ledger = read_numbers(built / "results/ledger/ledger.json")
    record = json.loads((built / "results/exhibits/tbl-programmes.json").read_text(encoding="utf-8"))
    for lang in LANGS:
        cells = (built / f"results/tables/tbl-programmes-{lang}.html").read_text(encoding="utf-8")
        shown = [text(n, lang) for n in shown_numbers(record, ledger)]
        assert len(shown) == 5 and [words for words in shown if f">{words}</td>" not in cells] == []


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    seldom([("zh", 360, "dark"), ("en", 1280, "light"), ("zh", 1280, "light"), ("en", 360, "dark")], often=2),
)
def test_in_a_browser(built: Path, browser: Any, lang: str, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    errors: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto((built / f"results/site/gallery-{lang}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator("article:visible").count() == len(specs())
    page.locator("select[name=kind]").select_option("table")
    tables = [name for name, spec in specs().items() if spec["kind"] in ("table", "regression")]
    assert page.locator("article:visible").count() == len(tables)
    page.locator("select[name=kind]").select_option("")
    page.locator("input[name=words]").fill("tbl-programmes")
    assert page.locator("article:visible").evaluate_all("all => all.map(a => a.id)") == ["tbl-programmes"]
    page.locator("input[name=words]").fill("")
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("i => i.decode()")
        assert picture.evaluate("i => i.naturalWidth") > 100
    assert errors == [] and all(url.startswith("file:") for url in requests)
    page.close()


def test_a_citation_is_copied_by_one_click(built: Path, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((built / "results/site/gallery-en.html").as_uri())
    # What the page hands to the clipboard, whichever way it takes.
    page.evaluate("""() => { window.copied = null;
        navigator.clipboard.writeText = async (text) => { window.copied = text; }; }""")
    page.locator("#tbl-programmes button").first.click()
    page.wait_for_function("window.copied !== null")
    assert page.evaluate("window.copied") == page.locator("#tbl-programmes-gb").text_content()
    assert page.locator("#said").text_content() == "Copied"
    page.evaluate("""() => { navigator.clipboard.writeText = async () => { throw new Error('refused'); };
        document.execCommand = () => { window.selected = document.activeElement.value; return true; }; }""")
    page.locator("#tbl-programmes button").nth(1).click()
    page.wait_for_function("window.selected !== undefined")
    assert page.evaluate("window.selected") == page.locator("#tbl-programmes-apa").text_content()
    context.close()


@pytest.mark.parametrize(
    ("lang", "scheme"),
    seldom([("zh", "dark"), ("zh", "light"), ("en", "light"), ("en", "dark")]),
)
def test_no_rule_of_accessibility_is_broken(built: Path, browser: Any, lang: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # The page's policy lets no foreign script in: axe is put in past it.
    page = opened(browser, built / f"results/site/gallery-{lang}.html", bypass_csp=True, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    page.context.close()


def test_without_script_everything_is_there(built: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / "results/site/gallery-zh.html").as_uri())
    assert page.locator("article:visible").count() == len(specs())
    assert page.locator("main form:visible").count() == 0 and page.locator("main button:visible").count() == 0
    context.close()
