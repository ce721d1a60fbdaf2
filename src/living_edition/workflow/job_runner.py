"""Runs the job of a call file: typed arguments in, one message where it cannot be done.

``python -m living_edition run CALL [LOG]``: the exit status is 0 when it is done, 2 for a wrong input, 1 for
any other fault. What the job says goes to LOG, with the traceback of a fault; the message alone is kept
for the end of the run, where ``refusals`` tells it; so is what the kit logs as a warning of a result that is made.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import inspect
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import shorten
from types import TracebackType
from typing import Any, get_type_hints

from pydantic import ConfigDict, ValidationError, create_model

from living_edition.errors import InputError, Problem, refuse
from living_edition.files import write_text
from living_edition.workflow import outputs
from living_edition.yaml_text import parse_json

# Jobs share the cores among them: threads of each one's linear algebra would wait for those of the others, and a sum's
# last digit hang on how many there are. Before NumPy is loaded.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
REFUSED = Path(".snakemake/refused")
REMARKS = Path(".snakemake/remarks")
_WRITE = "let this user write there, and run again"
_NOT_WRITTEN = {
    errno.ENOSPC: ("found no space left on the disk", "make room and run again"),
    errno.EDQUOT: ("found the quota of the disk used up", "make room and run again"),
    errno.EROFS: ("found a file system that cannot be written to", _WRITE),
    errno.EACCES: ("found a file or folder that may not be opened", _WRITE),
    errno.EPERM: ("found a file or folder that may not be changed", _WRITE),
}


def main(call: Path, log: Path | None = None) -> int:
    """Run the job; return its exit status."""
    os.environ.update(ONE_THREAD)
    if log is not None:
        _redirect(log)
    content: dict[str, Any] = {}
    try:
        if not call.is_file():
            gone = "the call of a job", "run snakemake, which writes it"
            raise InputError([Problem(call.as_posix(), "", "no such file", *gone)])
        content = parse_json(call.read_text(encoding="utf-8"), call.as_posix())
        _remember(call)
        # As they are before the job reads them: one that is edited meanwhile differs from what is noted.
        sources = outputs.states(content.get("sources", ()))
        function = importlib.import_module(content["job"]).run
        function(**arguments(function, content))
        if log is not None:
            outputs.note(log.stem, content["made"], content, sources)
    except InputError as error:
        return _tell(str(error), call, 2)
    except Exception as error:
        with contextlib.suppress(OSError):
            traceback.print_exc()
        return _tell(guard(error, content, call, log), call, 1)
    return 0


def arguments(function: Callable[..., None], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call's inputs, outputs, wildcards and knobs as the types that the function asks for.

    Raises ``InputError`` with every argument that is missing, not asked for, given twice or of another
    type. A wildcard is left out where the function does not ask for it, or a file or knob has its name.
    """
    parameters = inspect.signature(function).parameters.values()
    any_name = any(p.kind is p.VAR_KEYWORD for p in parameters)
    names = {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    values: dict[str, Any] = {}
    problems = []
    for group in (content["inputs"], content["outputs"], content["knobs"]):
        problems += [
            _problem(content, name, "a name given twice", "one file or value", "rename one of them in the rule")
            for name in sorted(group.keys() & values.keys())
        ]
        values |= group
    wildcards = content["wildcards"].items()
    values |= {key: value for key, value in wildcards if key in names and key not in values}
    problems += _fit(function, values, any_name, content)
    refuse(problems)
    return values


def _fit(
    function: Callable[..., None], values: dict[str, Any], any_name: bool, content: Mapping[str, Any]
) -> Iterator[Problem]:
    """Turn ``values`` into the types that the function asks for; yield those that do not fit."""
    hints = get_type_hints(function)
    fields: dict[str, Any] = {
        p.name: (hints[p.name], ... if p.default is p.empty else p.default)
        for p in inspect.signature(function).parameters.values()
        if p.kind is not p.VAR_KEYWORD
    }
    if any_name:
        var_keyword = next(p.name for p in inspect.signature(function).parameters.values() if p.kind is p.VAR_KEYWORD)
        fields |= {name: (hints[var_keyword], ...) for name in values.keys() - fields.keys()}
    model = create_model("Call", __config__=ConfigDict(extra="forbid", protected_namespaces=()), **fields)
    try:
        fitting = model.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            argument = ".".join(map(str, detail["loc"]))
            actual = "nothing" if detail["type"] == "missing" else shorten(repr(detail["input"]), 100)
            yield _problem(content, argument, actual, detail["msg"], "correct the rule or the knob it hands over")
        return
    values.update({name: getattr(fitting, name) for name in values})


def _problem(content: Mapping[str, Any], name: str, actual: str, expected: str, mend: str) -> Problem:
    return Problem(f"call of {content['job']}", f"argument {name}", actual, expected, mend)


def guard(error: Exception, content: Mapping[str, Any], call: Path, log: Path | None) -> str:
    """Return one line for an unforeseen fault: job, file it was about, what it said, and where the rest stands."""
    about = file_of(error, content)
    job = content.get("job", call.as_posix())
    if isinstance(error, OSError) and error.errno in _NOT_WRITTEN:
        actual, mend = _NOT_WRITTEN[error.errno]
        return f"{job} stopped at {about or 'its files'}: {actual}. To mend it: {mend}; what was built is kept"
    message = " ".join(str(error).split())[:300]
    described = f"{type(error).__name__}: {message}" if message else type(error).__name__
    at_file = f" at {about}" if about else ""
    where = f"; traceback: {log.as_posix()}" if log is not None else ""
    return f"{job} stopped{at_file}: {described}{where}; again by hand: python -m living_edition run {call.as_posix()}"


def file_of(error: Exception, content: Mapping[str, Any]) -> str:
    """Return the file that an exception names, or else the call's file that was being handled; "" if none."""
    filename = getattr(error, "filename", None)
    if filename:
        return str(filename)
    files = {str(path) for path in _paths([content.get("inputs", {}), content.get("outputs", {})])}
    for frame in reversed(list(_frames(error.__traceback__))):
        for value in frame.values():
            if isinstance(value, (str, Path)) and str(value) in files:
                return str(value)
    return ""


def _frames(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    while trace is not None:
        yield trace.tb_frame.f_locals
        trace = trace.tb_next


def _paths(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _paths(list(value.values()))
    else:
        for item in value:
            yield from _paths(item)


def _tell(message: str, call: Path, status: int) -> int:
    # Where there is no room left for the message in the log, it is told all the same; else the exit status says it.
    with contextlib.suppress(OSError):
        print(message, file=sys.stderr, flush=True)
    with contextlib.suppress(OSError):
        write_text(message + "\n", REFUSED / f"{call.stem}.txt")
    return status


def _remember(call: Path) -> None:
    """Keep the kit's warnings in a file of the call's name, made with the first of them, and print them."""
    REMARKS.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(REMARKS / f"{call.stem}.txt", "w", encoding="utf-8", delay=True)
    logging.getLogger("living_edition").handlers = [handler, logging.StreamHandler()]


def _redirect(log: Path) -> None:
    """Send standard error, of this process and of what it starts, to the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(handle, 2)
    os.close(handle)
