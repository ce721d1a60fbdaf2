"""The commands of the kit: ``python -m living_edition COMMAND --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from living_edition.errors import InputError

Command = Callable[[argparse.Namespace], int | None]


def _run(given: argparse.Namespace) -> int:
    from living_edition.workflow import run

    return run.main(given.call, given.log)


def _accept(given: argparse.Namespace) -> None:
    from living_edition.jobs import accept_data

    accept_data.run(given.names, given.called, given.sheet, show=given.show)


def _agree(given: argparse.Namespace) -> None:
    from living_edition.jobs import agree_parity

    agree_parity.run(given.blocks, given.report)


def _fingerprint(given: argparse.Namespace) -> None:
    from living_edition.jobs import fingerprint

    fingerprint.run(given.file, given.output)


def _new(given: argparse.Namespace) -> None:
    from living_edition.workflow import new

    new.create(given.folder, given.name or given.folder.resolve().name, given.author, given.languages.split(","))


def _preview(given: argparse.Namespace) -> int:
    from living_edition.workflow import preview

    try:
        return preview.watch(given.language, once=given.once)
    except KeyboardInterrupt:
        return 0


def _open(given: argparse.Namespace) -> None:
    from living_edition.workflow import preview

    preview.show()


def _verify(given: argparse.Namespace) -> int:
    from living_edition.jobs import verify_exhibit

    return verify_exhibit.run(given.file, given.list)


def _trace(given: argparse.Namespace) -> None:
    from living_edition.workflow import trace

    trace.run(given.number)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(prog="python -m living_edition", description=__doc__)
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, words: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words)
        one.set_defaults(command=command)
        return one

    one = add("run", _run, "run the job of a call file, as the workflow does")
    one.add_argument("call", type=Path, help="the call: .snakemake/calls/*.json")
    one.add_argument("log", type=Path, nargs="?", help="where standard error goes")
    one = add("accept", _accept, "check raw tables against their descriptors, then record their checksums")
    one.add_argument(
        "names", nargs="*", metavar="NAME", help="a raw table, or a file (CSV, XLSX); all if none is named"
    )
    one.add_argument("--as", dest="called", default="", metavar="NAME", help="what a file is called in data/raw")
    one.add_argument("--sheet", default="", help="the sheet of a workbook, where several are filled")
    one.add_argument("--show", action="store_true", help="say what would be normalised, and write nothing")
    one = add("agree", _agree, "record that both languages of the blocks named agree now")
    one.add_argument("blocks", nargs="*", metavar="BLOCK", help="id of a block, as the warning names it; all if none")
    one.add_argument("--report", type=Path, default="report", help="the Quarto project")
    one = add("fingerprint", _fingerprint, "write the hashes of a text's runs of characters, to find copied text")
    one.add_argument("file", type=Path, metavar="FILE", help="a UTF-8 text")
    one.add_argument("--output", type=Path, default="data/thesis_shingles.bin", help="the hashes")
    one = add("new", _new, "lay a small edition of one's own into a new folder, ready to build")
    one.add_argument("folder", type=Path, help="the new folder")
    one.add_argument("--name", help="stem of the documents' names (default: the folder's name)")
    one.add_argument("--languages", default="zh,en", help="zh,en (the default), or one of them alone")
    one.add_argument("--author", default="The author", help="who the edition is by")
    one = add("preview", _preview, "show the text in one language as HTML, and make it anew when a source changes")
    one.add_argument("language", nargs="?", default="", help="the edition's first language, if none is named")
    one.add_argument("--once", action="store_true", help="make it once, and open nothing")
    add("open", _open, "open the site's start page in a browser")
    one = add("verify", _verify, "tell whether a downloaded file is the one that the edition lists")
    one.add_argument("file", type=Path, help="the downloaded file")
    one.add_argument("--list", type=Path, help="folder of SHA256SUMS (default: beside the file, or results/tables)")
    one = add("trace", _trace, "print the trail of a printed number, back to raw rows and the page of the source")
    one.add_argument("number", metavar="NUMBER", help="an id of the ledger")
    return whole


def main() -> int:
    """Run the command named; return its exit status: 2 for a wrong input, told in one message."""
    given = parser().parse_args()
    try:
        return given.command(given) or 0
    except InputError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
