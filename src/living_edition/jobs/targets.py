"""Print what ``snakemake NAME`` may name, a line a target."""

from __future__ import annotations


def run(targets: list[tuple[str, str]]) -> None:
    """Print each target with the sentence that its rule says of itself."""
    width = max(len(name) for name, _ in targets)
    for name, words in targets:
        print(f"  snakemake {name:<{width}}  {words}")
    print("A file can be a target as well. With -n nothing runs and what would is told, with the reason.")
