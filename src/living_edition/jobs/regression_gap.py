"""Split one province's difference from the others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from living_edition.files import write_json, write_table
from living_edition.ledger.number import write_numbers
from living_edition.regression import gap_report
from living_edition.regression.designs import head, read_designs
from living_edition.regression.kinds import Gap


def run(table: Path, spec: Path, result: Path, rows: Path, numbers: Path) -> None:
    """Write the result, one row a model and province, and the numbers of the ledger."""
    stated, designs, flow = read_designs(spec, table, Gap)
    content = head(stated, flow) | {"models": [gap_report.model(stated, one) for one in designs]}
    names = pd.read_parquet(table, columns=[str(stated.sample.province), "province_zh", "province_en"])
    labels = {str(code): (str(zh), str(en)) for code, zh, en in names.drop_duplicates().itertuples(index=False)}
    write_json(content, result)
    write_table(gap_report.tidy(content, labels), rows)
    write_numbers(gap_report.numbers(stated, content, (table.as_posix(), spec.as_posix())), numbers)
