"""Tell a reader whether a downloaded file is the one that the edition lists.

    python -m living_edition verify tbl-programmes-en.xlsx

Exit code 0: the file is what the list says; 1: it is not; 2: there is no list or no file.
"""

from __future__ import annotations

from pathlib import Path

from living_edition.errors import Problem, refuse
from living_edition.files import read_json, sha256

LIST, CATALOGUE = "SHA256SUMS", "exhibits.json"
PUBLISHED = Path("results/tables")


def verify(file: Path, folder: Path) -> tuple[bool, str]:
    """Return whether ``file`` is listed in ``folder`` with its hash, and what to tell the reader.

    The content is looked up first, so that a file renamed by a browser is found. Raises
    ``InputError`` where the file or the list is missing or the list cannot be read.
    """
    problems = [
        Problem(str(path), "", "no such file", "a file", mend)
        for path, mend in ((file, "check the name"), (folder / LIST, "give --list the folder of SHA256SUMS"))
        if not path.is_file()
    ]
    refuse(problems)
    listed = _listed(folder / LIST)
    digest = sha256(file)
    names = sorted(name for name, known in listed.items() if known == digest)
    if names:
        return True, f"{file.name} is {', '.join(names)}{_exhibit(names[0], folder)}, SHA-256 {digest}"
    if file.name in listed:
        return False, f"{file.name} differs: its SHA-256 is {digest}, the list says {listed[file.name]}"
    return False, f"{file.name} is not of this edition: no file listed has its SHA-256, {digest}"


def _listed(sums: Path) -> dict[str, str]:
    digests: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(sums.read_text(encoding="utf-8").splitlines(), 1):
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name:
            expected, mend = "a hash, two spaces, a name", "take the list again"
            problems.append(Problem(sums.name, f"line {number}", repr(line), expected, mend))
        digests[name] = digest
    refuse(problems)
    return digests


def _exhibit(name: str, folder: Path) -> str:
    catalogue = folder / CATALOGUE
    for entry in read_json(catalogue) if catalogue.is_file() else []:
        if name in entry["files"]:
            return f" of {entry['id']}, version {entry['version']}"
    return ""


def run(file: Path, folder: Path | None) -> int:
    """Verify ``file`` by the list in ``folder`` (default: beside the file, or the published one); return the code."""
    beside = file.parent
    holds, report = verify(file, folder or (beside if (beside / LIST).is_file() else PUBLISHED))
    print(report)
    return 0 if holds else 1
