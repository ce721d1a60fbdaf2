"""Where the single facts come from: outlet, author and date; the page read is not the source.

``data/raw/context_sources.csv`` has a row a text, ``data/raw/outlets.csv`` a row an outlet with the
hosts of its own pages. An address of another host is a copy and belongs in ``read_at``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from cluster_finance.data.rows import records
from living_edition.errors import Problem, refuse

SOURCES, OUTLETS = "data/raw/context_sources.csv", "data/raw/outlets.csv"
UNNAMED = "unnamed"  # the outlet of a text whose copy does not name it
COLUMNS = ("outlet", "outlet_zh", "outlet_en", "author_zh", "author_en", "title", "date", "address", "read_at")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def fact_sources(sources: pd.DataFrame, outlets: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return by id each source's outlet, author, title, date and addresses (``COLUMNS``), missing ones None.

    Raises ``InputError`` with every outlet that is not known, every address at a host that is not
    the outlet's, and every date that no calendar has.
    """
    outlets_by_id = {str(row["id"]): row for row in records(outlets)}
    rows = records(sources)
    refuse([problem for number, row in enumerate(rows, start=2) for problem in _problems(number, row, outlets_by_id)])
    joined = {}
    for row in rows:
        outlet = outlets_by_id[str(row["outlet"])]
        joined[str(row["id"])] = row | {"outlet_zh": outlet["name_zh"], "outlet_en": outlet["name_en"]}
    return joined


def _problems(number: int, row: Mapping[str, Any], outlets: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    outlet = outlets.get(str(row["outlet"]))
    if outlet is None:
        location = f"row {number}, column outlet"
        yield Problem(SOURCES, location, repr(row["outlet"]), f"an id of {OUTLETS}", "correct it, or add the outlet")
    elif row["address"] is not None:
        yield from _foreign(number, str(row["address"]), outlet)
    if _date(str(row["date"])) is None:
        actual, expected = repr(row["date"]), "a day, a month or a year of the calendar"
        yield Problem(SOURCES, f"row {number}, column date", actual, expected, "write 2009-07-03, 2009-07 or 2009")


def _foreign(number: int, address: str, outlet: Mapping[str, Any]) -> Iterator[Problem]:
    host = (urlsplit(address).hostname or "").lower()
    hosts = str(outlet["hosts"] or "").split()
    if not any(host == name or host.endswith(f".{name}") for name in hosts):
        yield Problem(
            SOURCES, f"row {number}, column address", f"the host {host}",
            f"a host of {outlet['name_en']} ({', '.join(hosts) or 'none is known'})",
            f"move a copy's address to read_at, or add the host to {OUTLETS} if it is the outlet's",
        )  # fmt: skip


def _date(date: str) -> tuple[int, ...] | None:
    try:
        pd.Timestamp(date)
    except ValueError:
        return None
    return tuple(int(part) for part in date.split("-"))


def citation(source: Mapping[str, Any], lang: str) -> str:
    """Return outlet, author and date as a reader is shown them, in ``lang``."""
    author = source[f"author_{lang}"]
    parts = [source[f"outlet_{lang}"], *([] if author is None or pd.isna(author) else [author])]
    return ("，" if lang == "zh" else ", ").join([*map(str, parts), day(str(source["date"]), lang)])


def day(date: str, lang: str) -> str:
    """Return a date of day, month or year in words: 2009年7月3日, 3 July 2009."""
    year, *parts = (int(part) for part in date.split("-"))
    if lang == "zh":
        return f"{year}年" + "".join(f"{part}{name}" for part, name in zip(parts, "月日", strict=False))
    return " ".join([*(str(part) for part in parts[1:]), *(_MONTHS[part - 1] for part in parts[:1]), str(year)])
