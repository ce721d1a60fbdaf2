"""What the raw tables hold: types, units, ranges and keys as described, and relations between columns.

The descriptor says what each column is; the schema is made from it, so that nothing is said twice.
Relations between columns that hold in a table as filed are the edition's: ``relations`` in edition.yaml.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from living_edition.ledger.units import unit
from living_edition.project import edition, registered
from living_edition.tables.descriptor import Resource

Relation = Callable[[pd.DataFrame], "pd.Series[bool]"]


def raw_schema(resource: Resource) -> pa.DataFrameSchema:
    """Return the schema of a raw table as ``read_raw`` gives it.

    Raises ``KeyError`` for a unit that neither the kit nor edition.yaml knows.
    """
    fields = resource["schema"]["fields"]
    key = resource["schema"].get("primaryKey") or None
    named = edition().relations
    relations: dict[str, Relation] = registered(named).get(str(resource["name"]), {}) if named else {}
    return pa.DataFrameSchema(
        {str(field["name"]): _column(field) for field in fields},
        checks=[pa.Check(relation, name=name) for name, relation in relations.items()],
        unique=[key] if isinstance(key, str) else key,
        strict=True,
        ordered=True,
        name=str(resource["name"]),
    )


def _column(field: dict[str, object]) -> pa.Column:
    rules = dict(field.get("constraints", {}))  # type: ignore[call-overload]
    checks = []
    if "unit" in field:
        unit(str(field["unit"]))
    if "minimum" in rules:
        checks.append(pa.Check.ge(rules["minimum"]))
    if "maximum" in rules:
        checks.append(pa.Check.le(rules["maximum"]))
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"]))
    if "pattern" in rules:
        checks.append(pa.Check.str_matches(str(rules["pattern"])))
    kinds = {"integer": int if rules.get("required") else "Int64", "number": float, "string": str}
    kind = kinds[str(field["type"])]
    # A column of whole numbers that may be missing but never is comes as plain integers.
    return pa.Column(kind, checks, nullable=not rules.get("required"), coerce=kind == "Int64")
