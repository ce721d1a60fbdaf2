"""Relations between the columns of a raw table as filed: those that ``relations`` of edition.yaml names."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from living_edition.project import edition, registered
from living_edition.tables.descriptor import Resource

Relation = Callable[[pd.DataFrame], "pd.Series[bool]"]


def raw_schema(resource: Resource) -> pa.DataFrameSchema:
    """Return what must hold of a raw table beyond what ``read_raw`` asks of each cell and key.

    A column of whole numbers that may be missing but never is comes as one that may.
    """
    named = edition().relations
    relations: dict[str, Relation] = registered(named).get(str(resource["name"]), {}) if named else {}
    whole = [
        str(field["name"])
        for field in resource["schema"]["fields"]
        if field["type"] == "integer" and not field.get("constraints", {}).get("required")
    ]
    return pa.DataFrameSchema(
        {name: pa.Column("Int64", nullable=True, coerce=True) for name in whole},
        checks=[pa.Check(relation, name=name) for name, relation in relations.items()],
        name=str(resource["name"]),
    )
