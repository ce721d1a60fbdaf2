"""The guarantee model at the default rates on record: which multiple each of them bears.

A fund that compensates a share s of a defaulted loan pays s PD of what it guarantees in a year, so that a
compensation rate of k means PD = k / s. For the Taizhou fund k is bounded on two sides: what it paid over all that it
guaranteed is too low where guarantees have not run off yet, the same over what is outstanding too high, since it sets
the payments of all years beside the balance of one. Bad-loan ratios stand in for yearly default rates as they are;
both are stocks and no flows, and loans written off are missing in them.
"""

from __future__ import annotations

import pandas as pd

from cluster_finance.parameters.calibration import CalibrationParameters
from cluster_finance.parameters.scenario import GuaranteeParameters
from cluster_finance.scenario.numbers_of import DOWNTURN, variant
from cluster_finance.scenario.ruin import largest_multiple, ruin

CASES = {
    "low": ("台州基金，代偿占历年担保", "Taizhou fund, compensation over all guaranteed"),
    "high": ("台州基金，代偿占在保余额", "Taizhou fund, compensation over outstanding"),
    "province": ("浙江银行业，2013年末", "Banks of Zhejiang, end of 2013"),
    "base": ("全国中小企业贷款，2009年9月", "SME loans in China, September 2009"),
    "city": ("温州银行业，最高点", "Banks of Wenzhou, at their worst"),
}


def pds(p: GuaranteeParameters, c: CalibrationParameters) -> dict[str, float]:
    """Return the default probability of each case, from the least to the most where the records are as they are."""
    return {
        "low": c.compensated / c.guaranteed / p.share_paid,
        "high": c.compensated / c.outstanding / p.share_paid,
        "province": c.pd_province,
        "base": p.pd,
        "city": c.pd_city,
    }


def table(p: GuaranteeParameters, c: CalibrationParameters) -> pd.DataFrame:
    """Return one row a case: case, title_zh, title_en, pd, largest, and ruin at home and abroad, as ever and in a
    downturn (ruin_home, ruin_home_downturn, ruin_abroad, ruin_abroad_downturn; shares)."""
    rows = []
    for case, chance in pds(p, c).items():
        variant_ = variant(p, pd=chance).parameters
        multiples = {"home": p.home_multiple, "abroad": p.abroad_multiple}
        rows.append(
            {
                "case": case, "title_zh": CASES[case][0], "title_en": CASES[case][1], "pd": chance,
                "largest": largest_multiple(variant_),
                **{f"ruin_{name}": ruin(variant_, multiple) for name, multiple in multiples.items()},
                **{f"ruin_{name}_downturn": ruin(variant_, multiple, DOWNTURN) for name, multiple in multiples.items()},
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
