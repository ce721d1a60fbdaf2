"""The banks of provinces by kind, cleaned by logged rules: one row a province and year, 2006-2012.

All money is in ``100m_yuan``. ``bank_assets`` is the sum of the kinds of banks and credit
cooperatives that are filed, without trust and finance companies (no banks; trusts are filed in few
provinces before 2011). ``local_small_assets`` are credit cooperatives, the banks made of them and
the new rural lenders; ``city_bank_assets`` are city commercial banks. ``_lag`` is the year before.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cluster_finance.data.rows import records
from cluster_finance.data.schemas import CHANGES, PROVINCE_BANKS, change
from living_edition.errors import InputError, Problem, refuse
from living_edition.tables.validate import validate

TABLE = "province_bank_institutions"
FILE = f"data/raw/{TABLE}.csv"
YEARS = (2006, 2012)
TOTAL = "合计"
NATION, WITHIN = "中国", {"深圳市": "广东省"}

LARGE = ("大型商业银行", "政策性银行", "股份制商业银行", "邮政储蓄银行", "外资银行")
RURAL, RURAL_KINDS = "小型农村金融机构", ("农村信用社", "农村合作银行", "农村商业银行")
NEW, NEW_KINDS = "三类新型农村金融机构", ("村镇银行", "贷款公司")
URBAN_COOPERATIVES, CITY_BANKS = "城市信用社", "城市商业银行"
OTHERS = ("财务公司", "信托公司")
KINDS = (*LARGE, RURAL, *RURAL_KINDS, NEW, *NEW_KINDS, URBAN_COOPERATIVES, CITY_BANKS, *OTHERS)
LAGGED = ("bank_assets", "local_small_assets", "city_bank_assets")
SAME = 0.01
"""Within this share of it, a group's figure is the sum of its kinds."""
SPIKE = 4.0
"""This many times the years before and after is a spike, as among the cities."""
VISIBLE = 0.02
"""The share of a province's banks from which on a group's spike is looked at."""


def clean_province_banks(
    banks: pd.DataFrame, gdp: pd.DataFrame, provinces: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of provinces and the log of rows that were not taken as filed.

    Raises ``InputError`` for a kind of bank or a province that is not known, for a gdp that is not
    there, and for a group that disagrees with its kinds.
    """
    _refuse_strangers(banks, provinces)
    log: list[dict[str, object]] = []
    rows = banks.loc[banks["year"].between(*YEARS)]
    within = {name: f"counted in {province}" for name, province in WITHIN.items()}
    for name, reason in {NATION: "the nation has no assets filed", **within}.items():
        log += [_change(row, TOTAL, "not_a_province", reason) for row in _rows(rows, name)]
        rows = rows.loc[rows["province"] != name]
    assets = rows.pivot(index=["province", "year"], columns="institution_type", values="assets")
    assets = assets.reindex(columns=[*KINDS, TOTAL])
    groups = assets[[*LARGE, URBAN_COOPERATIVES, CITY_BANKS]].fillna(0)
    groups[RURAL] = _group(assets, RURAL, RURAL_KINDS, log)
    groups[NEW] = _group(assets, NEW, NEW_KINDS, log)
    groups = _without_spikes(groups, log)
    table = pd.DataFrame(
        {
            "bank_assets": groups.sum(axis="columns", skipna=False),
            "bank_assets_filed": assets[TOTAL],
            "local_small_assets": groups[[RURAL, NEW, URBAN_COOPERATIVES]].sum(axis="columns", skipna=False),
            "city_bank_assets": groups[CITY_BANKS],
        }
    ).reset_index()
    joined = _with_names(_with_lags(table), gdp, provinces)
    return validate(joined, PROVINCE_BANKS), validate(pd.DataFrame(log, columns=list(CHANGES.columns)), CHANGES)


def _refuse_strangers(banks: pd.DataFrame, provinces: pd.DataFrame) -> None:
    allowed = {"province": {*provinces["province_zh"], NATION, *WITHIN}, "institution_type": {*KINDS, TOTAL}}
    problems = [
        Problem(FILE, f"column {column}", str(name), "a name the rules know", "correct it, or add a rule for it")
        for column, names in allowed.items()
        for name in sorted(set(banks[column]) - names)
    ]
    refuse(problems)


def _rows(rows: pd.DataFrame, name: str) -> list[dict[str, Any]]:
    return records(rows.loc[(rows["province"] == name) & (rows["institution_type"] == TOTAL)])


def _change(row: dict[str, Any], kind: str, rule: str, reason: str) -> dict[str, object]:
    filed = "" if pd.isna(row["assets"]) else repr(float(row["assets"]))
    return change(TABLE, str(row["province"]), int(row["year"]), f"assets, {kind}", filed, "", rule, reason)


def _group(assets: pd.DataFrame, group: str, kinds: tuple[str, ...], log: list[dict[str, object]]) -> pd.Series[float]:
    """Return the assets of a group: as filed, or the sum of its kinds where it is not filed.

    Where both are filed the kinds repeat the group (the filed total of Zhejiang in 2006 counts
    both); they are logged as not used. A group that none files counts zero.
    """
    parts = assets[list(kinds)].sum(axis="columns")
    filed = assets[group].fillna(0)
    both = filed.gt(0) & parts.gt(0)
    unequal = both & ~(parts / filed - 1).abs().le(SAME)
    if unequal.any():
        raise InputError([_unequal(key, group, filed[key], parts[key]) for key in unequal.index[unequal]])
    reason = f"repeats what {group} files"
    for province, year in both.index[both]:
        for kind in kinds:
            value: Any = assets.at[(province, year), kind]
            if pd.notna(value):
                row = {"province": province, "year": year, "assets": value}
                log.append(_change(row, kind, "counted_twice", reason))
    return filed.where(filed.gt(0), parts)


def _without_spikes(groups: pd.DataFrame, log: list[dict[str, object]]) -> pd.DataFrame:
    """Return the groups without figures far above, or far below, both the year before and after.

    Small groups leap honestly: one counts only where it, or what stands beside it, is a share of
    all the banks of the province that would show.
    """
    groups = groups.sort_index()
    sums = groups.sum(axis="columns")
    by_province = groups.groupby(level="province")
    before, after = by_province.shift(1), by_province.shift(-1)
    high = groups.gt(SPIKE * before) & groups.gt(SPIKE * after)
    low = groups.lt(before / SPIKE) & groups.lt(after / SPIKE)
    size = groups.where(groups.gt(before), before).div(sums, axis="index")
    spikes = (high | low) & size.gt(VISIBLE)
    # The large banks are asked for in sum only, which a kind filed under another leaves as it is.
    spikes[list(LARGE)] = False
    reason = f"over {SPIKE:.0f} times, or under 1/{SPIKE:.0f} of, the years before and after"
    for kind in spikes.columns:
        for province, year in groups.index[spikes[kind]]:
            row = {"province": province, "year": year, "assets": groups.at[(province, year), kind]}
            log.append(_change(row, str(kind), "spike", reason))
    return groups.mask(spikes)


def _unequal(key: Any, group: str, filed: float, parts: float) -> Problem:
    actual = f"{filed:g}, and {parts:g} over its kinds"
    return Problem(FILE, f"{key[0]} {key[1]}, {group}", actual, "the same", "look both up in the source")


def _with_lags(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with each measure of the year before beside it (missing in the first)."""
    before = table[["province", "year", *LAGGED]].assign(year=table["year"] + 1)
    before = before.rename(columns={name: f"{name}_lag" for name in LAGGED})
    return table.merge(before, on=["province", "year"], how="left", validate="one_to_one")


def _with_names(table: pd.DataFrame, gdp: pd.DataFrame, provinces: pd.DataFrame) -> pd.DataFrame:
    joined = table.merge(gdp[["province", "year", "gdp"]], on=["province", "year"], how="left", validate="one_to_one")
    absent = joined.loc[joined["gdp"].isna(), ["province", "year"]]
    if len(absent):
        mend = "add the row"
        raise InputError(
            [
                Problem("data/raw/province_gdp.csv", f"{name} {year}", "no gdp", "one", mend)
                for name, year in absent.itertuples(index=False)
            ]
        )
    names = provinces.rename(columns={"code": "province_code", "province_zh": "province"})
    joined = joined.merge(names[["province_code", "province", "province_en"]], on="province", how="left")
    ordered = joined[list(PROVINCE_BANKS.columns)].sort_values(["province_code", "year"], ignore_index=True)
    return ordered.astype({"year": "int64"})
