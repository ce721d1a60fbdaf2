"""Write the table of constructs in docs/engines.md from what the built-in engine makes of the corpus.

``python tests/corpus/write_docs.py`` after a change of the corpus; ``test_corpus.py`` compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus import Construct, read

PAGE = Path(__file__).resolve().parents[2] / "docs/engines.md"
BEGINS = "<!-- constructs: tests/corpus/write_docs.py writes what follows -->"
ENDS = "<!-- constructs end -->"
HEADS = {
    "text": "Running text, lists, code, citations", "floats": "Figures, tables, listings, formulas",
    "references": "References and theorems", "boxes": "Callouts, tabs, margin, conditions", "chinese": "In Chinese",
    "refused": "Refused",
}  # fmt: skip


def section(constructs: Sequence[Construct], faults: Mapping[str, object]) -> str:
    """Return the section: by group the constructs that every form shows as they are to be, then those refused.

    ``faults`` names the constructs that are neither; they stand at the end, so that the page says what is so.
    """
    lines = [BEGINS, ""]
    counted = [(head, [c.name for c in constructs if c.file == file and c.name not in faults])
               for file, head in HEADS.items()]  # fmt: skip
    alike = sum(len(names) for head, names in counted if head != HEADS["refused"])
    lines += [
        f"Of {len(constructs)} constructs {alike} are shown alike in HTML, PDF and Word, and {len(counted[-1][1])} are "
        "refused with file and line.", "",
    ]  # fmt: skip
    for head, names in counted:
        lines += [f"- **{head}** ({len(names)}): {'; '.join(names)}."]
    if faults:
        lines += [f"- **Not as it is to be**: {'; '.join(faults)}."]
    return "\n".join([*lines, "", ENDS])


def replaced(page: str, words: str) -> str:
    """Return ``page`` with ``words`` in the place of its section."""
    before, _, rest = page.partition(BEGINS)
    return before + words + rest.partition(ENDS)[2]


if __name__ == "__main__":
    import tempfile

    from corpus import LANGUAGES, results

    with tempfile.TemporaryDirectory() as folder:
        found = {name: said for lang in LANGUAGES for name, said in results(Path(folder), read(), lang).items()}
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), section(read(), found)), encoding="utf-8")
