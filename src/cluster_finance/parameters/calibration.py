"""What records say of the guarantee model's default probability: one public fund, a province, a city at its worst."""

from __future__ import annotations

from living_edition.settings.models import knob
from living_edition.yaml_models import Strict

_FUND = "the Taizhou fund for small and micro firms, Taizhou finance office, June 2018"


class CalibrationParameters(Strict):
    """Default rates on record, set beside the guarantee model's own."""

    compensated: float = knob(
        "what the Taizhou fund has paid for defaults since its start", "100m_yuan", source=_FUND, gt=0, le=10_000
    )
    guaranteed: float = knob("what it has guaranteed since its start", "100m_yuan", source=_FUND, gt=0, le=100_000)
    outstanding: float = knob("what it has outstanding", "100m_yuan", source=_FUND, gt=0, le=100_000)
    pd_province: float = knob(
        "bad-loan ratio of all banks of Zhejiang at the end of 2013",
        "share",
        source="a newspaper after the provincial regulator, 2014",
        ge=0,
        le=0.5,
    )
    pd_city: float = knob(
        "highest bad-loan ratio of Wenzhou's banks after 2011", "share", source="Xinhua, December 2017", ge=0, le=0.5
    )
