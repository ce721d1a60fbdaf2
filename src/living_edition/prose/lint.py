"""The linter ``panache`` over the staged sources: what it finds that the project's own checks do not ask for.

It tells of levels of headings that are left out, labels and footnotes that nothing names, marks that are left over.
Its formatter is never used: it would spoil Chinese quotation marks.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from living_edition.errors import InputError, Problem

# Whether a line may break before a citation is the look's affair.
IGNORED = "citation-nonbreaking-space"
_FINDING = re.compile(r"^(?P<file>.+?):(?P<line>\d+):\d+: (?:warning|error)\[(?P<rule>[\w-]+)\]: (?P<words>.*)$", re.M)


def lint(project: Path, sources: Sequence[str]) -> list[Problem]:
    """Return what the linter says of ``sources``, files and folders of the staged ``project``, by file and line.

    Raises ``InputError`` where the linter itself fails, in its words.
    """
    program = Path(sys.executable).parent / "panache"
    command = [str(program), "lint", "--message-format", "short", "--isolated", "--no-cache", "--ignore", IGNORED]
    done = subprocess.run([*command, *sources], cwd=project, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - no shell
    findings = list(_FINDING.finditer(done.stdout))
    if done.returncode and not findings:
        message = (done.stderr or done.stdout).strip()
        raise InputError([Problem("report", "", f"panache: {message}", "sources that it reads", "see its message")])
    base = project.resolve()
    problems = (
        Problem(f"report/{(base / match['file']).resolve().relative_to(base).as_posix()}", f"line {match['line']}",
                match["words"], f"what the rule {match['rule']} of panache asks for", "correct it")
        for match in findings
    )  # fmt: skip
    return list(dict.fromkeys(problems))
