"""Mutates every kind of input and tells what becomes of it: ``python tests/fuzz/run.py [--seed N] [--count N]``.

A wrong mutation must be refused with clear problems: each names the file and the line, row or key in it (a file as a
whole needs none), what was expected and how to mend it. A harmless one must pass. All else is a fault, and printed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import mutated as p

from living_edition.errors import InputError, Problem

CLEAR, RIGHTLY, ELSE = "clear", "accepted rightly", "anything else"
WHOLE = ("an empty file", "no such file", "a file that", "the name", "Is a directory", "a pipe", "no front matter")
Case = tuple[str, bool, str, Callable[[], tuple[str, str]]]
"""Kind, whether wrong, file and mutation, and what tries it: the outcome and what was said."""
MOST = 30
"""Problems that one mutation may bring: more drown the one that matters."""


def judge(read: Callable[[], object], wrong: bool, file: str) -> tuple[str, str]:
    """Return what became of a mutation of ``file``, and what was said."""
    try:
        read()
    except InputError as error:
        unclear = [str(problem) for problem in error.problems if not _clear(problem, file)]
        if not wrong:
            return ELSE, f"refused, though harmless: {error}"
        if unclear or len(error.problems) > MOST:
            return ELSE, f"unclear ({len(error.problems)} problems): {(unclear or [str(error)])[0][:300]}"
        return CLEAR, str(error)
    except BaseException as error:  # a traceback is what is looked for
        return ELSE, "".join(traceback.format_exception_only(error)).strip()[:300]
    return (ELSE, "accepted, though wrong") if wrong else (RIGHTLY, "")


def _clear(problem: Problem, file: str) -> bool:
    name = Path(file).name
    placed = any(word in problem.location for word in ("line ", "row ", "key ", "include ", "table "))
    about = name in problem.file + problem.actual or problem.file in ("configuration", "report/claims.yaml")
    return about and (placed or problem.actual.startswith(WHOLE)) and bool(problem.expected and problem.mend)


def mutated(folder: Path, seed: int, count: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield kind, file and mutation, outcome and words of ``count`` mutations (0: of all)."""
    readers = p.readers(folder)
    cases: list[Case] = []

    def of_file(mutation: p.m.Mutation) -> tuple[str, str]:
        with replaced({folder / mutation.file: mutation.content}):
            reader = readers[mutation.kind][0]
            return judge(lambda: reader(folder / mutation.file), mutation.wrong, mutation.file)

    def of_prose(files: dict[str, bytes], wrong: bool) -> tuple[str, str]:
        with replaced({folder / p.MINI / name: content for name, content in files.items()}):
            return judge(lambda: p.prose(folder), wrong, "01.qmd")

    def of_name(file: Path) -> tuple[str, str]:
        with replaced({file: b""}):
            return judge(lambda: p.named(folder), True, file.name.encode("utf-8", "replace").decode())

    for mutation in p.of_files(folder, seed):
        what = f"{mutation.file}: {mutation.what}"
        cases.append((mutation.kind, mutation.wrong, what, lambda each=mutation: of_file(each)))
    for what, files, wrong in p.m.of_prose(folder / p.MINI):
        cases.append(("chapters", wrong, what, lambda files=files, wrong=wrong: of_prose(files, wrong)))
    for words, name, content in p.m.of_images():
        files = p.m.added(folder / p.MINI, words, "end") | {name: content}
        cases.append(("images", p.m.WRONG, words, lambda files=files: of_prose(files, True)))
    for what, file in p.names(folder):
        cases.append(("names", p.m.WRONG, what, lambda file=file: of_name(file)))
    for kind, _, what, case in chosen(cases, seed, count):
        yield (kind, what, *case())


def chosen(cases: list[Case], seed: int, count: int) -> list[Case]:
    """Return ``count`` of the cases: of each kind, wrong and harmless, an equal share, or as many as there are."""
    if not count or count >= len(cases):
        return cases
    dice = random.Random(seed)
    kinds: dict[tuple[str, bool], list[Case]] = {}
    for case in dice.sample(cases, len(cases)):
        kinds.setdefault(case[:2], []).append(case)
    found: list[Case] = []
    while len(found) < count:
        for kind in sorted(kinds):
            if kinds[kind] and len(found) < count:
                found.append(kinds[kind].pop())
    return found


@contextlib.contextmanager
def replaced(files: dict[Path, bytes]) -> Iterator[None]:
    """Put contents in the place of files, and back."""
    before = {file: file.read_bytes() if file.is_file() else None for file in files}
    try:
        for file, content in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        yield
    finally:
        for file, content in before.items():
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)


def fuzz(seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """Return the outcomes counted, and a line for each that is neither clear nor right."""
    outcomes: Counter[str] = Counter()
    faults: list[str] = []
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as made:
        folder = p.copied(Path(made) / "project")
        os.chdir(folder)
        try:
            for kind, what, outcome, said in mutated(folder, seed, count):
                outcomes[outcome] += 1
                if outcome == ELSE:
                    faults.append(f"{kind}, {what}: {said}")
        finally:
            os.chdir(here)
    return outcomes, faults


def main() -> None:
    """Run and print; the exit status is the number of faults, at most 100."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=0, help="mutations (0: all)")
    asked = options.parse_args()
    outcomes, faults = fuzz(asked.seed, asked.count)
    print("\n".join(faults))
    counted = ", ".join(f"{name} {outcomes[name]}" for name in (CLEAR, RIGHTLY, ELSE))
    print(f"seed {asked.seed}: mutations {outcomes.total()}, {counted}")
    sys.exit(min(100, len(faults)))


if __name__ == "__main__":
    main()
