"""Parameters of a layer that members fund below a guarantee fund, and of the sizes of its clients."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from cluster_finance.parameters.scenario import origin


class LayerParameters(BaseModel):
    """Mutual layer and client cap, beside the guarantee fund's own parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deposit: float = Field(
        default=0.02, ge=0, le=0.5, description="what members pay in at the start, over the volume guaranteed",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    call: float = Field(
        default=0.02, ge=0, le=0.5,
        description="what members can be called to pay in a year to fill the layer up again, over the volume",
        json_schema_extra=origin("share"),
    )  # fmt: skip
    wrong_way: float = Field(
        default=10.0, ge=0, le=100,
        description="how far a call lowers members' asset values next year: standard deviations over the call",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    size_slope: float = Field(
        default=0.8, ge=0, le=2, description="the k-th largest client's volume falls like k to minus this power",
        json_schema_extra=origin("number"),
    )  # fmt: skip
    client_cap: float = Field(
        default=0.10, gt=0, le=10, description="largest volume of one client over the fund's capital",
        json_schema_extra=origin("share"),
    )  # fmt: skip
