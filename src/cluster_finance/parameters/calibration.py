"""What records say of the guarantee model's default probability: one public fund, a province, a city at its worst."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from living_edition.settings.models import origin

_FUND = "the Taizhou fund for small and micro firms, Taizhou finance office, June 2018"


class CalibrationParameters(BaseModel):
    """Default rates on record, set beside the guarantee model's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    compensated: float = Field(
        gt=0, le=10_000, description="what the Taizhou fund has paid for defaults since its start",
        json_schema_extra=origin("100m_yuan", _FUND),
    )  # fmt: skip
    guaranteed: float = Field(
        gt=0, le=100_000, description="what it has guaranteed since its start",
        json_schema_extra=origin("100m_yuan", _FUND),
    )  # fmt: skip
    outstanding: float = Field(
        gt=0, le=100_000, description="what it has outstanding",
        json_schema_extra=origin("100m_yuan", _FUND),
    )  # fmt: skip
    pd_province: float = Field(
        ge=0, le=0.5, description="bad-loan ratio of all banks of Zhejiang at the end of 2013",
        json_schema_extra=origin("share", "a newspaper after the provincial regulator, 2014"),
    )  # fmt: skip
    pd_city: float = Field(
        ge=0, le=0.5, description="highest bad-loan ratio of Wenzhou's banks after 2011",
        json_schema_extra=origin("share", "Xinhua, December 2017"),
    )  # fmt: skip
