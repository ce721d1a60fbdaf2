"""Measures of concentration: of secondary employment in cities, and of the thesis's four clusters.

The location quotient of a city is the share of the secondary sector in its employees of units over
that share in all cities of the year (Florence's index): above 1 where industry weighs more than on
the whole. Density is secondary employees a km². Both are of urban and industrial concentration,
not of specialised clusters. Formal units only: private firms and the self-employed are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

import pandas as pd

from cluster_finance.data.numbers import bilingual_number
from cluster_finance.data.schemas import ZHEJIANG
from cluster_finance.data.schemas_record import CITY_MEASURES, CLUSTER_MEASURES, PROVINCE_MEASURES
from living_edition.ledger.number import LOWER, UPPER, Number
from living_edition.ledger.units import convert
from living_edition.tables.validate import validate

YEAR = 2007
_USED = ["employees_secondary", "employees_units", "land_area"]
_RANKED = (("location_quotient", "quotient_rank"), ("density", "density_rank"))


def city_measures(panel: pd.DataFrame) -> pd.DataFrame:
    """Return quotient, density (``persons_per_km2``) and ranks by city and year.

    Only cities with all three inputs count; ``cities`` is how many that is in the year.
    """
    rows = panel.dropna(subset=_USED)
    table = _measured(rows, rows)
    table["cities"] = table.groupby("year")["year"].transform("size")
    return validate(_ordered(table, CITY_MEASURES, "city_code"), CITY_MEASURES)


def province_measures(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the same by province and year, from the sums over the cities that count."""
    rows = panel.dropna(subset=_USED)
    keys = ["province_code", "province_zh", "province_en", "year"]
    sums = rows.groupby(keys, as_index=False)[_USED].sum()
    sums["cities_counted"] = rows.groupby(keys).size().to_numpy()
    table = _measured(sums, rows)
    table["provinces"] = table.groupby("year")["year"].transform("size")
    return validate(_ordered(table, PROVINCE_MEASURES, "province_code"), PROVINCE_MEASURES)


def _measured(rows: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    national = cities.groupby("year")[_USED].sum()
    mean = rows["year"].map(national["employees_secondary"] / national["employees_units"])
    persons = rows["employees_secondary"] * convert(1, "10k_persons", "persons")
    table = rows.assign(
        location_quotient=rows["employees_secondary"] / rows["employees_units"] / mean,
        density=persons / rows["land_area"],
    )
    for column, rank in _RANKED:
        table[rank] = table.groupby("year")[column].rank(method="min", ascending=False).astype("int64")
    return table


def _ordered(table: pd.DataFrame, schema: Any, key: str) -> pd.DataFrame:
    return table.sort_values([key, "year"], ignore_index=True)[list(schema.columns)]


@dataclass(frozen=True)
class Bounded:
    """A figure with its bound (``ledger.number.Bound``), or unknown (then ``value`` is None)."""

    value: float | None
    bound: str


_OPPOSITE = {"at_least": "at_most", "more_than": "less_than", "exact": "exact", "about": "about"}
_OPPOSITE |= {turned: bound for bound, turned in _OPPOSITE.items()}


def quotient(above: Bounded, below: Bounded) -> Bounded:
    """Return ``above / below`` (both positive) with the bound that it has.

    A lower bound over a lower bound tells nothing, likewise two upper bounds: unknown. Where only
    one of two bounds is strict, so is that of the quotient.
    """
    turned = _OPPOSITE.get(below.bound, "unknown")
    kinds = {above.bound, turned} - {"exact"}
    for weak, strict in (("at_least", "more_than"), ("at_most", "less_than")):
        kinds -= {weak} if kinds == {weak, strict} else set()
    if len(kinds) > 1 or "unknown" in kinds or above.value is None or below.value is None:
        return Bounded(None, "unknown")
    return Bounded(above.value / below.value, kinds.pop() if kinds else "exact")


def rounded(value: float, bound: str) -> float:
    """Return ``value`` as a reader is shown it: four significant digits, of a bound three.

    A bound is rounded away from what it shuts in, so that it still holds: 46.15 at least becomes
    46.1, 33.33 at most 33.4.
    """
    exact = Decimal(f"{value:.12g}")
    modes = dict.fromkeys(map(str, LOWER), ROUND_FLOOR) | dict.fromkeys(map(str, UPPER), ROUND_CEILING)
    digits = 3 if bound in modes else 4
    step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    return float(exact.quantize(step, rounding=modes.get(bound, ROUND_HALF_EVEN)))


_MEASURES = {
    "output_per_firm": ("每家企业的产值", "output per firm", "10k_yuan"),
    "output_per_piece": ("每件产品的产值", "output a product", "yuan"),
    "share_china": ("占全国产量的比重", "share of national output", "percent"),
    "share_world": ("占全球产量的比重", "share of world output", "percent"),
    "national_output": ("由此推算的全国产量", "national output implied", ""),
    "world_output": ("由此推算的全球产量", "world output implied", ""),
    "china_of_world": ("由此推算的全国占全球的比重", "China's share of the world implied", "percent"),
}
# The counts of firms and of products that a cluster's output can be divided by.
_FIRMS = {"liushi": "liushi.firms_over_5m", "shengzhou": "shengzhou.firms"}
_PRODUCTS = {"datang": "datang.socks", "shengzhou": "shengzhou.ties"}
_CLUSTERS = ("liushi", "datang", "shengzhou", "haining")


def cluster_measures(figures: pd.DataFrame) -> pd.DataFrame:
    """Return one row a measure that the thesis's figures allow, its bound carried through.

    Output of Liushi is that of firms above designated size, its count of firms that of firms above
    an output threshold: their quotient is approximate in scope even where it is exact in number.
    """
    rows = figures.set_index("id")
    measures = []
    for cluster in _CLUSTERS:
        names = {name: str(rows.at[f"{cluster}.output", name]) for name in ("place_zh", "place_en")}
        for measure, (figure, unit) in _of_cluster(cluster, rows).items():
            zh, en, usual = _MEASURES[measure]
            value = float("nan") if figure.value is None else figure.value
            measures.append(
                {"cluster": cluster, **names, "measure": measure, "measure_zh": zh, "measure_en": en, "value": value,
                 "bound": figure.bound, "unit": unit or usual}
            )  # fmt: skip
    return validate(pd.DataFrame(measures)[list(CLUSTER_MEASURES.columns)], CLUSTER_MEASURES)


def _of_cluster(cluster: str, rows: pd.DataFrame) -> dict[str, tuple[Bounded, str]]:
    def figure(name: str, unit: str) -> Bounded:
        row = rows.loc[name]
        return Bounded(convert(float(str(row["value"])), str(row["unit"]), unit), str(row["bound"]))

    ratios: dict[str, tuple[Bounded, str]] = {}
    output = f"{cluster}.output"
    if cluster in _FIRMS:
        name = _FIRMS[cluster]
        ratios["output_per_firm"] = (quotient(figure(output, "10k_yuan"), figure(name, "firms")), "")
    if cluster in _PRODUCTS:
        unit = str(rows.at[_PRODUCTS[cluster], "unit"])
        products = figure(_PRODUCTS[cluster], unit)
        china, world = (figure(f"{cluster}.share_{part}", "share") for part in ("china", "world"))
        ratios["output_per_piece"] = (quotient(figure(output, "yuan"), products), "")
        for part in ("china", "world"):
            ratios[f"share_{part}"] = (figure(f"{cluster}.share_{part}", "percent"), "")
        ratios["national_output"] = (quotient(products, china), unit)
        ratios["world_output"] = (quotient(products, world), unit)
        ratios["china_of_world"] = (quotient(figure(f"{cluster}.share_world", "percent"), china), "")
    return ratios


def measure_numbers(cities: pd.DataFrame, provinces: pd.DataFrame, clusters: pd.DataFrame) -> list[Number]:
    """Return the numbers of the measures for the ledger; those of cities are of 2007."""
    return [*_zhejiang_numbers(cities, provinces), *_cluster_numbers(clusters)]


def _zhejiang_numbers(cities: pd.DataFrame, provinces: pd.DataFrame) -> list[Number]:
    current = cities[cities["year"].eq(YEAR)]
    zhejiang = current[current["province_code"].eq(ZHEJIANG)]
    row = provinces[provinces["year"].eq(YEAR) & provinces["province_code"].eq(ZHEJIANG)].iloc[0]
    names = {
        "quotient": ("第二产业就业的区位商", "location quotient of secondary employment"),
        "density": ("第二产业就业密度", "density of secondary employment"),
    }
    quarter = len(current) / 4
    numbers = [
        _number("cities", len(current), "cities", "有区位商与密度的城市", "cities with quotient and density"),
        _number("provinces", int(row["provinces"]), "provinces", "参加排位的省份", "provinces ranked"),
        _number("zhejiang.quotient", float(row["location_quotient"]), "number", f"浙江{names['quotient'][0]}",
                f"Zhejiang, {names['quotient'][1]}", 2),
        _number("zhejiang.density", float(row["density"]), "persons_per_km2", f"浙江{names['density'][0]}",
                f"Zhejiang, {names['density'][1]}", 1),
    ]  # fmt: skip
    for key, (zh, en) in names.items():
        rank = f"{key}_rank"
        in_quarter = int(zhejiang[rank].le(quarter).sum())
        numbers += [
            _number(f"zhejiang.{rank}", int(row[rank]), "number", f"浙江{zh}在各省中的位次",
                    f"Zhejiang's rank among provinces, {en}"),
            _number(f"zhejiang.{key}_top_quarter", in_quarter, "cities", f"浙江{zh}居全国前四分之一的城市",
                    f"cities of Zhejiang in the first quarter, {en}"),
            _number(f"zhejiang.{key}_best", int(zhejiang[rank].min()), "number", f"浙江各市{zh}的最高位次",
                    f"best rank of a Zhejiang city, {en}"),
        ]  # fmt: skip
    return numbers


def _number(name: str, value: float, unit: str, zh: str, en: str, decimals: int = 0) -> Number:
    origin = (
        f"《中国城市统计年鉴》城市面板（清理后），{YEAR}年：{zh}",
        f"China City Statistical Yearbook, panel of cities as cleaned, {YEAR}: {en}",
    )
    files, code = ("data/raw/city_panel.csv",), "data.concentration:measure_numbers"
    return bilingual_number(f"measures.{name}", value, unit, (zh, en), origin, files, code, decimals=decimals)


def _cluster_numbers(clusters: pd.DataFrame) -> list[Number]:
    files, code = ("data/raw/thesis_figures.csv",), "data.concentration:cluster_measures"
    numbers = []
    for row in clusters[clusters["bound"].ne("unknown")].to_dict("records"):
        zh, en = f"{row['place_zh']}，{row['measure_zh']}", f"{row['place_en']}, {row['measure_en']}"
        origin = f"由论文第2.1节的数字算出：{zh}", f"from figures of section 2.1 of the thesis: {en}"
        key, value = f"measures.{row['cluster']}.{row['measure']}", rounded(float(row["value"]), row["bound"])
        numbers.append(
            bilingual_number(key, value, row["unit"], (zh, en), origin, files, code, "thesis", bound=row["bound"])
        )
    return numbers
