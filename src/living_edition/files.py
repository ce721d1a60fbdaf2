"""Reading of text, and writing of results: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from living_edition.errors import InputError, Problem, refuse

if TYPE_CHECKING:
    import pandas as pd


# What no text that people write holds: control characters, what cannot be seen or turns the line round (zero-width
# spaces, soft hyphens, marks of direction, line separators, tags), private characters, the sign for one that was lost.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufe00-\ufe0f"
    "\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)


_FIGURE = re.compile(r"[-+]?\d+([.,]\d+)*%?", re.ASCII)
_TEXT = ("str", "string")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would run as a formula."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML: ten times as fast where PyYAML was built with its library in C."""
LONGEST_CELL = 131_072
"""Characters that a cell of a CSV file may have: more is a quotation mark that swallowed rows, or no table."""


def shown_name(file: str | Path) -> str:
    """Return a file as messages name it: its path below the working directory, else its own name."""
    path = Path(file).absolute()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else path.name


def read_text(source: str | Path, name: str = "") -> str:
    """Return the text of a file that people write: UTF-8, lines ended by line feeds, a byte order mark dropped.

    Raises ``InputError``, with the line, for a file that is not there, not UTF-8, or holds what ``unclean`` finds;
    ``name`` is the file as the message names it.
    """
    shown = name or shown_name(source)
    try:
        file = Path(source)
        if file.exists() and not file.is_file() and not file.is_dir():
            # It could be read for ever.
            raise OSError(errno.EINVAL, "a pipe or a device")
        content = file.read_bytes()
    except FileNotFoundError:
        raise InputError([Problem(shown, "", "no such file", "the file", "restore it, or correct its name")]) from None
    except (OSError, ValueError) as error:
        actual = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(shown, "", actual, "a file that can be read", "look at the file")]) from None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError([_not_utf8(shown, content, error.start)]) from None
    if fault := unclean(text):
        location, actual, mend = fault
        line = text.count("\n", 0, location) + 1
        raise InputError([Problem(shown, f"line {line}", actual, "text", mend)])
    return text


def unclean(text: str) -> tuple[int, str, str] | None:
    """Return where ``text`` holds a control character or one that cannot be seen, or a letter and its accent apart.

    That is: its place, what was found, and how to mend it. The same name would not be found in its other form.
    """
    if wrong := _NO_TEXT.search(text):
        return wrong.start(), f"the character U+{ord(wrong[0]):04X}", "take it out, or restore what stood there"
    if unicodedata.is_normalized("NFC", text):
        return None
    composed = unicodedata.normalize("NFC", text)
    location = next(
        (n for n, (one, other) in enumerate(zip(text, composed, strict=False)) if one != other), len(composed)
    )
    actual = f"the character U+{ord(text[location]):04X} in a form that is not the usual one (NFC)"
    return location, actual, f"write {composed[location : location + 1] or text[location]!r}"


def there(file: Path) -> bool:
    """Return whether anything bears the name of a file that may be wanting; a folder or a dead link is told."""
    return os.path.lexists(file)


def read_records(source: str | Path, name: str = "") -> list[list[str]]:
    """Return the records of a CSV file that people write, the header first; errors as ``read_text``.

    Raises ``InputError`` with its row for a quotation mark left open, a row with more or fewer cells, no rows at all.
    """
    shown = name or shown_name(source)
    records = csv_records(read_text(source, shown), shown)
    if not records or not records[0]:
        raise InputError([Problem(shown, "", "an empty file", "a header and rows", "restore the table")])
    width = len(records[0])
    problems = [
        Problem(shown, f"row {n}", f"{len(cells)} cells", f"{width} cells", "complete the row, or quote a comma")
        for n, cells in enumerate(records, start=1)
        if len(cells) != width
    ]
    refuse(problems)
    return records


def csv_records(text: str, shown: str, delimiter: str = ",") -> list[list[str]]:
    """Return the records of CSV ``text``; raise ``InputError`` with the row of a quotation mark left open or astray,
    or of a cell of more than LONGEST_CELL characters. ``shown`` is the file as the message names it.
    """
    records: list[list[str]] = []
    # The limit is the process's: a library that has lifted it must not decide what is read here.
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        records += csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    except csv.Error as error:
        lost = "end of data" in str(error) or '"' in str(error)
        actual = "a quotation mark that never closes, or one within a cell" if lost else str(error)
        mend = 'double a quotation mark within a cell ("") and close the cell by one'
        raise InputError([Problem(shown, f"row {len(records) + 1}", actual, "CSV", mend)]) from None
    finally:
        csv.field_size_limit(limit)
    return records


def _not_utf8(shown: str, content: bytes, at: int) -> Problem:
    line = content.count(b"\n", 0, at) + 1
    actual = f"the byte 0x{content[at]:02x}, which is not UTF-8"
    try:
        content.decode("gb18030")
        mend = "save it as UTF-8 (it reads as GB 18030, which Chinese spreadsheets and editors write)"
    except UnicodeDecodeError:
        mend = "save it as UTF-8"
    return Problem(shown, f"line {line}", actual, "UTF-8", mend)


@contextlib.contextmanager
def whole_file(target: str | Path) -> Iterator[Path]:
    """Yield a temporary path beside ``target`` that takes its place only if the block succeeds."""
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files; results are for everybody, like any file a program writes.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(text: str, target: str | Path) -> None:
    """Write ``text`` as UTF-8 with line feeds."""
    with whole_file(target) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_json(content: Any, target: str | Path) -> None:
    """Write JSON with sorted keys, readable, Han characters as themselves."""
    write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n",
        target,
    )


def read_yaml(file: str | Path) -> Any:
    """Return what a YAML file holds: one of the kit's own, or one whose errors ``yaml_models`` tells elsewhere."""
    return yaml.load(Path(file).read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506, a safe one


class _Plain(yaml.SafeDumper):
    """Writes what Quarto reads as it is meant: it takes a blank that is not ASCII, unquoted, for nothing."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Return ``text`` as a scalar, in quotes where it is blank."""
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.strip() else '"')


_Plain.add_representer(str, _Plain.represent_text)


def written_yaml(content: Any) -> str:
    """Return ``content`` as YAML that both engines read, keys in their order."""
    return str(yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10**6))


@cache
def own_yaml(module: str) -> Any:
    """Return what the YAML file holds that has a module's name: ``own_yaml(__file__)``."""
    return read_yaml(Path(module).with_suffix(".yaml"))


def read_json(source: str | Path) -> Any:
    """Read a JSON file that the kit wrote; raise ``InputError`` where it was cut off or edited."""
    try:
        return json.loads(Path(source).read_text(encoding="utf-8"))
    except ValueError as error:
        mend = "run snakemake rebuild, which makes it anew"
        raise InputError([Problem(shown_name(source), "", f"no JSON ({error})", "the file as made", mend)]) from None


def write_table(table: pd.DataFrame, *targets: str | Path) -> None:
    """Write ``table`` without its index to each target, Parquet or CSV by the file's ending."""
    for target in map(Path, targets):
        with whole_file(target) as temporary:
            if target.suffix == ".parquet":
                table.to_parquet(temporary, index=False, engine="pyarrow", compression="zstd")
            elif target.suffix == ".csv":
                _guarded(table).to_csv(temporary, index=False, lineterminator="\n", encoding="utf-8")
            else:
                raise ValueError(f"{target}: a table is written as .parquet or .csv")


def _guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Return ``table`` for CSV: an apostrophe before each text that a spreadsheet would run as a formula."""
    texts = [name for name in table.columns if table[name].dtype == object or str(table[name].dtype) in _TEXT]
    return table.assign(**{name: table[name].map(guarded, na_action="ignore") for name in texts}) if texts else table


def guarded(cell: object) -> object:
    """Return a cell for CSV as ``as_text`` has it; a figure goes as it is."""
    return as_text(cell) if isinstance(cell, str) and not _FIGURE.fullmatch(cell) else cell


def as_text(text: str) -> str:
    """Return ``text`` with an apostrophe before it, where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def sha256(source: str | Path) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal."""
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()
