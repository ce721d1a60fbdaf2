"""The trail of a printed number: ``python -m living_edition trace ID`` goes from the page back to raw rows.

The ledger says which files and which code a number comes from; the calls that jobs were run by say what each file
was made from, by which job and with which parameters. Rows of raw tables are found by id (a figure as filed, a
figure that a parameter or a derived number was taken from), or by the key of the rows that a regression stands on.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from living_edition.errors import InputError, Problem
from living_edition.files import read_json, read_records, sha256
from living_edition.ledger.formatting import provenance, text
from living_edition.ledger.naming import what
from living_edition.ledger.number import Number, read_numbers
from living_edition.project import edition, registered
from living_edition.regression.sample import draw_sample
from living_edition.regression.spec import read_spec
from living_edition.render.ledger_page import quoted
from living_edition.settings.load import REFERENCE
from living_edition.tables.descriptor import resource, table_names
from living_edition.workflow import outputs
from living_edition.workflow.calls import CALLS
from living_edition.yaml_text import nearest, short

LEDGER = Path("results/ledger/ledger.json")
RAW = Path("data/raw")
_ID = re.compile(r"[a-z]\w*(?:[.-]\w+)+", re.ASCII)
Call = Mapping[str, Any]
Rows = dict[str, list[int] | None]
"""Rows by raw table, counted as in the file (the header is row 1); None: all of them."""


def trace(name: str) -> list[str]:
    """Return the trail of the number ``name``, line by line, in the project's folder.

    Raises ``InputError`` where the edition is not built or has no such number; then it names the nearest.
    """
    number = _number(name)
    calls = _calls_by_result()
    chain = list(_chain(f"{name}'s numbers", _filed(name), calls))
    lines = [*_head(number), *_source(number)]
    for step, (file, call) in enumerate(chain, 1):
        lines += [f"{step}. {file}", *_job(call)]
    references = _references(chain[0][1], calls)
    if references:
        lines += ["parameters taken from data:", *(f"   {key} = {value}" for key, value in references.items())]
    rows = _rows(number, chain, list(references.values()))
    read = {Path(path).stem for _, call in chain for path in _inputs(call)} & {*table_names()}
    lines += ["raw rows:", *_rows_said(rows)]
    also_read = [f"data/raw/{table}.csv" for table in sorted(read - rows.keys())]
    return [*lines, *([_wrapped(f"read on the way as well: {', '.join(also_read)}").lstrip()] if also_read else [])]


def _number(name: str) -> Number:
    if not LEDGER.is_file():
        raise InputError([Problem(str(LEDGER), "", "no such file", "a built edition", "run snakemake rebuild first")])
    numbers = {number.id: number for number in read_numbers(LEDGER)}
    if name not in numbers:
        near = nearest(name, numbers) or next((id_ for id_ in sorted(numbers) if name in id_), "")
        mend = f"write {near}, if that is meant" if near else "look it up in results/ledger/ledger.csv"
        raise InputError([Problem("the ledger", "", f"the unknown number {short(name)}", "an id of the ledger", mend)])
    return numbers[name]


def _filed(name: str) -> str:
    """Return the file by which a job handed the number to the ledger."""
    for file in sorted(Path("results/numbers").glob("*.json")):
        if any(row["id"] == name for row in read_json(file)):
            return file.as_posix()
    raise InputError([Problem("results/numbers", "", f"no file with {name}", "one", "run snakemake rebuild")])


def _calls_by_result() -> dict[str, Call]:
    """Return by each result the call that it was made by, with the rule's name where a run has noted it."""
    calls = [read_json(file) for file in sorted(CALLS.glob("*.json"))]
    notes = dict(outputs.notes())
    rules = {path: note["rule"] for note in notes.values() if "rule" in note for path in note["outputs"]}
    calls += [note["call"] for note in notes.values() if "call" in note]
    return {path: {**call, "rule": rules.get(path, "")} for call in calls for path in call["made"]}


def _chain(needed_for: str, file: str, calls: Mapping[str, Call]) -> Iterator[tuple[str, Call]]:
    """Yield ``file`` and every result that it was made from, nearest first, each once."""
    queue, visited = [(needed_for, file)], {file}
    while queue:
        needed_for, file = queue.pop(0)
        # A run that failed takes away what the failed jobs had made before.
        if file not in calls or not Path(file).exists():
            actual = f"no {'such file' if file in calls else 'record of the job that made it'} (for {needed_for})"
            raise InputError([Problem(file, "", actual, "a finished build", "run snakemake rebuild")])
        yield file, calls[file]
        for path in _inputs(calls[file]):
            if path.startswith("results/") and path not in visited:
                visited.add(path)
                queue.append((file, path))


def _inputs(call: Call) -> list[str]:
    values = [value if isinstance(value, list) else [value] for value in call["inputs"].values()]
    return [path for paths in values for path in paths]


def _head(number: Number) -> Iterator[str]:
    yield number.id
    for lang in edition().languages:
        name = what(number, lang)
        yield f"   printed ({lang}): {text(number, lang)}{f' ({name})' if name else ''}"
    unit_said = f"{number.value!r} {number.unit}"
    yield f"   filed: {unit_said}" + (f", {number.bound}" if number.bound != "exact" else "")
    for lang in edition().languages:
        project = Path("results/stage") / lang
        addresses = quoted(project, lang).get(number.id, []) if project.is_dir() else []
        yield f"   stands at ({lang}): {', '.join(address for address, _ in addresses) or 'no place in the prose'}"


def _source(number: Number) -> Iterator[str]:
    for lang in edition().languages:
        yield f"   source ({lang}): {provenance(number, lang)}"
    yield f"   code: {number.source.code}{_line(number.source.code)}"
    yield f"   files: {', '.join(number.source.files)}"


def _line(code: str) -> str:
    try:
        part = inspect.unwrap(registered(code))
        file = Path(inspect.getsourcefile(part) or "").resolve()
        return f" ({'/'.join(file.parts[file.parts.index('src') :])}, line {inspect.getsourcelines(part)[1]})"
    except (InputError, TypeError, OSError, ValueError):
        return ""


def _job(call: Call) -> Iterator[str]:
    rule = f"rule {call['rule']}, " if call["rule"] else ""
    yield f"   made by {rule}job {call['job']}"
    knobs = ", ".join(f"{key} = {_short(value)}" for key, value in call["knobs"].items())
    if knobs:
        yield _wrapped(f"parameters: {knobs}")
    yield _wrapped(f"from: {', '.join(_inputs(call)) or 'parameters alone'}")


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_short(part)}" for key, part in value.items()) + "}"
    return str(value)


def _wrapped(words: str) -> str:
    return textwrap.fill(words, 116, initial_indent="   ", subsequent_indent="      ", break_long_words=False)


def _references(call: Call, calls: Mapping[str, Call]) -> dict[str, str]:
    """Return the references to data by which parameters of a call were given, by their keys."""
    references = call["knobs"].get("references")
    if references is not None:
        return dict(references)
    staged = next((call_ for call_ in calls.values() if call_["job"].endswith(".stage")), None)
    if staged is None:
        return {}
    sections = [key for key, part in _nested(staged["knobs"]["configuration"], "") if part in call["knobs"].values()]
    all_references: dict[str, str] = staged["knobs"]["references"]
    return {
        key: value
        for key, value in all_references.items()
        if any(key.startswith(f"{section}.") for section in sections)
    }


def _nested(part: Mapping[str, Any], stem: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, value in part.items():
        if isinstance(value, Mapping):
            yield f"{stem}{key}", value
            yield from _nested(value, f"{stem}{key}.")


def _rows(number: Number, chain: Sequence[tuple[str, Call]], references: Sequence[str]) -> Rows:
    """Return the raw rows that a number stands on."""
    ids = {number.id, *_ID.findall(" ".join(number.source.texts.values()))}
    ids |= {name.partition(".")[2] for name in ids}
    rows: Rows = {}
    for match in filter(None, map(REFERENCE.match, references)):
        table = Path(edition().references[match[1]]).stem
        _add(rows, table, _with_ids(table, {match[2]}))
    for path in map(Path, sorted({*number.source.files, *(path for _, call in chain for path in _inputs(call))})):
        if path.parent == RAW and path.suffix == ".csv":
            _add(rows, path.stem, _with_ids(path.stem, ids))
    # Where no row is named, the number stands on the rows of a sample, or on the tables that its source names.
    rows = rows or _sample(chain)
    named_tables = {Path(file).stem: None for file in number.source.files if Path(file).parent == RAW}
    return _followed(rows) if rows else dict(sorted(named_tables.items()))


def _read(table: str) -> pd.DataFrame:
    """Return a raw table as filed, its rows by their number in the file."""
    header, *rows = read_records(RAW / f"{table}.csv")
    return pd.DataFrame(rows, columns=header, index=range(2, len(rows) + 2), dtype=str)


def _with_ids(table: str, ids: set[str]) -> list[int]:
    rows = _read(table)
    return rows.index[rows["id"].isin(ids)].tolist() if "id" in rows else []


def _add(trail: Rows, table: str, rows: Iterable[int]) -> None:
    merged = sorted({*(trail.get(table) or []), *rows})
    if merged:
        trail[table] = merged


def _sample(chain: Sequence[tuple[str, Call]]) -> Rows:
    """Return the raw rows behind the sample of the regression that the chain begins with, if it does."""
    call = chain[0][1]
    if not call["job"].endswith(".regression"):
        return {}
    table = pd.read_parquet(call["inputs"]["table"])
    used = table.iloc[draw_sample(read_spec(call["inputs"]["spec"]), table)[0].index]
    tables = {Path(path).stem for path in _inputs(dict(chain)[call["inputs"]["table"]])} & {*table_names()}
    # The raw table of the clean one's own name, or else all whose key the clean one has.
    same_name = tables & {Path(call["inputs"]["table"]).stem}
    samples: Rows = {}
    for raw in sorted(same_name or tables):
        if (keys := _keys(raw)) and {*keys} <= {*used.columns}:
            sample_keys = pd.MultiIndex.from_frame(used[keys].astype(str))
            rows = _read(raw)
            samples[raw] = rows.index[pd.MultiIndex.from_frame(rows[keys]).isin(sample_keys)].tolist()
    return samples


def _keys(table: str) -> list[str]:
    keys = resource(table)["schema"].get("primaryKey", [])
    return [keys] if isinstance(keys, str) else list(keys)


def _followed(trail: Rows) -> Rows:
    """Add the rows of other raw tables that a row found by its id names: its source, that source's outlet."""
    queue = [table for table, rows in trail.items() if rows is not None and "id" in _keys(table)]
    while queue:
        table = queue.pop(0)
        rows = _read(table).loc[trail[table] or []]
        for field in resource(table)["schema"]["fields"]:
            foreign_key = field.get("known")
            if foreign_key and foreign_key["field"] == "id":
                _add(trail, foreign_key["resource"], _with_ids(foreign_key["resource"], {*rows[field["name"]]}))
                queue.append(foreign_key["resource"])
    return trail


def _rows_said(trail: Rows) -> Iterator[str]:
    for table, chosen in trail.items():
        file, rows = RAW / f"{table}.csv", _read(table)
        counted = f"all {len(rows)} rows" if chosen is None else f"{len(chosen)} of {len(rows)} rows"
        yield f"   {file.as_posix()}: {counted}; SHA-256 {sha256(file)}; {resource(table)['title']}"
        for n in (chosen or [])[:3]:
            cells = "; ".join(f"{name} = {cell}" for name, cell in rows.loc[n].items() if cell)
            yield _wrapped(f"   row {n}: {cells}")
        if chosen and len(chosen) > 3:
            yield _wrapped(f"   rows {', '.join(map(str, chosen))}")


def run(name: str) -> None:
    """Print the trail of the number ``name``."""
    print("\n".join(trace(name)))
