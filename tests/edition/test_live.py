"""Panels, marks, choices and tables in a real browser: what a reader does, and what follows."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ENGINES, ROOT, run_snakemake, seldom

from living_edition.exhibits.catalogue import specs
from living_edition.files import read_json
from living_edition.ledger.formatting import plain, text
from living_edition.ledger.number import read_numbers
from living_edition.settings.load import load

PANELS = [name for name, spec in specs().items() if spec["kind"] == "panel"]
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(params=ENGINES)
def page(request: pytest.FixtureRequest, site_by: Callable[[str], Path], browser: Any) -> Any:
    """A page of its own, of either engine: what is driven here leaves a trace."""
    opened: list[Any] = []

    def open_page(lang: str, width: int = 1280, after: str = "", **options: Any) -> Any:
        shown = browser.new_page(viewport={"width": width, "height": 900}, **options)
        opened.append(shown)
        shown.set_default_timeout(180_000)
        shown.goto((site_by(request.param) / f"cluster-finance-{lang}.html").as_uri() + after)
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


def reached(shown: Any, condition: str, argument: Any = None) -> None:
    """Wait until the condition holds, asked from outside: the page's policy lets no text be run as code within it."""
    for _ in range(200):
        if shown.evaluate(condition, argument):
            return
        shown.wait_for_timeout(50)
    raise AssertionError(condition)


def settled(shown: Any, name: str) -> None:
    """Wait until a screen reader has been told the outcome that stands: 600 ms after the last paint."""
    # A moved slider is painted in the next frame; only then can the old words be told from the new ones.
    shown.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown.wait_for_timeout(1000)
    reached(
        shown,
        """(name) => { const host = document.querySelector(`.live-panel[data-panel=${name}]`);
        const said = host.querySelector("[role=status]"), verdict = host.querySelector(".live-verdict");
        return said.textContent === verdict.textContent; }""",
        name,
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_editions_setting_shows_the_ledgers_numbers(built: Path, page: Callable[..., Any], lang: str) -> None:
    ledger = {n.id: text(n, lang) for n in read_numbers(built / "results/ledger/ledger.json")}
    shown = page(lang)
    for name in PANELS:
        wanted = [ledger[number["number"]] for number in specs()[name]["panel"]["numbers"]]
        assert numbers(panel(shown, name)) == wanted, name


@pytest.mark.parametrize("name", seldom(PANELS, often=2))
def test_a_slider_changes_chart_numbers_verdict_address_and_command(page: Callable[..., Any], name: str) -> None:
    shown = page("en")
    host = panel(shown, name)
    before = (numbers(host), host.locator(".live-svg").first.inner_html(), host.locator("code").text_content())
    slider = host.locator("input[type=range]").first
    assert slider.evaluate("e => e.labels[0].textContent").strip()
    slider.focus()
    for _ in range(3):
        shown.keyboard.press("PageUp")
    # The last paint, then the address, then the outcome for a screen reader: however long each takes.
    settled(shown, name)
    after = (numbers(host), host.locator(".live-svg").first.inner_html(), host.locator("code").text_content())
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert f"#{name}~" in shown.url
    assert host.locator("[role=status]").first.text_content() == host.locator(".live-verdict").text_content()
    # The address can be sent: another reader sees the same.
    other = panel(page("en", after=shown.url.partition(".html")[2]), name)
    assert numbers(other) == after[0]
    host.get_by_role("button", name="Reset").click()
    reached(shown, "() => !location.hash.includes('~')")
    settled(shown, name)
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


@pytest.mark.slow
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


# A setting of each model, small where it is simulated.
ELSEWHERE = {
    "fig-batch": ("batch", "~batch.clients=100~batch.micro_loan=12"),
    "fig-screening": ("screening", "~screening.safe_share=0.5~screening.precision_cluster=0.9"),
    "fig-reputation": ("reputation", "~reputation.partners=40~reputation.news_rate=2"),
    "fig-loss": ("portfolio", "~portfolio.loans=100~portfolio.rho_industry=0.3"),
    "fig-ruin": ("guarantee", "~guarantee.loans=50~guarantee.years=3~guarantee.premium=0.01"),
    "fig-fund": ("fund", "~fund.firms=60~fund.years=4~fund.expulsion=false"),
}


@pytest.mark.parametrize("name", seldom(PANELS, often=2))
def test_the_command_of_a_setting_gives_the_package_what_yields_its_numbers(
    page: Callable[..., Any], name: str
) -> None:
    model, address = ELSEWHERE[name]
    host = panel(page("en", after=f"#{name}{address}"), name)
    *line, option, given = shlex.split(host.locator("code").text_content())
    assert [line[:2], option] == [["snakemake", "-c1"], "--config"] and f"results/numbers/{model}.json" in line
    # Snakemake lays what --config gives over the file, key by key; the job then runs this module on its section.
    changed = yaml.safe_load(given.removeprefix("scenarios="))
    assert {f"{part}.{key}" for part, keys in changed.items() for key in keys} == set(
        re.findall(r"~([\w.]+)=", address)
    )
    raw = yaml.safe_load((ROOT / "config/default.yaml").read_text(encoding="utf-8"))
    for part, keys in changed.items():
        raw["scenarios"][part] |= keys
    parameters = getattr(load(raw)[0].scenarios, model)
    made = {
        n.id: text(n, "en") for n in import_module(f"cluster_finance.scenario.{model}_numbers").numbers(parameters, "")
    }
    shown = dict(zip([n["number"] for n in specs()[name]["panel"]["numbers"]], numbers(host), strict=True))
    both = [(number, made[number], said) for number, said in shown.items() if number in made]
    # Every number of this model that the panel shows; of the guarantee's, half are the layer's.
    assert [number for number, _, _ in both] == [number for number in shown if number.startswith(f"{model}.")]
    assert len(both) >= 5
    for number, wanted, said in both:
        value, error = re.fullmatch(r"(.*?)(?: \(±([\d.]+)\))?", said).groups()
        if error is None:
            assert value == wanted, number
        else:  # 4 standard errors of the page and as many of the package, whose draws are no fewer, and the last digit
            one, other = (float(re.search(r"[−\d.]+", each)[0].replace("−", "-")) for each in (value, wanted))
            digits = min(len(each.partition(".")[2].rstrip("% times")) for each in (value, wanted))
            assert abs(one - other) <= 4 * 2**0.5 * float(error) + 10.0**-digits, (number, wanted, said)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_scripts_figures_stand_with_a_word_for_it(page: Callable[..., Any], lang: str) -> None:
    shown = page(lang, java_script_enabled=False)
    for name in PANELS:
        assert shown.locator(f"#{name} img").count() == 1
        words = shown.locator(f".live-panel[data-panel={name}] p").text_content()
        assert bool(HAN.search(words)) == (lang == "zh") and len(words) > 30


def test_on_a_phone_the_mark_is_where_the_narrow_drawing_has_it(page: Callable[..., Any]) -> None:
    places = []
    for width in (1280, 390):
        shown = page("en", width)
        picture = shown.locator("#fig-gap-years .live-picture")
        picture.scroll_into_view_if_needed()
        picture.focus()
        shown.keyboard.press("ArrowRight")
        dot, image = (shown.locator(f"#fig-gap-years {part}").first.bounding_box() for part in (".live-dot", "img"))
        centre = dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2
        places.append([(centre[0] - image["x"]) / image["width"], (centre[1] - image["y"]) / image["height"]])
    data = json.loads(shown.locator("#live-marks").text_content())["fig-gap-years"]
    told = [[round(part / 1e4, 2) for part in where[:2]] for where in (data["marks"][0], data["narrow"][0])]
    assert told[0] != told[1]
    assert [[round(part, 2) for part in place] for place in places] == [
        pytest.approx(where, abs=0.011) for where in told
    ]


# The map stands in the text, the cities' credit in its supplement: a city is found on either. Wenzhou is on both parts
# of the map, the country and Zhejiang.
@pytest.mark.parametrize(("document", "figure", "times"), [("en", "fig-map", 2), ("supplement-en", "fig-credit", 1)])
def test_pointer_keys_and_search_find_a_city(page: Callable[..., Any], document: str, figure: str, times: int) -> None:
    shown = page(document)
    picture = shown.locator(f"#{figure} .live-picture")
    picture.scroll_into_view_if_needed()
    picture.focus()
    shown.keyboard.press("ArrowRight")
    card = shown.locator(".live-card")
    first = card.locator("strong").text_content()
    assert first and "GDP" in card.text_content()
    shown.keyboard.press("ArrowRight")
    assert card.locator("strong").text_content() != first
    field = shown.locator(f"input[list={figure}-names]")
    field.fill("Wenzhou")
    field.press("Enter")
    field.blur()
    assert shown.locator(f"#{figure} .live-dot.chosen").count() == times
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


@pytest.mark.parametrize(("document", "lang"), [("en", "en"), ("zh", "zh"), ("supplement-zh", "zh")])
def test_every_coefficient_opens_its_model(built: Path, page: Callable[..., Any], document: str, lang: str) -> None:
    shown = page(document)
    told = shown.evaluate("JSON.parse(document.getElementById('live-estimates').textContent)")
    assert told
    for table, about in told.items():
        result = read_json(built / f"results/regressions/{specs()[table]['result']}.json")
        models = {f"{result['statement']['id']}:{model['id']}": model for model in result["models"]}
        keys = [key for panel_ in about["panels"] for key in panel_]
        # Every estimate that the table prints, and nothing else, opens; here the main one of its last column.
        printed = sum(len(about["models"][key]["terms"]) for key in keys)
        buttons = shown.locator(f"#{table} .live-estimate")
        assert buttons.count() == printed, table
        model = models[keys[-1]]
        main = next(term for term in model["terms"] if term["term"] == result["statement"]["term"])
        button = buttons.filter(has_text=re.compile(f"^{plain(main['estimate'], 3)}\\W*$")).last
        button.focus()
        shown.keyboard.press("Enter")
        card = shown.locator("dialog[open]")
        words = card.text_content()
        assert plain(main["estimate"], 4) in words and plain(model["n"], 0) in words
        assert model[f"outcome_{lang}"] in words and main[f"label_{lang}"] in words
        assert all(plain(error["se"], 4) in words for error in main["errors"].values() if error)
        command = card.locator("code").last.text_content()
        assert command == f"snakemake -c1 results/regressions/{result['statement']['id']}.json"
        assert (built / card.locator("code").first.text_content().split(" · ")[0]).is_file()
        shown.keyboard.press("Escape")
        assert card.count() == 0 and button.evaluate("e => e === document.activeElement")


def test_the_same_estimate_is_lit_in_table_and_figures(page: Callable[..., Any]) -> None:
    shown = page("en")
    button = shown.locator("#tbl-credit-depth .live-estimate").nth(
        3
    )  # employment, with province, capital, income, size
    button.focus()
    lit = {
        name: shown.locator(f"{name} .live-dot.chosen").count() for name in ("#fig-forest", "#fig-curve ~ .live-panel")
    }
    assert lit == {"#fig-forest": 1, "#fig-curve ~ .live-panel": 1}
    button.blur()
    assert shown.locator("#fig-forest .live-dot.chosen").count() == 0
    forest = shown.locator("#fig-forest .live-picture")
    forest.focus()
    for _ in range(12):
        shown.keyboard.press("ArrowRight")
        if "same" in (button.get_attribute("class") or ""):
            return
    pytest.fail("no mark of the figure lights the table's estimate")


@pytest.mark.parametrize(
    ("width", "scheme"), seldom([(360, "dark"), (1920, "light"), (360, "light"), (1920, "dark")], often=2)
)
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
