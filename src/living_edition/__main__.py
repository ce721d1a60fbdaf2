"""The commands of the kit: ``python -m living_edition COMMAND --help``."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from living_edition.errors import InputError
from living_edition.languages import project_file


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(prog="python -m living_edition", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, module: str, words: str, function: str = "run") -> Callable[..., argparse.Action]:
        """Add a command: a ``function`` of a module of the kit, whose arguments are the command's."""
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(module=module, function=function)
        return command.add_argument

    has = add("run", "workflow.job_runner", "run the job of a call file, as the workflow does", "main")
    has("call", type=_from_root, help="the call: .snakemake/calls/*.json")
    has("log", type=_from_root, nargs="?", help="where standard error goes")
    has = add("accept", "tables.accepting", "check raw tables against their descriptors, then record their checksums")
    words = "a raw table, or a file (CSV, XLSX); all if none is named"
    has("names", nargs="*", type=_table_or_file, metavar="NAME", help=words)
    has("--as", dest="called", default="", metavar="NAME", help="what a file is called in data/raw")
    has("--sheet", default="", help="the sheet of a workbook, where several are filled")
    has("--show", action="store_true", help="say what would be normalised, and write nothing")
    has = add("agree", "translation.parity", "record that both languages of the blocks named agree now")
    has("blocks", nargs="*", metavar="BLOCK", help="id of a block, as the warning names it; all if none")
    has("--report", type=_from_root, default=Path("report"), help="the Quarto project")
    words = "write the hashes of a text's runs of characters, to find copied text"
    has = add("fingerprint", "translation.fingerprint", words)
    has("source", type=_from_root, metavar="FILE", help="a UTF-8 text")
    has("--output", type=_from_root, default=Path("data/thesis_shingles.bin"), help="the hashes")
    has = add("new", "workflow.new", "lay a small edition of one's own into a new folder, ready to build", "lay")
    has("folder", type=Path, help="the new folder")
    has("--name", help="stem of the documents' names (default: the folder's name)")
    has(
        "--languages",
        default="zh,en",
        type=_listed,
        help="one or two of zh, en and those with a file languages/CODE.yaml here (default: zh,en)",
    )
    has("--author", default="The author", help="who the edition is by")
    has = add("words", "language_files", "list the words that the file of a language does not give", "tell")
    has("lang", metavar="language", help="the language's code: de")
    words = "show the text in one language as HTML, and make it anew when a source changes"
    has = add("preview", "workflow.preview", words, "watch")
    has("lang", metavar="language", nargs="?", default="", help="the edition's first language, if none is named")
    has("--once", action="store_true", help="make it once, and open nothing")
    add("open", "workflow.preview", "open the site's start page in a browser", "show")
    has = add("verify", "exhibits.verify", "tell whether a downloaded file is the one that the edition lists")
    has("file", type=_from_root, help="the downloaded file")
    words = "folder of SHA256SUMS (default: beside the file, or results/tables)"
    has("--list", dest="folder", metavar="LIST", type=_from_root, help=words)
    words = "print the trail of a printed number, back to raw rows and the page of the source"
    has = add("trace", "workflow.trace", words)
    has("name", metavar="NUMBER", help="an id of the ledger")
    return whole


def _listed(text: str) -> list[str]:
    return text.split(",")


def _from_root(text: str) -> Path:
    """Return a path given from the working folder as the root of the edition has it, from where commands work."""
    file = project_file()
    return Path(os.path.relpath(text, file.parent) if file and not Path(text).is_absolute() else text)


def _table_or_file(text: str) -> str:
    """Return the same of a file, which has an ending; a table's name as it is."""
    return str(_from_root(text)) if "." in text else text


def main() -> int:
    """Run the command named; return its exit status: 2 for a wrong input, told in one message."""
    given = vars(parser().parse_args())
    module, function = (given.pop(key) for key in ("module", "function"))
    try:
        if (file := project_file()) and module != "workflow.new":
            os.chdir(file.parent)
        status = getattr(importlib.import_module(f"living_edition.{module}"), function)(**given)
        return status if isinstance(status, int) else 0
    except InputError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
