"""The runner of jobs: typed arguments, calls named by their content, and one line for every fault."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, Field
from snakemake.settings.types import Quietness

from living_edition.errors import InputError, Problem
from living_edition.workflow import calls, job_runner, plan, refusals


class Settings(BaseModel):
    """A knob of several values."""

    level: float = Field(gt=0, lt=1)


class Named(dict[str, Any]):
    """Stands for Snakemake's lists of files with names: to go through one gives the files."""

    def __iter__(self) -> Any:
        return (file for item in self.values() for file in ([item] if isinstance(item, str) else item))


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Return a function that runs a job with a call and a log, and returns the exit status."""
    monkeypatch.chdir(tmp_path)

    def start(function: Callable[..., None], **content: Any) -> int:
        module = ModuleType("jobs_of_this_test")
        module.run = function  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        groups = {key: content.get(key, {}) for key in ("inputs", "outputs", "wildcards", "knobs")}
        return job_runner.main(Path(calls.write(module.__name__, **groups)))

    return start


def test_arguments_arrive_as_the_types_that_the_job_asks_for(job: Callable[..., int]) -> None:
    seen: dict[str, Any] = {}

    def function(table: Path, parts: list[Path], out: Path, lang: str, part: int, settings: Settings) -> None:
        seen.update(locals())

    knobs = {"settings": {"level": 0.5}}
    inputs = {"table": "a b;touch x.csv", "parts": ["1", "2"]}
    wildcards = {"lang": "zh", "part": "3", "unasked": "x"}
    assert job(function, inputs=inputs, outputs={"out": "o"}, wildcards=wildcards, knobs=knobs) == 0
    assert (seen["table"], seen["parts"]) == (Path("a b;touch x.csv"), [Path("1"), Path("2")])
    assert (seen["out"], seen["lang"], seen["part"]) == (Path("o"), "zh", 3)
    assert seen["settings"] == Settings(level=0.5)


def test_further_names_go_where_the_job_takes_them(job: Callable[..., int]) -> None:
    seen: dict[str, Any] = {}

    def function(out: Path, **tables: Path) -> None:
        seen.update(tables)

    assert job(function, inputs={"panel": "p.parquet"}, outputs={"out": "o"}) == 0
    assert seen == {"panel": Path("p.parquet")}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"inputs": {}}, "argument table: found nothing"),
        ({"inputs": {"table": ["a", "b"]}}, "argument table: found ['a', 'b']"),
        ({"inputs": {"table": "a", "other": "b"}}, "argument other: found 'b'"),
        ({"inputs": {"table": "a"}, "outputs": {"table": "b"}}, "argument table: found a name given twice"),
        ({"inputs": {"table": "a"}, "knobs": {"level": "high"}}, "argument level: found 'high'"),
    ],
)
def test_a_call_that_does_not_fit_its_job_is_refused(
    job: Callable[..., int], capsys: pytest.CaptureFixture[str], content: dict[str, Any], told: str
) -> None:
    def function(table: Path, level: float = 0.5) -> None:
        raise AssertionError("the job must not start")

    assert job(function, **content) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_a_wrong_input_is_told_in_its_message_and_again_at_the_end(
    job: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    def function() -> None:
        raise InputError([Problem("a.csv", "row 2", "x", "a number", "write one")])

    assert job(function) == 2
    said = capsys.readouterr().err
    assert said == "1 problem:\n  a.csv, row 2: found x; expected a number. To mend it: write one\n"
    assert refusals.stopped() == f"What stopped the run:\n{said}"
    refusals.forget()
    assert refusals.stopped() == ""


def test_what_is_to_be_looked_at_of_a_result_is_told_at_the_end(
    job: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    def function() -> None:
        logging.getLogger("living_edition.exhibits.layout").warning("%s", "a table is too wide")
        logging.getLogger("another").warning("of no concern")

    assert job(function) == 0
    assert "a table is too wide\n" in capsys.readouterr().err
    assert refusals.remarked() == refusals.stopped() == "To be looked at:\na table is too wide\n"
    refusals.forget()
    assert refusals.remarked() == ""


def test_any_other_fault_is_one_line_that_names_the_file(
    job: Callable[..., int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")

    def function(table: Path, other: Path) -> None:
        json.loads(table.read_text(encoding="utf-8"))

    assert job(function, inputs={"table": "broken.json", "other": "fine.json"}) == 1
    *trace, line = capsys.readouterr().err.splitlines()
    assert line.startswith("jobs_of_this_test stopped at broken.json: JSONDecodeError: ")
    assert "again by hand: python -m living_edition run .snakemake/calls/jobs_of_this_test-" in line
    assert trace[0].startswith("Traceback")
    assert refusals.stopped() == f"What stopped the run:\n{line}\n"


def test_a_file_that_the_system_names_is_told(job: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    def function(table: Path) -> None:
        Path("nowhere/x.txt").read_bytes()

    assert job(function, inputs={"table": "t"}) == 1
    assert "stopped at nowhere/x.txt: FileNotFoundError" in capsys.readouterr().err.splitlines()[-1]


def test_what_a_job_says_goes_to_its_log_with_the_traceback(tmp_path: Path) -> None:
    call = tmp_path / "call.json"
    call.write_text(json.dumps({"job": "nowhere_at_all"}), encoding="utf-8")
    command = [sys.executable, "-m", "living_edition", "run", "call.json", "logs/it.log"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    log = (tmp_path / "logs/it.log").read_text(encoding="utf-8").splitlines()
    assert log[0].startswith("Traceback")
    assert log[-1].startswith("nowhere_at_all stopped: ModuleNotFoundError")
    assert "traceback: logs/it.log" in log[-1]


def test_the_linear_algebra_of_a_job_has_no_threads_of_its_own(tmp_path: Path) -> None:
    """Where there is one core alone it never has."""
    body = "import numpy.linalg, psutil, scipy.linalg\n    print(psutil.Process().num_threads())"
    (tmp_path / "threads.py").write_text(f"def run():\n    {body}", encoding="utf-8")
    groups: dict[str, dict[str, str]] = {key: {} for key in ("inputs", "outputs", "wildcards", "knobs")}
    (tmp_path / "call.json").write_text(json.dumps({"job": "threads", **groups}), encoding="utf-8")
    command = [sys.executable, "-m", "living_edition", "run", "call.json"]
    caller = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(command, cwd=tmp_path, env=caller, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def test_calls_are_named_by_their_content(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calls, "_planned", set())
    first = calls.write("a.b", {"x": "1"}, {}, {}, {})
    assert calls.write("a.b", {"x": "1"}, {}, {}, {}) == first
    other = calls.write("a.b", {"x": "2"}, {}, {}, {})
    assert other != first
    assert json.loads(Path(first).read_text(encoding="utf-8"))["inputs"] == {"x": "1"}
    monkeypatch.setattr(calls, "_planned", {Path(other)})
    calls.prune()
    assert [path.as_posix() for path in Path(".snakemake/calls").iterdir()] == [other]


def test_words_of_the_command_line_are_taken_as_what_they_say() -> None:
    given = {"a": {"b": "0.5", "c": "3", "d": "true", "e": "fact:f23", "f": ["1e-3", "x"]}, "g": 7, "h": "2026-12-01"}
    said = {"a": {"b": 0.5, "c": 3, "d": True, "e": "fact:f23", "f": [0.001, "x"]}, "g": 7, "h": "2026-12-01"}
    assert plan.typed(given) == said
    assert isinstance(plan.typed({"c": "3"})["c"], int)


def test_a_rule_names_its_files_and_knobs_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "edition.yaml").write_text("{name: x, package: x, languages: [en]}", encoding="utf-8")
    module = "living_edition.jobs.regression"
    params = calls.job(module, seed=3, size=lambda wildcards: wildcards["n"])
    assert params["knob_seed"] == "seed = 3"
    assert params["knob_size"]({"n": "7"}) == 'size = "7"'
    assert calls.job(module, long=["x" * 99])["knob_long"].startswith("long = #")
    written = params["call"](Named(n="7"), Named(table="a", parts=["results/b"], after=["z"]), Named(out="c"))
    assert json.loads(Path(written).read_text(encoding="utf-8")) == {
        "job": module,
        "inputs": {"table": "a", "parts": ["results/b"]},
        "sources": ["a", "z"],
        "outputs": {"out": "c"},
        "wildcards": {"n": "7"},
        "knobs": {"seed": 3, "size": "7"},
        "made": ["c"],
    }
    assert calls.job(module, code=["living_edition.ledger.build"])["code"] != params["code"]
    assert calls.job(module, data=["living_edition/exhibits/page/*"])["code"] != params["code"]
    for wrong in ({"code": ["living_edition.nowhere"]}, {"data": ["living_edition/nowhere/*"]}):
        with pytest.raises(ValueError, match="nowhere"):
            calls.job(module, **wrong)


def test_a_run_that_cannot_begin_says_why_however_quiet_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet, said in ((None, ""), ({Quietness.RULES}, ""), ({Quietness.ALL}, "wrong\n")):
        assert refusals.aloud("wrong", quiet) == "wrong"
        assert capsys.readouterr().err == said


@pytest.mark.parametrize(("content", "found"), [(None, "no such file"), (b"{", "Expecting property name")])
def test_a_call_that_is_gone_or_cut_off_is_told_in_one_line(
    content: bytes | None,
    found: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if content:
        Path("call.json").write_bytes(content)
    assert job_runner.main(Path("call.json")) == 2
    said = capsys.readouterr().err
    assert found in said and "call.json" in said and "Traceback" not in said
