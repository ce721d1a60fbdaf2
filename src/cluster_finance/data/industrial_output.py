"""Industrial output of cities beside the clean panel of cities: one row a city and year.

``gross_industrial_output`` (enterprises above designated size) and money of the panel are in
``10k_yuan``. ``gdp`` is the panel's; ``gdp_filed`` is the one filed beside the output.

In some cities the source's rows stand a year off: the GDP filed beside the output is, year after year,
the panel's of the year after or before, and of no other. Such rows are given the year whose GDP they
hold. That the output moves with them is tested: its growth goes with that of secondary-sector GDP in the
year given, and not in the year filed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cluster_finance.data.cities import MISSPELT
from cluster_finance.data.schemas import CHANGES, CITY_OUTPUT, change
from living_edition.tables.validate import validate

TABLE = "city_industrial_output"
SAME = 0.002
"""Two records of one GDP, rounding aside (log points)."""
UNKNOWN = 0
"""The year of a row that belongs to none."""
MOST = 2 / 3
"""Share of a city's rows whose GDP must be that of the year beside, none being that of the year filed."""


def city_output(output: pd.DataFrame, panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cities that file output and stand in the panel, and the log of what was changed."""
    spelt = output["city"].replace(MISSPELT)
    rows = output.assign(city=spelt).rename(columns={"gdp": "gdp_filed"})
    filed = rows
    rows = _in_their_years(filed, panel)
    moved = rows["year"] != filed["year"]
    matched = rows.merge(panel[["city", "year"]].drop_duplicates(), on=["city", "year"], how="left", indicator=True)
    inside = matched["_merge"].eq("both")
    years = panel["year"].min(), panel["year"].max()
    unmatched = ~inside & matched["year"].between(*years)
    reason = "not in the panel of cities in that year"
    log = [
        change(TABLE, row.city, int(str(row.year)), "city", row.city, "", "not_in_panel", reason)
        for row in rows.loc[unmatched.to_numpy()].itertuples(index=False)
    ]
    reason = "the first character is 亳 (Bozhou), not 毫"
    log += [
        change(TABLE, row.city, int(str(row.year)), "city", row.city, MISSPELT[str(row.city)], "misspelt_name", reason)
        for row in output.loc[(output["city"] != spelt) & output["year"].between(*years)].itertuples(index=False)
    ]
    shifted = "year_shifted", "the GDP filed beside the output is that year's"
    lost = "year_unknown", "the city's rows have slipped, and the GDP filed beside the output is of no year near"
    moves = zip(filed.loc[moved, "city"], filed.loc[moved, "year"], rows.loc[moved, "year"], strict=True)
    log += [
        change(TABLE, city, int(year), "year", str(year), *(("", *lost) if used == UNKNOWN else (str(used), *shifted)))
        for city, year, used in moves
    ]
    rows = rows[rows["year"] != UNKNOWN]
    joined = rows.merge(panel, on=["city", "year"], how="inner", validate="one_to_one")
    ordered = joined[list(CITY_OUTPUT.columns)].sort_values(["city_code", "year"], ignore_index=True)
    kinds = {name: int if name == "year" else "str" for name in CHANGES.columns}
    changes = pd.DataFrame(log, columns=list(kinds)).astype(kinds)
    return validate(ordered, CITY_OUTPUT), validate(changes, CHANGES)


def _in_their_years(rows: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the years of the cities whose rows stand a year off put right."""
    gdp = panel.dropna(subset=["gdp"]).set_index(["city", "year"])["gdp"]
    near = {}
    for offset in (-1, 0, 1):
        keys = pd.MultiIndex.from_arrays([rows["city"], rows["year"] + offset])
        ratio = np.log(rows["gdp_filed"].to_numpy(float) / gdp.reindex(keys).to_numpy(float))
        near[offset] = pd.Series(np.where(np.isnan(ratio), np.nan, np.abs(ratio) < SAME), index=rows.index)
    shares = pd.DataFrame({offset: near[offset].groupby(rows["city"]).mean() for offset in near})
    off = {
        str(city): offset
        for offset in (-1, 1)
        for city in shares.index[shares[offset].ge(MOST) & shares[0].fillna(0).eq(0)]
    }
    offsets = rows["city"].map(off).fillna(0).astype(int)
    # A row of a slipped city whose GDP is not that of the year beside belongs to no year that is known.
    in_given_year = pd.Series(np.choose(offsets + 1, [near[-1], 1.0, near[1]]), index=rows.index)
    return rows.assign(year=(rows["year"] + offsets).where(in_given_year.ne(0) | offsets.eq(0), UNKNOWN))
