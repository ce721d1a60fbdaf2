"""Panels, marks, choices and tables in a real browser: what a reader does, and what follows."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import run_snakemake

from living_edition.exhibits.catalogue import specs
from living_edition.files import read_json
from living_edition.ledger.formatting import text
from living_edition.ledger.number import read_numbers

PANELS = [name for name, spec in specs().items() if spec["kind"] == "panel"]
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def page(built: Path, browser: Any) -> Any:
    """A page of its own: what is driven here leaves a trace."""
    opened: list[Any] = []

    def open_page(lang: str, width: int = 1280, after: str = "", **options: Any) -> Any:
        shown = browser.new_page(viewport={"width": width, "height": 900}, **options)
        opened.append(shown)
        shown.set_default_timeout(180_000)
        shown.goto((built / f"results/site/cluster-finance-{lang}.html").as_uri() + after)
        return shown

    yield open_page
    for shown in opened:
        shown.close()


def panel(shown: Any, name: str) -> Any:
    shown.locator(f".live-panel[data-panel={name}]").scroll_into_view_if_needed()
    host = shown.locator(f".live-panel[data-panel={name}][role=group]")
    host.locator(".live-verdict").wait_for()
    return host


def numbers(host: Any) -> list[str]:
    return [cell.strip() for cell in host.locator(".live-numbers tbody tr td:nth-of-type(1)").all_text_contents()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_editions_setting_shows_the_ledgers_numbers(built: Path, page: Callable[..., Any], lang: str) -> None:
    ledger = {n.id: text(n, lang) for n in read_numbers(built / "results/ledger/ledger.json")}
    shown = page(lang)
    for name in PANELS:
        wanted = [ledger[number["number"]] for number in specs()[name]["panel"]["numbers"]]
        assert numbers(panel(shown, name)) == wanted, name


@pytest.mark.parametrize("name", PANELS)
def test_a_slider_changes_chart_numbers_verdict_address_and_command(page: Callable[..., Any], name: str) -> None:
    shown = page("en")
    host = panel(shown, name)
    before = (numbers(host), host.locator(".live-svg").first.inner_html(), host.locator("code").text_content())
    slider = host.locator("input[type=range]").first
    assert slider.evaluate("e => e.labels[0].textContent").strip()
    slider.focus()
    for _ in range(3):
        shown.keyboard.press("PageUp")
    shown.wait_for_timeout(900)
    after = (numbers(host), host.locator(".live-svg").first.inner_html(), host.locator("code").text_content())
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert f"#{name}~" in shown.url
    assert host.locator("[role=status]").first.text_content() == host.locator(".live-verdict").text_content()
    # The address can be sent: another reader sees the same.
    other = panel(page("en", after=shown.url.partition(".html")[2]), name)
    assert numbers(other) == after[0]
    host.get_by_role("button", name="Reset").click()
    shown.wait_for_timeout(500)
    assert numbers(host) == before[0] and "~" not in shown.url


def test_two_settings_stand_side_by_side(page: Callable[..., Any]) -> None:
    shown = page("en")
    host = panel(shown, "fig-batch")
    own = numbers(host)
    host.get_by_role("button", name="Keep for comparison").click()
    host.locator("input[type=range]").first.press("End")
    shown.wait_for_timeout(300)
    assert host.locator(".live-numbers thead th").count() == 4
    kept = [cell.strip() for cell in host.locator(".live-numbers tbody tr td:nth-of-type(2)").all_text_contents()]
    assert kept == own != numbers(host)


def test_a_contradiction_is_said_and_nothing_else_changes(page: Callable[..., Any]) -> None:
    shown = page("en", after="#fig-batch~batch.cost_batch=5")
    said = panel(shown, "fig-batch").locator(".live-verdict").text_content()
    assert "contradict" in said and "batch" in said


def test_the_command_makes_the_panels_number(copy: Path, page: Callable[..., Any]) -> None:
    host = panel(page("en", after="#fig-batch~batch.clients=100"), "fig-batch")
    command = shlex.split(host.locator("code").text_content())
    assert command[0] == "snakemake"
    done = run_snakemake(copy, *command[1:])
    assert done.returncode == 0, done.stdout
    made = {n["id"]: n["value"] for n in read_json(copy / "results/numbers/batch.json")}
    shown = dict(zip([n["number"] for n in specs()["fig-batch"]["panel"]["numbers"]], numbers(host), strict=True))
    assert f"{made['batch.rate_batch']:.2f}%" == shown["batch.rate_batch"]
    assert made["batch.saving"] == pytest.approx(50.0)  # 100 (2 - 1) - 50


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_scripts_figures_stand_with_a_word_for_it(page: Callable[..., Any], lang: str) -> None:
    shown = page(lang, java_script_enabled=False)
    for name in PANELS:
        assert shown.locator(f"#{name} img").count() == 1
        words = shown.locator(f".live-panel[data-panel={name}] p").text_content()
        assert bool(HAN.search(words)) == (lang == "zh") and len(words) > 30


def test_pointer_keys_and_search_find_a_city(page: Callable[..., Any]) -> None:
    shown = page("en")
    picture = shown.locator("#fig-credit .live-picture")
    picture.scroll_into_view_if_needed()
    picture.focus()
    shown.keyboard.press("ArrowRight")
    card = shown.locator(".live-card")
    first = card.locator("strong").text_content()
    assert first and "GDP" in card.text_content()
    shown.keyboard.press("ArrowRight")
    assert card.locator("strong").text_content() != first
    field = shown.locator("input[list=fig-credit-names]")
    field.fill("Wenzhou")
    field.press("Enter")
    field.blur()
    assert shown.locator("#fig-credit .live-dot.chosen").count() == 1
    assert "pick=Wenzhou" in shown.url
    # Every other figure with names marks it too, or says that it is not there.
    for tool in shown.locator(".live-tool:has(datalist)").all():
        figure = tool.locator("datalist").get_attribute("id").removesuffix("-names")
        marked = shown.locator(f"#{figure} .live-dot.chosen").count()
        assert bool(marked) != bool(tool.locator(".live-absent").text_content()), figure


def test_the_curve_follows_the_readers_choices(built: Path, page: Callable[..., Any]) -> None:
    shown = page("en")
    panel_ = shown.locator(".live-panel:has(.live-chips)").first
    panel_.scroll_into_view_if_needed()
    data = shown.evaluate("JSON.parse(document.getElementById('live-marks').textContent)['fig-curve'].choices")
    panel_.locator(".live-chips button").first.click()
    rows = [row for row in data["rows"] if row[0] != 0]
    n, estimate = len(data["factors"]), [row[len(data["factors"])] for row in rows]
    said = panel_.locator(".live-verdict").text_content()
    assert said.startswith(f"{len(rows)} of {len(data['rows'])}")
    assert f"positive {100 * sum(e > 0 for e in estimate) / len(rows):.0f}%" in said
    clear = sum(row[n] > 0 and row[n + 3] == 1 for row in rows)
    assert f"significant {100 * clear / len(rows):.0f}%" in said


@pytest.mark.parametrize("width", [360, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panels_fit_and_can_be_touched(page: Callable[..., Any], width: int, scheme: str) -> None:
    shown = page("zh", width=width, color_scheme=scheme)
    errors: list[str] = []
    shown.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for name in PANELS:
        host = panel(shown, name)
        assert host.evaluate("e => e.scrollWidth <= e.clientWidth")
        small = host.evaluate(
            """e => [...e.querySelectorAll("button, input, select, summary")].filter((c) => c.offsetParent)
            .filter((c) => c.getBoundingClientRect().height < 24).map((c) => c.outerHTML.slice(0, 80))"""
        )
        assert small == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert errors == []


def test_a_tables_rows_are_sorted_by_its_head(page: Callable[..., Any]) -> None:
    shown = page("en")
    head = shown.locator("th:has(.live-sort)").nth(1)
    table = head.locator("xpath=ancestor::table[1]")
    column = head.evaluate("e => e.cellIndex")
    read = f"t => [...t.tBodies[0].rows].map((r) => r.cells[{column}].textContent.trim())"
    before = table.evaluate(read)
    head.locator("button").click()
    up = table.evaluate(read)
    assert head.get_attribute("aria-sort") == "ascending" and sorted(up) == sorted(before)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending" and table.evaluate(read) != up


def test_the_layer_is_small_and_asks_for_nothing(built: Path) -> None:
    for lang, before in (("zh", 3_181_014), ("en", 2_873_173)):
        whole = (built / f"results/site/cluster-finance-{lang}.html").read_text(encoding="utf-8")
        assert len(whole.encode()) < before
        script = (built / f"results/stage/{lang}/live/live.js").read_bytes()
        assert len(script) + (built / f"results/stage/{lang}/live/live.css").stat().st_size < 60_000
        for word in (b"eval(", b"new Function", b"fetch(", b"XMLHttpRequest", b"import("):
            assert word not in script
