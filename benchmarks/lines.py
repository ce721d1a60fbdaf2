"""Counts lines of Python in src by package and floor, of rules and tests, and names the longest files: ``make lines``.

Every line counts, blank ones and docstrings too. A floor is a folder of a package, or its modules beside the folders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"src": 18_000, "jobs of the two packages": 1_500, "longest file of src": 350}
"""The most that the project allows itself."""


def length(file: Path) -> int:
    """Return the number of lines of a file."""
    return len(file.read_text(encoding="utf-8").splitlines())


def total(files: Iterable[Path]) -> int:
    """Return the number of lines of all files."""
    return sum(map(length, files))


def row(name: str, lines: int, limit: int = 0) -> None:
    """Print one count, and whether it keeps within its limit."""
    kept = f"  (at most {limit:,}{'' if lines <= limit else f': {lines - limit:,} too many'})" if limit else ""
    print(f"{name:<40}{lines:>8,}{kept}")


def main() -> None:
    """Print the counts."""
    code = sorted((ROOT / "src").rglob("*.py"))
    floors: Counter[str] = Counter()
    for file in code:
        package, *inner = file.relative_to(ROOT / "src").parts
        floors[f"  {package}/{inner[0] if len(inner) > 1 else ''}"] += length(file)
    for package in sorted({file.relative_to(ROOT / "src").parts[0] for file in code}):
        row(package, total((ROOT / "src" / package).rglob("*.py")))
        for floor, lines in floors.most_common():
            if floor.startswith(f"  {package}/"):
                row(floor, lines)
    row("src", total(code), LIMITS["src"])
    jobs = [file for file in code if file.parent.name == "jobs"]
    row("jobs of the two packages", total(jobs), LIMITS["jobs of the two packages"])
    row("rules of Snakemake", total([ROOT / "Snakefile", *ROOT.glob("rules/*.smk"), *ROOT.glob("src/*/**/*.smk")]))
    row("tests", total((ROOT / "tests").rglob("*.py")))
    longest = max(code, key=length)
    row("longest file of src", length(longest), LIMITS["longest file of src"])
    print(f"  {longest.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
