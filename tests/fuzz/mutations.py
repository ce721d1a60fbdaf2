"""Mutations of every kind of input that people write: what a mutation does, and whether it is wrong or harmless.

Each is a whole new content of one file of the project, made from the content that stands there. A wrong one must be
refused with one clear message, a harmless one accepted; no mutation is left to be judged by what happens.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

WRONG, HARMLESS = True, False


@dataclass(frozen=True)
class Mutation:
    """A new content for ``file``; ``kind`` groups files that one reader reads, ``what`` says what was done."""

    kind: str
    file: str
    what: str
    content: bytes
    wrong: bool


def of_text(kind: str, file: str, text: str, comment: str = "#") -> Iterator[Mutation]:
    """Yield what may happen to any text file."""

    def made(what: str, content: bytes | str, wrong: bool) -> Mutation:
        return Mutation(kind, file, what, content.encode() if isinstance(content, str) else content, wrong)

    lines = text.splitlines(keepends=True)
    middle = len(lines) // 2
    if not text.isascii():
        yield made("saved as GBK", text.encode("gb18030"), WRONG)
    yield made("saved as UTF-16", text.encode("utf-16"), WRONG)
    yield made("a byte that is no UTF-8", text.encode() + b"\xff\n", WRONG)
    yield made("NUL in the middle", "".join([*lines[:middle], "\0", *lines[middle:]]), WRONG)
    yield made("a replacement character", "".join([*lines[:middle], "\ufffd", *lines[middle:]]), WRONG)
    yield made("emptied", "", WRONG)
    yield made("a mark that turns the line round", "".join([*lines[:middle], "\u202e", *lines[middle:]]), WRONG)
    yield made("a mark of no width", "".join([*lines[:middle], "\ufeff", *lines[middle:]]), WRONG)
    yield made("a letter and its accent apart", f"{text}# e\u0301\n", WRONG)
    yield made("an archive", b"PK\x03\x04" + text.encode("utf-16"), WRONG)
    if comment:
        yield made("a comment at the end", f"{text.rstrip()}\n{comment} a comment\n", HARMLESS)
        yield made("a byte order mark", b"\xef\xbb\xbf" + text.encode(), HARMLESS)
        yield made("CRLF line ends", text.replace("\n", "\r\n"), HARMLESS)


def of_yaml(kind: str, file: str, text: str, random: random.Random, free: tuple[str, ...] = ()) -> Iterator[Mutation]:
    """Yield mutations of form and of content; keys below ``free`` may hold anything."""
    yield from of_text(kind, file, text)
    content = yaml.safe_load(text)

    def made(what: str, changed: Any, wrong: bool = WRONG) -> Mutation:
        words = (
            changed
            if isinstance(changed, str)
            else yaml.safe_dump(_unshared(changed), allow_unicode=True, sort_keys=False)
        )
        return Mutation(kind, file, what, words.encode(), wrong)

    yield made("comments alone", "# nothing\n")
    yield made("a word in place of all", "words\n")
    yield made("in a list", [content] if isinstance(content, dict) else {"entries": content})
    yield made("a tab in the indentation", f"{text.rstrip()}\nzzz:\n\tyyy: 1\n")
    yield made("a bad indent", f"zzz: 1\n   yyy: 2\n{text}")
    yield made("a bracket left open", f"{text.rstrip()}\nzzz: [1, 2\n")
    yield made("a quotation mark left open", f"{text.rstrip()}\nzzz: 'words\n")
    yield made("a second document", f"{text.rstrip()}\n---\nzzz: 1\n")
    yield made("an alias of nothing", f"{text.rstrip()}\nzzz: *none\n")
    yield made("a tag that makes an object", f"{text.rstrip()}\nzzz: !!python/object/apply:os.getcwd []\n")
    yield made("a full-width colon", f"{text.rstrip()}\nzzz：1\n")
    yield made("keys merged", f"{text.rstrip()}\n<<: {{zzz: 1}}\n")
    yield made("bytes by a tag", f"{text.rstrip()}\nzzz: !!binary aGVsbG8=\n")
    yield made("NUL by an escape", f'{text.rstrip()}\nzzz: "a\\0b"\n')
    yield made("a number's tag before a word", f"{text.rstrip()}\nzzz: !!int word\n")
    yield made("a key with a space at its end", f'{text.rstrip()}\n"zzz ": 1\n')
    yield made("an alias of itself", f"{text.rstrip()}\nzzz: &a [*a]\n")
    layers = "".join(f"z{n + 1}: &z{n + 1} [{', '.join([f'*z{n}'] * 9)}]\n" for n in range(6))
    yield made("aliases that grow", f"{text.rstrip()}\nz0: &z0 [1]\n{layers}")
    yield made("its marks of a document", f"---\n{text.rstrip()}\n...\n", HARMLESS)
    if re.search(r"\d{4}-\d\d-\d\d", text) and kind == "configuration":
        yield made("a date that is none", re.sub(r"(\d{4})-\d\d-\d\d", r"\1-02-30", text, count=1))
    yield made("dumped again", content, HARMLESS)
    if isinstance(content, dict):
        yield made("an unknown key", {**content, "zzz": 1})
        key = random.choice(list(content))
        yield made(f"{key} without a value", re.sub(rf"(?m)^{key}:.*\n(^[ -].*\n|^\n)*", f"{key}:\n", text))
        yield made(f"the key {key} twice", f"{text.rstrip()}\n{key}: 1\n")
        yield made("keys in another order", dict(reversed(content.items())), HARMLESS)
    for loc in _leaves(content, random, free):
        yield from _of_leaf(made, content, loc)
    for loc, entries in random.sample(lists := list(_lists(content, free)), min(3, len(lists))):
        yield made(f"an entry of {'.'.join(map(str, loc))} twice", _put(content, loc, [*entries, entries[0]]))


def _unshared(content: Any) -> Any:
    return json.loads(json.dumps(content, default=str))


def _leaves(content: Any, random: random.Random, free: tuple[str, ...]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []

    def walk(part: Any, loc: tuple[Any, ...]) -> None:
        if isinstance(part, dict | list):
            for key, child in part.items() if isinstance(part, dict) else enumerate(part):
                if key not in free:
                    walk(child, (*loc, key))
        else:
            found.append(loc)

    walk(content, ())
    return random.sample(found, min(6, len(found)))


def _lists(part: Any, free: tuple[str, ...], loc: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    """Yield the lists of words and numbers with their places."""
    if isinstance(part, list) and part and not isinstance(part[0], dict | list):
        yield loc, part
    elif isinstance(part, dict | list):
        for key, child in part.items() if isinstance(part, dict) else enumerate(part):
            if key not in free:
                yield from _lists(child, free, (*loc, key))


def _put(content: Any, loc: tuple[Any, ...], value: Any) -> Any:
    """Return ``content`` with another value at a place."""
    changed = part = copy.deepcopy(content)
    for key in loc[:-1]:
        part = part[key]
    part[loc[-1]] = value
    return changed


def _of_leaf(made: Callable[..., Mutation], content: Any, loc: tuple[Any, ...]) -> Iterator[Mutation]:
    def put(what: str, value: Any) -> Mutation:
        return made(f"{what} at {'.'.join(map(str, loc))}", _put(content, loc, value))

    old = content
    for key in loc:
        old = old[key]
    yield put("a list for a value", ["zzz"])
    yield put("a mapping for a value", {"zzz": 1})
    if isinstance(old, bool):
        yield put("yes for true", "yes")
        yield put("1 for true", 1)
    elif isinstance(old, int | float):
        yield put("a word for a number", "many")
        yield put("true for a number", True)
        yield put("full-width digits", "１２")
        yield put("a quoted number", "12")
        yield put("infinity", math.inf)
        yield put("the hour for a number", "1:30")
        yield put("Arabic digits", "١٢")
    elif isinstance(old, str):
        if not re.fullmatch(r"(fact|thesis):[\w.]+", old):  # where a row may be named, a number may stand
            yield put("a number for a text", 12.5)
        yield put("true for a text", True)
        named = [str(key) for key in loc if not isinstance(key, int)][-1]
        if named == "zh" or named.endswith("_zh"):
            yield put("English for Chinese", "the words of another language")
        elif named == "en" or named.endswith("_en"):
            yield put("Chinese for English", "另一种语言的词语")
        yield put("spaces for a text", "  ")


def of_csv(kind: str, file: str, text: str, fields: list[dict[str, Any]], random: random.Random) -> Iterator[Mutation]:
    """Yield mutations of a raw table by its columns as described."""
    yield from of_text(kind, file, text, comment="")
    header, *rows = csv.reader(io.StringIO(text))

    def made(what: str, records: list[list[str]], wrong: bool = WRONG) -> Mutation:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows(records)
        return Mutation(kind, file, what, buffer.getvalue().encode(), wrong)

    def cell(what: str, column: str, value: Callable[[str], str], wrong: bool = WRONG) -> Mutation:
        changed = copy.deepcopy(rows)
        at = header.index(column)
        n = random.choice([n for n, row in enumerate(rows) if row[at].strip()])
        changed[n][at] = value(changed[n][at])
        return made(f"{what} in {column}, row {n + 2}", [header, *changed], wrong)

    yield Mutation(kind, file, "a byte order mark", b"\xef\xbb\xbf" + text.encode(), WRONG)
    yield Mutation(kind, file, "CRLF line ends", text.replace("\n", "\r\n").encode(), WRONG)
    yield Mutation(kind, file, "a quotation mark left open", f'{text}"open,1\n'.encode(), WRONG)
    yield Mutation(kind, file, "a field of 200,000 characters", f"{text}{'x' * 200_000}\n".encode(), WRONG)
    yield made("the header alone", [header])
    yield made("a column renamed", [[f"{header[0]}x", *header[1:]], *rows])
    yield made("two columns exchanged", [[header[1], header[0], *header[2:]], *rows])
    yield made("a column gone", [row[1:] for row in [header, *rows]])
    yield made("a cell too many", [header, [*rows[0], "x"], *rows[1:]])
    yield made("a cell too few", [header, rows[0][:-1], *rows[1:]])
    yield made("an empty line", [header, *rows[:1], [], *rows[1:]])
    yield made("as it is", [header, *rows], HARMLESS)
    yield made("a line above the header", [["# exported"], header, *rows])
    yield made("a column named twice", [[header[1], *header[1:]], *rows])
    yield made("a row twice", [header, *rows, rows[-1]])
    yield made("a row of empty cells", [header, *rows, [""] * len(header)])
    quoted = io.StringIO()
    csv.writer(quoted, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([header, *rows])
    yield Mutation(kind, file, "each cell in quotation marks", quoted.getvalue().encode(), HARMLESS)
    yield Mutation(kind, file, "semicolons for commas", text.replace(",", ";").encode(), WRONG)
    for field in fields:
        name, rules = field["name"], field.get("constraints", {})
        if not any(row[header.index(name)].strip() for row in rows):
            continue
        yield cell("#N/A", name, lambda _: "#N/A")
        yield cell("#REF!", name, lambda _: "#REF!")
        for nothing in ("NaN", "NULL", "None"):
            yield cell(nothing, name, lambda _, nothing=nothing: nothing)
        yield cell("a formula", name, lambda _: "=1+1")
        if rules.get("required"):
            yield cell("an empty cell", name, lambda _: "")
        if field["type"] in ("number", "integer"):
            yield cell("a word", name, lambda _: "many")
            yield cell("infinity", name, lambda _: "inf")
            yield cell("too large a number", name, lambda _: "1e999")
            for loose in ("+5", "12.", ".5", "-0", "007", "1e3"):
                yield cell(f"{loose} for a number", name, lambda _, loose=loose: loose)
            yield cell("a minus of print", name, lambda old: f"\u2212{old}")
            yield cell("full-width digits", name, lambda _: "１２３")
            yield cell("a thousands separator", name, lambda _: "1,234")
            yield cell("a zero-width space", name, lambda old: old + "\u200b")
            if "minimum" in rules:
                yield cell("a value too small", name, lambda _, low=rules["minimum"]: str(int(low) - 1_000))
            continue
        yield cell("a zero-width space", name, lambda old: old[:1] + "\u200b" + old[1:])
        yield cell("a mark that turns the line round", name, lambda old: old[:1] + "\u202e" + old[1:])
        yield cell("an accent apart", name, lambda old: f"{old}e\u0301")
        yield cell("another form of a character", name, lambda old: f"{old}\ufe0f")
        yield cell("an ideographic space", name, lambda old: old + "\u3000")
        yield cell("a no-break space", name, lambda old: "\u00a0" + old)
        yield cell("a replacement character", name, lambda old: old[:-1] + "\ufffd")
        if "known" in field:
            yield cell("an unknown key", name, lambda _: "某某")
            yield cell("a shorter form of a known name", name, lambda old: old[:-1])
        if re.search("date|month", name):
            yield cell("a date that is none", name, _no_date)
        if any("\u4e00" <= char <= "\u9fff" for row in rows for char in row[header.index(name)]):
            yield cell("mojibake", name, lambda old: "温州城市".encode().decode("gb18030"))


def _no_date(old: str) -> str:
    changed = re.sub(r"([-/])\d+", r"\g<1>13", old, count=1)
    return changed if changed != old else f"{old}-13"


def of_json(kind: str, file: str, text: str, random: random.Random) -> Iterator[Mutation]:
    """Yield mutations of a descriptor."""
    content = json.loads(text)

    def made(what: str, changed: Any) -> Mutation:
        return Mutation(kind, file, what, json.dumps(changed, ensure_ascii=False, indent=1).encode(), WRONG)

    yield from of_text(kind, file, text, comment="")
    yield Mutation(kind, file, "cut off", text[: len(text) // 2].encode(), WRONG)
    yield Mutation(kind, file, "a comma too many", re.sub(r"(?m)\}$", "},", text, count=1).encode(), WRONG)
    yield Mutation(
        kind, file, "indented otherwise", json.dumps(content, ensure_ascii=False, indent=2).encode(), HARMLESS
    )
    for what, found in (("NaN", "NaN"), ("infinity", "Infinity"), ("NUL by an escape", '"\\u0000"')):
        yield Mutation(kind, file, what, text.replace("{", f'{{"zzz": {found}, ', 1).encode(), WRONG)
    yield Mutation(kind, file, "a second document", f"{text}{{}}\n".encode(), WRONG)
    yield Mutation(kind, file, "nested too deeply", b"[" * 100_000, WRONG)
    yield made("a list", [content])
    yield made("an unknown key", {**content, "zzz": 1})
    yield made("no resources", {**content, "resources": []})
    for _ in range(8):
        changed = copy.deepcopy(content)
        table = random.choice(changed["resources"])
        fields = table.get("schema", table)["fields"]
        field = random.choice(fields)
        what = random.choice(["type", "name", "key", "twice", "table"])
        if what == "type":
            field["meaning_zh"] = 12
        elif what == "name":
            del field["name"]
        elif what == "key":
            field["constraint"] = {"required": True}
        elif what == "twice":
            fields.append(copy.deepcopy(field))
        else:
            table["name"] = "a;touch x;"
        if not (what == "twice" and "schema" not in table):
            yield made(f"{what} of {table['name']}.{field.get('name', '')}", changed)


def of_notebook(kind: str, file: str, text: str) -> Iterator[Mutation]:
    """Yield mutations of a notebook: of its form, of what it declares, and of what its cells name."""
    yield from of_text(kind, file, text, comment="")
    content = json.loads(text)

    def made(what: str, change: Callable[[dict[str, Any]], object], wrong: bool = WRONG) -> Mutation:
        changed = copy.deepcopy(content)
        change(changed)
        return Mutation(kind, file, what, json.dumps(changed, ensure_ascii=False, indent=1).encode(), wrong)

    def declared(what: str, value: Any, wrong: bool = WRONG) -> Mutation:
        return made(what, lambda c: c["metadata"].update(living_edition=value), wrong)

    def cell(what: str, source: Any, wrong: bool = WRONG, **keys: Any) -> Mutation:
        more = {"cell_type": "code", "id": "more", "metadata": {}, "outputs": [], "execution_count": None} | keys
        return made(what, lambda c: c["cells"].append(more | {"source": source}), wrong)

    for what, whole in (("a list", [content]), ("null", None), ("a text", "words"), ("no keys", {})):
        yield Mutation(kind, file, what, json.dumps(whole).encode(), WRONG)
    yield Mutation(kind, file, "cut off", text[: len(text) // 2].encode(), WRONG)
    yield Mutation(kind, file, "a comma too many", text.replace("}\n", "},\n", 1).encode(), WRONG)
    yield Mutation(kind, file, "nested too deeply", b"[" * 100_000, WRONG)
    yield Mutation(kind, file, "the sign of a conflict", f"<<<<<<< HEAD\n{text}".encode(), WRONG)
    yield made("indented otherwise", lambda c: None, HARMLESS)
    for key in ("cells", "metadata", "nbformat", "nbformat_minor"):
        yield made(f"without {key}", lambda c, key=key: c.pop(key))
        yield made(f"a word for {key}", lambda c, key=key: c.update({key: "x"}))
    yield made("of another format", lambda c: c.update(nbformat=3))
    yield made("without a cell", lambda c: c.update(cells=[]))
    yield made("an id twice", lambda c: c["cells"][1].update(id=c["cells"][0]["id"]))
    yield made("an id that is none", lambda c: c["cells"][0].update(id="a b"))
    yield made("a kind of cell that is none", lambda c: c["cells"][0].update(cell_type="cod"))
    yield made("a cell without source", lambda c: c["cells"][0].pop("source"))
    yield made("a number for a source", lambda c: c["cells"][0].update(source=5))
    yield made("a cell that is null", lambda c: c["cells"].append(None))
    yield made("in R", lambda c: c["metadata"].update(kernelspec={"name": "ir", "language": "R"}))
    yield made("without a kernel", lambda c: c["metadata"].pop("kernelspec"), HARMLESS)
    yield made("a program's own keys", lambda c: c["metadata"].update(vscode={"x": 1}), HARMLESS)
    yield declared("an unknown key declared", {"read": ["edition.yaml"]})
    yield declared("a word for a list of files", {"reads": "edition.yaml"})
    yield declared("a list for what is declared", ["edition.yaml"])
    yield declared("a file that is not there", {"reads": ["data/raw/none.csv"]})
    yield declared("a file outside the project", {"reads": ["../none.csv"]})
    yield declared("a file by its whole path", {"reads": ["/etc/passwd"]})
    yield declared("a file twice", {"reads": ["edition.yaml", "edition.yaml"]})
    yield declared("a number for a file", {"reads": [1]})
    yield declared("an unknown section", {"knobs": ["scenario"]})
    yield declared("a knob for a section", {"knobs": ["regressions.seed"]})
    yield declared("nothing declared", {}, HARMLESS)
    yield cell("a cell that reads what is not there", 'file("data/raw/none.csv")')
    yield cell("a module that is not there", "from living_edition.nothing import one")
    yield cell("a module of a cell in lines", ["import living_edition.none\n", "1"])
    yield cell("a cell that cannot be parsed", "def (:\n", HARMLESS)  # its run names the cell
    yield cell("a magic", "%matplotlib inline\n!ls", HARMLESS)
    yield cell("an empty cell", "", HARMLESS)
    yield cell("outputs with colours", "1", HARMLESS, outputs=[
        {"output_type": "stream", "name": "stdout", "text": ["\u001b[31mred\u001b[0m\n"]}
    ])  # fmt: skip
    yield cell("a large output", "1", HARMLESS, outputs=[
        {"output_type": "stream", "name": "stdout", "text": ["x" * 2_000_000]}
    ])  # fmt: skip


def of_bibliography(file: str, text: str, random: random.Random) -> Iterator[Mutation]:
    """Yield mutations of the bibliography, each of an entry chosen at random."""
    yield from of_text("bibliography", file, text, comment="%")
    heads = [match.start() for match in re.finditer(r"(?m)^@", text)]
    changes: list[tuple[str, Callable[[str], str], bool]] = [
        ("a brace gone at the end", lambda e: e.rstrip()[:-1] + "\n\n", WRONG),
        ("a brace gone in a title", lambda e: re.sub(r"(title = \{[^{}]*)\},", r"\1,", e, count=1), WRONG),
        ("a comma gone", lambda e: re.sub(r"(title = \{.*\}),\n", r"\1\n", e, count=1), WRONG),
        ("an unknown type", lambda e: re.sub(r"^@\w+", "@artikel", e), WRONG),
        ("a field twice", lambda e: re.sub(r"(  title = \{.*\},\n)", r"\1\1", e, count=1), WRONG),
        ("no author", lambda e: re.sub(r"  author = \{.*\},\n", "", e, count=1), WRONG),
        ("no date", lambda e: re.sub(r"\bdate = \{.*?\},?", "", e, count=1), WRONG),
        ("a date that is none", lambda e: re.sub(r"\bdate = \{(\d{4}).*?\}", r"date = {\g<1>-13}", e, count=1), WRONG),
        ("a date in full-width digits", lambda e: re.sub(r"\bdate = \{.*?\}", "date = {２０１０}", e, count=1), WRONG),
        ("an unknown field", lambda e: e.replace("  title =", "  tittle = {x},\n  title =", 1), WRONG),
        ("an unbraced word", lambda e: re.sub(r"  title = \{.*\},", "  title = word,", e, count=1), WRONG),
        ("the entry twice", lambda e: e + e, WRONG),
        ("a stray word after it", lambda e: e + "stray words\n", WRONG),
        ("an empty title", lambda e: re.sub(r"  title = \{.*\},", "  title = {},", e, count=1), WRONG),
        (
            "an address that runs",
            lambda e: e.replace("  title =", "  url = {javascript:alert(1)},\n  title =", 1),
            WRONG,
        ),
        ("a command that is lost", lambda e: e.replace("  title = {", "  title = {\\input{x} ", 1), WRONG),
        ("pages that go back", lambda e: re.sub(r"pages = \{\d+--\d+\}", "pages = {20--12}", e, count=1), WRONG),
        ("pages without an end", lambda e: re.sub(r"pages = \{(\d+)--\d+\}", r"pages = {\1--}", e, count=1), WRONG),
        ("a date that goes back", lambda e: re.sub(r"\bdate = \{.*?\}", "date = {2005/2000}", e, count=1), WRONG),
        ("the key of a figure", lambda e: re.sub(r"^(@\w+\{)", r"\1fig-", e), WRONG),
        (
            "an author without a name",
            lambda e: re.sub(r"  author = \{", "  author = {A, B and and ", e, count=1),
            WRONG,
        ),
        (
            "an ISBN that does not check",
            lambda e: e.replace("  title =", "  isbn = {978-0-306-40615-8},\n  title =", 1),
            WRONG,
        ),
        ("a year beside the date", lambda e: e.replace("  title =", "  year = {1999},\n  title =", 1), WRONG),
        ("a bare per cent", lambda e: e.replace("  title = {", "  title = {10% of ", 1), WRONG),
        ("names parted by semicolons", lambda e: e.replace("  author = {", "  author = {A, B; ", 1), WRONG),
        ("the work under another key", lambda e: e + re.sub(r"^(@\w+\{[^,]+)", r"\1-again", e), WRONG),
        ("no langid", lambda e: re.sub(r",?\n  langid = \{.*\}", "", e, count=1), WRONG),
        (
            "quotation marks for braces",
            lambda e: re.sub(r"  langid = \{(.*)\}", r'  langid = "\1"', e, count=1),
            HARMLESS,
        ),
        (
            "a field of a reference manager",
            lambda e: e.replace("  title =", "  bdsk-url-1 = {x},\n  title =", 1),
            HARMLESS,
        ),
        ("a comment before it", lambda e: f"% a comment\n@comment{{of old}}\n{e}", HARMLESS),
    ]
    for what, change, wrong in changes:
        for _ in range(4):
            for start in random.sample(heads, len(heads)):
                end = next((head for head in heads if head > start), len(text))
                entry = text[start:end]
                changed = change(entry)
                if changed != entry and not (what == "an address that runs" and "url =" in entry):
                    key = re.match(r"@\w+\{([^,]+)", entry)[1]  # type: ignore[index]
                    content = (text[:start] + changed + text[end:]).encode()
                    yield Mutation("bibliography", file, f"{what}: {key}", content, wrong)
                    break


BAD_PROSE = {
    "a shortcode that never closes": "Words {{< num a.b }} here.",
    "a shortcode without id": "Words {{< num >}} here.",
    "an empty shortcode": "Words {{< >}} here.",
    "an unknown option": "Words {{< num cluster.output bar=true >}} here.",
    "an unknown shortcode": "Words {{< video x.mp4 >}} here.",
    "an unknown number": "Words {{< num no.such >}} here.",
    "a shortcode in an address": "A [link]({{< num cluster.output >}}).",
    "an include outside": "{{< include ../secret.txt >}}",
    "an include by absolute path": "{{< include /etc/hostname >}}",
    "an include that is not there": "{{< include LANG/none.qmd >}}",
    "an include that does not end": "{{< include LANG/01.qmd >}}",
    "an image outside": "![Words](../secret.png)",
    "an image by absolute path": "![Words](/etc/hostname)",
    "an image of the net": "![Words](https://example.org/x.png)",
    "raw HTML": "Words <b>bold</b>.",
    "a script": "<script>alert(1)</script>",
    "a frame": '<iframe src="https://example.org"></iframe>',
    "raw LaTeX": "\\newpage",
    "a raw attribute": "Words `<b>`{=html}.",
    "an address that runs": "A [link](javascript:alert(1)).",
    "a data address": "A [link](data:text/html,x).",
    "a link outside": "A [link](../../secret).",
    "a div left open": "::: {.callout-note}\nWords.",
    "a div closed twice": "::: {.callout-note}\nWords.\n:::\n\n:::",
    "an indented div": "  ::: {.callout-note}\nWords.\n  :::",
    "a div on one line": "::: {.callout-note} Words. :::",
    "an unknown class": "::: {.panel-tabset}\nWords.\n:::",
    "an unknown attribute": "::: {.callout-note colour=red}\nWords.\n:::",
    "an unknown condition": '::: {.content-visible when-weather="fair"}\nWords.\n:::',
    "a code cell": "```{python}\n1\n```",
    "inline code that runs": "Words `{python} n`.",
    "code left open": "```\nwords",
    "a formula left open": "$$\nx",
    "a comment left open": "<!-- words",
    "an id twice": "## Words {#sec-a}",
    "a heading without words": "## {#sec-empty}",
    "a heading without an id": "## Words",
    "a heading on": "Words.\n## Words {#sec-on}",
    "a list on": "Words.\n- an item",
    "a table on": "Words.\n| a |\n|---|\n| b |",
    "a caption after a table": "| a |\n|---|\n| b |\n\n: words",
    "a second heading in a box": "::: {.callout-note}\n## Words\n\nMore.\n\n## Others {#sec-in}\n:::",
    "two references in one, the second to nothing": "See [@fig-one; @sec-none].",
    "an unknown citation": "As told [@nobody1999].",
    "an unknown reference": "See [-@sec-none].",
    "a link to nothing": "A [link](#sec-none).",
    "a note without text": "Words[^none].",
    "a mark left open": "Words **bold.",
    "a subscript by ranges": "自2005~2008年、2009~2012年。",
    "straight quotation marks": '他说"好"。',
    "a typed figure": "Worth 12.5 yuan.",
    "an exhibit that is none": "{{< include exhibits/fig-none-LANG.qmd >}}",
    "an attribute that is none": "Words {.class}.",
    "a list by capitals": "A. one\nB. two",
    "a Chinese list": "一、甲\n二、乙",
    "a quotation on": "Words.\n> quoted",
    "a rule on": "Words.\n***",
    "stress by underscores": "这是_中文_的。",
    "a reference glued on": "见@fig-one。",
    "a number in a grid": "+---+\n| {{< num cluster.output >}} |\n+---+",
    "a link in a heading": "## See [words](https://example.org) {#sec-link}",
    "an include of no chapter": "{{< include references.bib >}}",
    "an include that goes round": "{{< include LANG/round.qmd >}}",
    "a mark that turns the line round": "Words \u202eback.",
    "a separator of lines": "Words\u2028more.",
    "an accent apart": "Cafe\u0301.",
    "a quotation mark left open": 'Words "open there.',
    "an item indented by too little": "1. one\n  - two",
    "a cell too many": "| a |\n|---|\n| b | c |",
    "a comment within a line left open": "Words <!-- open",
    "prices that make a formula": "It costs US$6 or 7$ now.",
    "a file of another language": "{{< include exhibits/fig-one-zh.qmd >}}",
    "a link by entities": "A [link](java&#10;script:alert(1)).",
    "a formula with an address": "So $\\href{javascript:alert(1)}{x}$.",
}
GOOD_PROSE = {
    "a paragraph": "More words.",
    "a box": '::: {.callout-note title="Words"}\nMore words.\n:::',
    "a list": "- an item\n- another",
    "a page of a citation": "As told [@key2000, pp. 213-215].",
    "a link": "A [link](https://example.org/a).",
    "a formula": "$$\nx = y\n$$ {#eq-new}",
    "a comment": "<!-- words -->",
    "a note": "Words.[^new]\n\n[^new]: A note.",
    "a table": "| a | b |\n|---|---|\n| c | d |",
    "a quotation": "> Words.",
    "a condition of the profile": '::: {.content-visible when-profile="zh"}\nWords.\n:::',
    "a box with its title as a heading": "::: {.callout-note}\n## Words\n\nMore.\n:::",
    "two references in one": "See [@fig-one; @sec-a].",
}


_SVG = '<svg xmlns="http://www.w3.org/2000/svg"{}>{}</svg>'
# Images that are none, that run or that load; the file that each is.
BAD_IMAGES = {
    "own.png": b"no image", "own.jpg": b"", "own.gif": b"GIF89a\x01\x00\x01\x00", "own.pdf": b"%PDF-1.4",
    "script.svg": _SVG.format("", "<script>alert(1)</script>").encode(),
    "load.svg": _SVG.format(' onload="alert(1)"', "").encode(),
    "address.svg": _SVG.format("", '<image href="https://example.org/x.png"/>').encode(),
    "entity.svg": b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + _SVG.format("", "&x;").encode(),
    "broken.svg": b"<svg>", "alone.svg": _SVG.format("", "").encode(),
}  # fmt: skip


def of_images() -> Iterator[tuple[str, str, bytes]]:
    """Yield what stands in both languages' chapters, the image file, and its content: none may be published."""
    for name, content in BAD_IMAGES.items():
        yield f"![Words](images/{name})", f"report/images/{name}", content


def of_prose(root: Path) -> Iterator[tuple[str, dict[str, bytes], bool]]:
    """Yield what is added to both languages' chapters at their end or before their last block: files and contents."""
    for words, wrong in ((BAD_PROSE, WRONG), (GOOD_PROSE, HARMLESS)):
        for what, addition in words.items():
            for place in ("end", "middle"):
                files = added(root, addition, place)
                if what == "an include that goes round":
                    files |= {f"report/{lang}/round.qmd": f"{{{{< include {lang}/01.qmd >}}}}\n".encode()
                              for lang in ("zh", "en")}  # fmt: skip
                yield f"{what}, at the {place}", files, wrong


def added(root: Path, addition: str, place: str) -> dict[str, bytes]:
    """Return both languages' chapters with ``addition`` at their "end", or in their "middle"."""
    files = {}
    for lang in ("zh", "en"):
        name = f"report/{lang}/01.qmd"
        blocks = (root / name).read_text(encoding="utf-8").rstrip().split("\n\n")
        at = len(blocks) if place == "end" else 2
        blocks[at:at] = [addition.replace("LANG", lang)]
        files[name] = ("\n\n".join(blocks) + "\n").encode()
    return files


NAMES = [
    "a;touch X;", "a b", "a$(touch X)", "a`id`", "a'b", 'a"b', "a|b", "a&b", "a\nb", "a*b", "a{lang}b", "a%sb", "甲",
    "A", "-a", "a--b", "a_b", "a.b", "a[0-9]+", "..", "a\\b", "~a", "a#b", "a\u200bb",
]  # fmt: skip
