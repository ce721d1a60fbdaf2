"""Parameters of a layer that members fund below a guarantee fund, and of the sizes of its clients."""

from __future__ import annotations

from cluster_finance.parameters.scenario import knob
from living_edition.yaml_models import Strict


class LayerParameters(Strict):
    """Mutual layer and client cap, beside the guarantee fund's own parameters."""

    deposit: float = knob("what members pay in at the start, over the volume guaranteed", "share", 0.02, ge=0, le=0.5)
    call: float = knob(
        "what members can be called to pay in a year to fill the layer up again, over the volume",
        "share",
        0.02,
        ge=0,
        le=0.5,
    )
    wrong_way: float = knob(
        "how far a call lowers members' asset values next year: standard deviations over the call",
        "number",
        10.0,
        ge=0,
        le=100,
    )
    size_slope: float = knob(
        "the k-th largest client's volume falls like k to minus this power", "number", 0.8, ge=0, le=2
    )
    client_cap: float = knob("largest volume of one client over the fund's capital", "share", 0.10, gt=0, le=10)
