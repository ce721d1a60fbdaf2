"""Checks of one source against another: how far two independent records of the same thing agree.

A *pair* is one quantity recorded twice: ``first`` is the figure that the edition uses, ``second``
the other record, both in ``unit``. ``deviation`` is ``first / second - 1``, in ``share``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from cluster_finance.data.crosscheck_checks import CHECKS, Check
from cluster_finance.data.numbers import bilingual_number
from cluster_finance.data.rows import records
from cluster_finance.data.schemas_record import CROSSCHECKS, DISAGREEMENTS
from living_edition.errors import InputError, Problem
from living_edition.ledger.number import Number
from living_edition.ledger.units import convert
from living_edition.tables.validate import validate

TOLERANCES = (1, 2, 5)  # percent
NAMED_ABOVE = 0.05
SAME = 0.001  # two records of one figure, rounding aside
EQUAL = 1e-6  # to the seven digits that the panel's copy keeps
LASTING = 4  # years of a place off in one direction

Tables = Mapping[str, pd.DataFrame]
_KEYS = ["check", "place", "year"]
_PAIR = ["place", "year", "first", "second"]


def pairs_of(tables: Tables) -> pd.DataFrame:
    """Return all pairs (check, place, year, first, second, unit, deviation), in the order of the checks.

    Rows of the first record that have no second stay, with ``second`` and ``deviation`` missing:
    a second record may hold the figure of a year that it does not name.
    ``tables`` are the clean ``city_panel`` and ``facts`` and the raw tables that ``_MAKERS`` names.
    Raises ``InputError`` for every check that finds no pair.
    """
    by_check = {check.id: _MAKERS[check.id](tables).dropna(subset=["first"]) for check in CHECKS}
    empty = [
        Problem(f"cross-check {name}", "", "no pair of figures", "at least one", "see that the two tables still meet")
        for name, pairs in by_check.items()
        if pairs["second"].isna().all()
    ]
    if empty:
        raise InputError(empty)
    frames = [pairs.assign(check=check.id, unit=check.unit) for check in CHECKS for pairs in [by_check[check.id]]]
    pairs = pd.concat(frames, ignore_index=True)
    pairs["deviation"] = pairs["first"] / pairs["second"] - 1
    return pairs[[*_KEYS, "first", "second", "unit", "deviation"]]


def agreement(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a check: pairs, the percent of them equal and within 1, 2 and 5%, and the median deviation.

    The median is of the absolute deviation, in ``percent``.
    """
    pairs = pairs.dropna(subset=["deviation"])
    size = 100 * pairs["deviation"].abs()
    columns: dict[str, pd.Series] = {"pairs": size.groupby(pairs["check"]).size()}
    columns["equal"] = 100 * size.le(100 * EQUAL).groupby(pairs["check"]).mean()
    for tolerance in TOLERANCES:
        columns[f"within_{tolerance}"] = 100 * size.le(tolerance).groupby(pairs["check"]).mean()
    columns["median_deviation"] = size.groupby(pairs["check"]).median()
    summary = pd.DataFrame(columns).reindex([check.id for check in CHECKS]).dropna()
    checks = pd.DataFrame([check.__dict__ for check in CHECKS if check.id in summary.index])
    table = checks.merge(summary.reset_index(names="check"), left_on="id", right_on="check").drop(columns="check")
    table["pairs"] = table["pairs"].astype("int64")
    return validate(table[list(CROSSCHECKS.columns)], CROSSCHECKS)


def disagreements(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs more than 5% apart, each with the pattern it belongs to.

    ``next_year`` and ``year_before``: the second record is the first one's of that year;
    ``lasting``: the place is off in the same direction in at least four years; ``single`` the rest.
    """
    off = pairs[pairs["deviation"].abs().gt(NAMED_ABOVE)].copy()
    off["direction"] = off["deviation"].gt(0)
    years = off.groupby(["check", "place", "direction"])["year"].transform("size")
    off["pattern"] = "single"
    off.loc[years.ge(LASTING), "pattern"] = "lasting"
    for step, name in ((1, "next_year"), (-1, "year_before")):
        shifted_first = pairs.assign(year=pairs["year"] - step).set_index(_KEYS)["first"]
        neighbour = off.set_index(_KEYS).index.map(shifted_first.to_dict())
        same = (off["second"] / pd.Series(list(neighbour), index=off.index, dtype="float64") - 1).abs().le(SAME)
        off.loc[same, "pattern"] = name
    ordered = off.sort_values(_KEYS, ignore_index=True)
    return validate(ordered[list(DISAGREEMENTS.columns)], DISAGREEMENTS)


def _panel(tables: Tables, column: str, unit: str, target_unit: str) -> pd.DataFrame:
    """Return ``column`` of the panel, in ``target_unit``, with place, year, code of four digits."""
    panel = tables["city_panel"]
    return pd.DataFrame(
        {
            "code": panel["city_code"].str[:4],
            "province": panel["province_zh"],
            "place": panel["city"],
            "year": panel["year"],
            "first": panel[column] * convert(1, unit, target_unit),
        }
    )


def _against_second(tables: Tables, column: str, units: tuple[str, str], other_column: str) -> pd.DataFrame:
    """Return ``column`` of the panel, filed in the first of ``units``, in the second, beside ``other_column``."""
    # By code: the names of the second compilation are blank, spaced or without 市 in places.
    other = tables["prefecture_gdp_crosscheck"].rename(columns={"prefecture_code": "code", other_column: "second"})
    return _panel(tables, column, *units).merge(other[["code", "year", "second"]], on=["code", "year"], how="left")[
        _PAIR
    ]


def _output_file_gdp(tables: Tables) -> pd.DataFrame:
    ours = _panel(tables, "gdp", "10k_yuan", "10k_yuan")
    other = tables["city_industrial_output"].rename(columns={"city": "place", "gdp": "second"})
    return ours.merge(other, on=["place", "year"], how="left")[_PAIR]


def _province_gdp(tables: Tables) -> pd.DataFrame:
    other = tables["province_gdp"].rename(columns={"province": "place", "gdp": "second"})
    return other[["place", "year", "second"]]


def _cities_by_province(tables: Tables) -> pd.DataFrame:
    """Return sums over cities, of the provinces and years in which no prefecture is wanting."""
    ours = _panel(tables, "gdp", "10k_yuan", "100m_yuan")
    ours["two"] = ours["code"].str[:2]
    by = ours.groupby(["province", "two", "year"], as_index=False)["first"].agg(first="sum", cities="count")
    joined = by.merge(_prefectures(tables), on="two", how="left")
    # The four municipalities are provinces of one city; the second compilation leaves them out.
    joined = joined[joined["cities"].eq(joined["prefectures"].fillna(1))].rename(columns={"province": "place"})
    return joined.merge(_province_gdp(tables), on=["place", "year"])[_PAIR]


def _prefectures(tables: Tables) -> pd.DataFrame:
    codes = tables["prefecture_gdp_crosscheck"]["prefecture_code"].drop_duplicates()
    return codes.groupby(codes.str[:2]).size().rename_axis("two").reset_index(name="prefectures")


def _compilation_by_province(tables: Tables) -> pd.DataFrame:
    names = tables["city_panel"][["province_code", "province_zh"]].drop_duplicates()
    other = tables["prefecture_gdp_crosscheck"].assign(two=lambda t: t["prefecture_code"].str[:2])
    by = other.groupby(["two", "year"], as_index=False)["gdp"].agg(first="sum", matched="count")
    joined = by.merge(_prefectures(tables), on="two").merge(names, left_on="two", right_on="province_code")
    joined = joined[joined["matched"].eq(joined["prefectures"])].rename(columns={"province_zh": "place"})
    return joined.merge(_province_gdp(tables), on=["place", "year"])[_PAIR]


_PARTS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "浙江省": (
        "zhejiang_industrial_firms",
        {
            "light_heavy": ("light_industry", "heavy_industry"),
            "size": ("large", "medium", "small"),
            "ownership": (
                "state_owned", "collective", "share_cooperative", "joint", "foreign_HMT", "private", "other",
            ),
        },
    ),
    "福建省": ("fujian_industrial_firms", {"size": ("large", "medium", "small")}),
}  # fmt: skip


def _firms(tables: Tables) -> pd.DataFrame:
    """Return the yearbook's parts, summed, against its total: by industry, size and ownership."""
    rows = []
    for province, (name, divisions) in _PARTS.items():
        firms = tables[name].set_index("indicator").drop(columns="unit")
        for division, parts in divisions.items():
            for year, column in firms.items():
                added = float(column[list(parts)].sum())
                rows.append((f"{province} {division}", int(str(year)), added, float(column["total"])))
    return pd.DataFrame(rows, columns=_PAIR)


def firms_of_nation(tables: Tables) -> pd.DataFrame:
    """Return the firms of Zhejiang, as a share of the nation's, by year (year, firms, nation, share).

    Both count enterprises above designated size. Raises ``InputError`` where the part is not
    smaller than the whole.
    """
    total = tables["zhejiang_industrial_firms"].set_index("indicator").drop(columns="unit").loc[["total"]].T
    ours = pd.DataFrame({"year": total.index.astype("int64"), "firms": total["total"].astype("float64").to_numpy()})
    nation = tables["national_industry_totals"][["year", "n_firms"]].rename(columns={"n_firms": "nation"})
    table = ours.merge(nation, on="year")
    table["share"] = table["firms"] / table["nation"]
    if not table["share"].between(0, 1, inclusive="neither").all():
        location, mend = "column 2005 to 2009, row total", "compare with the yearbooks"
        raise InputError(
            [Problem("zhejiang_industrial_firms.csv", location, "more firms than the nation", "fewer", mend)]
        )
    return table


def _fact(tables: Tables, name: str, unit: str) -> float:
    row = tables["facts"].set_index("id").loc[name]
    return convert(float(str(row["value"])), str(row["unit"]), unit)


def _single(place: str, year: int, first: float, second: float) -> pd.DataFrame:
    return pd.DataFrame({"place": [place], "year": [year], "first": [first], "second": [second]})


def _cell(table: pd.DataFrame, key: str, place: str, column: str) -> float:
    """Return the one value of ``column`` in 2007, the year that the news reports give."""
    return float(table.loc[table[key].eq(place) & table["year"].eq(2007), column].item())


def _zhejiang_gdp(tables: Tables) -> pd.DataFrame:
    gdp = _cell(_province_gdp(tables), "place", "浙江省", "second")
    return _single("浙江省", 2007, gdp, _fact(tables, "f37", "100m_yuan"))


def _hangzhou_output(tables: Tables) -> pd.DataFrame:
    output = _cell(tables["city_industrial_output"], "city", "杭州市", "gross_industrial_output")
    ours = convert(output, "10k_yuan", "100m_yuan")
    return _single("杭州市", 2007, ours, _fact(tables, "f38", "100m_yuan"))


_RURAL = "小型农村金融机构"
_RURAL_PARTS = ("农村商业银行", "农村合作银行", "农村信用社")


def _bank_assets(tables: Tables) -> pd.Series:
    rows = tables["province_bank_institutions"]
    ours = rows[rows["province"].eq("浙江省") & rows["year"].eq(2006)]
    return ours.set_index("institution_type")["assets"].astype("float64")


def _bank_assets_parts(tables: Tables) -> pd.DataFrame:
    parts = _bank_assets(tables).drop("合计")
    # The row of rural institutions is the sum of its kinds, which are filed beside it.
    if _RURAL in parts.index:
        parts = parts.drop(list(_RURAL_PARTS), errors="ignore")
    return _single("浙江省", 2006, float(parts.sum()), _fact(tables, "f01", "100m_yuan"))


def _bank_assets_total(tables: Tables) -> pd.DataFrame:
    return _single("浙江省", 2006, float(_bank_assets(tables)["合计"]), _fact(tables, "f01", "100m_yuan"))


def _sme_loans(tables: Tables) -> pd.DataFrame:
    rows = tables["national_loans_by_firm_size"]
    smes = rows["firm_size"].isin(["中型企业", "小型企业"]) & rows["industry_section"].eq("行业合计")
    ours = float(rows.loc[smes & rows["year"].eq(2009), "loan_balance"].sum())
    return _single("全国", 2009, ours, _fact(tables, "f21", "100m_yuan"))


_MAKERS: dict[str, Callable[[Tables], pd.DataFrame]] = {
    "city_gdp": lambda t: _against_second(t, "gdp", ("10k_yuan", "100m_yuan"), "gdp"),
    "city_population": lambda tables: _against_second(
        tables, "population_year_end", ("10k_persons",) * 2, "population"
    ),
    "output_file_gdp": _output_file_gdp,
    "province_gdp_cities": _cities_by_province,
    "province_gdp_compilation": _compilation_by_province,
    "firms_parts": _firms,
    "zhejiang_gdp": _zhejiang_gdp,
    "hangzhou_output": _hangzhou_output,
    "bank_assets_parts": _bank_assets_parts,
    "bank_assets_total": _bank_assets_total,
    "sme_loans": _sme_loans,
}


def crosscheck_numbers(table: pd.DataFrame, off: pd.DataFrame, firms: pd.DataFrame) -> list[Number]:
    """Return the numbers of the cross-checks for the ledger."""
    numbers = [number for row in records(table) for number in _of_check(row)]
    shifted = off[off["check"].eq("output_file_gdp") & off["pattern"].isin(["next_year", "year_before"])]
    check = next(check for check in CHECKS if check.id == "output_file_gdp")
    words = ("数值属于相邻年份的城市", "cities with figures of the year beside")
    numbers.append(_number(check, "shifted_cities", shifted["place"].nunique(), "cities", *words))
    words = (
        "其中面板与另一汇编相差不超过5%的比例",
        "of these, share in which panel and second compilation are within 5%",
    )
    numbers.append(_number(check, "panel_upheld", 100 * _upheld(shifted, off), "percent", *words))
    files = ("data/raw/zhejiang_industrial_firms.csv", "data/raw/national_industry_totals.csv")
    for row in firms.itertuples():
        label = (
            f"浙江规模以上工业企业占全国的比重，{row.year}年",
            f"Zhejiang's share of industrial firms above designated size, {row.year}",
        )
        origin = (
            f"浙江统计年鉴与中国统计年鉴：{row.year}年规模以上工业企业数之比",
            f"Zhejiang and China Statistical Yearbooks: industrial firms above designated size, {row.year}",
        )
        key, share, code = (
            f"crosscheck.firms_share.{row.year}",
            float(str(row.share)),
            "data.crosscheck:firms_of_nation",
        )
        numbers.append(bilingual_number(key, share, "share", label, origin, files, code))
    return numbers


def _upheld(shifted: pd.DataFrame, off: pd.DataFrame) -> float:
    """Return the share of the shifted pairs in which the panel is not off the second compilation."""
    off_pairs = off[off["check"].eq("city_gdp")].set_index(["place", "year"]).index
    return float((~shifted.set_index(["place", "year"]).index.isin(off_pairs)).mean())


def _of_check(row: dict[str, object]) -> list[Number]:
    check = next(check for check in CHECKS if check.id == row["id"])
    pairs = int(str(row["pairs"]))
    if pairs == 1:
        words = ("两个记录相差", "difference of the two records")
        return [_number(check, "difference", float(str(row["median_deviation"])), "percent", *words)]
    numbers = [
        _number(check, "pairs", pairs, "number", "成对的数值", "pairs of figures"),
        _number(check, "equal", float(str(row["equal"])), "percent", "相同的比例", "share equal"),
        _number(check, "median", float(str(row["median_deviation"])), "percent", "相差的中位数", "median difference"),
    ]
    for tolerance in TOLERANCES:
        words = (f"相差不超过{tolerance}%的比例", f"share within {tolerance}%")
        numbers.append(_number(check, f"within_{tolerance}", float(str(row[f"within_{tolerance}"])), "percent", *words))
    return numbers


def _number(check: Check, name: str, value: float, unit: str, zh: str, en: str) -> Number:
    origin = (
        f"{check.zh}：{check.first_zh}，对照{check.second_zh}",
        f"{check.en}: {check.first_en}, against {check.second_en}",
    )
    label, key = (f"{check.zh}，{zh}", f"{check.en}, {en}"), f"crosscheck.{check.id}.{name}"
    decimals = (2 if name == "difference" else 1) if unit == "percent" else 0
    code = "data.crosscheck:crosscheck_numbers"
    return bilingual_number(key, value, unit, label, origin, check.files, code, decimals=decimals)
