"""How every job runs: arguments in, files out, a wrong input told in one message."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from living_edition.errors import InputError


def parser(description: str, **arguments: str) -> argparse.ArgumentParser:
    """Return a parser with one required ``--name VALUE`` an argument (``name="help"``).

    An argument whose help starts with ``*`` takes one or more values.
    """
    made = argparse.ArgumentParser(description=description)
    for name, text in arguments.items():
        flag = "--" + name.replace("_", "-")
        if text.startswith("*"):
            made.add_argument(flag, required=True, nargs="+", help=text[1:].strip())
        else:
            made.add_argument(flag, required=True, help=text)
    return made


def run(job: Callable[[argparse.Namespace], None], arguments: argparse.ArgumentParser) -> None:
    """Run ``job``; on a wrong input print the message alone (no traceback) and exit with 2."""
    try:
        job(arguments.parse_args())
    except InputError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


def section(text: str) -> dict[str, Any]:
    """Read a configuration section that a rule passed as JSON."""
    content = json.loads(text)
    if not isinstance(content, dict):
        raise TypeError("a configuration section is a mapping")
    return content
