"""A raw table joined to the clean one that a spec's models stand on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from living_edition.errors import InputError, Problem, refuse
from living_edition.yaml_models import Strict, load

if TYPE_CHECKING:
    import pandas as pd


class JoinedTable(Strict):
    """A raw table joined to the clean one by the columns that both have under their new names."""

    resource: str
    columns: dict[str, str] = Field(min_length=2)

    def join(self, table: pd.DataFrame, raw: pd.DataFrame, source: str | Path) -> pd.DataFrame:
        """Return ``table`` with the columns of ``raw`` that it lacks, missing where ``raw`` has no row.

        Raises ``InputError`` for columns that ``raw`` lacks, for a table without any of them by its new name, and for
        rows that differ where these are the same; ``source`` is the spec file.
        """
        tree, at = load(source), ("beside", "columns")
        refuse(tree.unknown((*at, name), name, raw.columns) for name in self.columns if name not in raw)
        renamed = raw[list(self.columns)].rename(columns=self.columns)
        if not (keys := [name for name in map(str, renamed) if name in table]):
            names = ", ".join(map(str, table.columns))
            mend = f"name a column of {self.resource} as the table does: {names}"
            raise InputError([tree.problem(at, "no column that the table has", "one at least to join by", mend)])
        rows = renamed.dropna(subset=keys).drop_duplicates()
        again = rows.loc[rows.duplicated(keys), keys]
        expected, mend = f"one row for each {', '.join(keys)}", "correct the table, or name a further column to join by"
        refuse(
            Problem(f"data/raw/{self.resource}.csv", f"row {n}", f"{', '.join(map(str, row))} twice", expected, mend)
            for n, row in zip(again.index + 2, again.itertuples(index=False), strict=True)
        )
        return table.merge(rows, on=keys, how="left")
