"""Industrial output of cities beside the clean panel of cities: one row a city and year.

``gross_industrial_output`` (enterprises above designated size) and money of the panel are in
``10k_yuan``. ``gdp`` is the panel's; ``gdp_filed`` is the one filed beside the output.
"""

from __future__ import annotations

import pandas as pd

from cluster_finance.data.cities import MISSPELT
from cluster_finance.data.schemas import CHANGES, CITY_OUTPUT
from living_edition.tables.validate import validate

TABLE = "city_industrial_output"


def city_output(output: pd.DataFrame, panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cities that file output and stand in the panel, and the log of what was changed."""
    spelt = output["city"].replace(MISSPELT)
    named = output.assign(city=spelt).rename(columns={"gdp": "gdp_filed"})
    known = named.merge(panel[["city", "year"]].drop_duplicates(), on=["city", "year"], how="left", indicator=True)
    inside = known["_merge"].eq("both")
    years = panel["year"].min(), panel["year"].max()
    strange = ~inside & known["year"].between(*years)
    reason = "not in the panel of cities in that year"
    log = [
        _change(row.city, row.year, row.city, "", "not_in_panel", reason)
        for row in named.loc[strange.to_numpy()].itertuples(index=False)
    ]
    reason = "the first character is 亳 (Bozhou), not 毫"
    log += [
        _change(row.city, row.year, row.city, MISSPELT[str(row.city)], "misspelt_name", reason)
        for row in output.loc[(output["city"] != spelt) & output["year"].between(*years)].itertuples(index=False)
    ]
    whole = named.merge(panel, on=["city", "year"], how="inner", validate="one_to_one")
    ordered = whole[list(CITY_OUTPUT.columns)].sort_values(["city_code", "year"], ignore_index=True)
    return validate(ordered, CITY_OUTPUT), validate(pd.DataFrame(log, columns=list(CHANGES.columns)), CHANGES)


def _change(city: object, year: object, filed: object, used: str, rule: str, reason: str) -> dict[str, object]:
    return {
        "table": TABLE,
        "city": str(city),
        "year": int(str(year)),
        "column": "city",
        "as_filed": str(filed),
        "used": used,
        "rule": rule,
        "reason": reason,
    }
