"""Clean the panel of cities."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cluster_finance.data.cities import city_numbers, clean_city_panel
from cluster_finance.data.cleaning_log import review_numbers
from cluster_finance.data.decisions import decide
from cluster_finance.data.detection.detect import detect
from cluster_finance.data.detection.tables import detect_table
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers
from living_edition.tables.corrections import read_corrections
from living_edition.tables.raw import read_table

ORDER = ["table", "key", "year", "column", "rule"]
OUTPUT, SECOND = "city_industrial_output", "prefecture_gdp_crosscheck"


def run(
    city_panel: Path, provincial_capitals: Path, province_codes: Path, corrections: Path, others: list[Path],
    panel: list[Path], changes: Path, flags: list[Path], numbers: Path,
) -> None:  # fmt: skip
    """Write the clean panel, the log of changes, the flags on all panels with what became of them, and the numbers."""
    raw, corrected = read_table(city_panel), read_corrections(corrections)
    clean, log = clean_city_panel(raw, read_table(provincial_capitals), read_table(province_codes), corrected)
    tables = {file.stem: read_table(file) for file in others}
    detected = [detect(raw), *(detect_table(name, table) for name, table in tables.items())]
    flagged = pd.concat(detected, ignore_index=True).sort_values(ORDER, ignore_index=True)
    write_table(clean, *panel)
    write_table(log, changes)
    output = corrected[corrected["table"].eq(OUTPUT)].rename(columns={"name": "city", "kind": "rule"})
    decided = decide(flagged, {"city_panel": log, OUTPUT: output}, tables[SECOND], raw["city_code"].nunique())
    write_table(decided, *flags)
    write_numbers([*city_numbers(clean, log), *review_numbers(decided, log)], numbers)
