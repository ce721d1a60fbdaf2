"""A run that was killed, a result that was damaged, edited or left over, a disk without room."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from living_edition.files import write_text
from living_edition.workflow import job_runner, lifecycle, outputs

AT_WORK = (
    "import time; from living_edition.workflow import lifecycle; print(lifecycle.enter(), flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lifecycle, "_held", [])
    return tmp_path


def made(name: str, *paths: str, text: str = "as made") -> None:
    """Write files as a job does, and note them."""
    for path in paths:
        write_text(text + path, path)
    outputs.note(name, paths)


def test_files_as_they_were_made_are_left_alone_even_with_another_time() -> None:
    made("a", "results/a.csv")
    assert outputs.damaged() == []
    os.utime("results/a.csv", (1, 1))
    assert outputs.damaged() == []
    # Looked at once: the new time is noted.
    assert json.loads((outputs.NOTES / "a.json").read_text())["files"]["results/a.csv"][1] == 10**9


@pytest.mark.parametrize(
    ("text", "age", "told"),
    [("put back", -5, True), ("put back", 5, False), ("as read", -5, False), ("as read", 5, False)],
)
def test_a_source_that_is_not_what_was_read_though_older_than_what_was_made_is_told(
    text: str, age: int, told: bool
) -> None:
    """A newer one the workflow sees by itself; one with the same bytes is none, whatever its time."""
    source = Path("source.qmd")
    source.write_text("as read", encoding="utf-8")
    read = outputs.states([source, "gone.qmd"])
    write_text("made", "results/a.csv")
    outputs.note("a", ["results/a.csv"], sources=read)
    source.write_text(text, encoding="utf-8")
    written = Path("results/a.csv").stat().st_mtime
    os.utime(source, (written + age, written + age))
    assert outputs.overtaken() == (["source.qmd"] if told else [])


@pytest.mark.parametrize("content", [b"", b"as madeXresults/a.csv", b"as maderesults/a.cs"])
def test_a_damaged_file_is_taken_away_alone(content: bytes) -> None:
    made("a", "results/a.csv", "results/b.csv")
    Path("results/a.csv").write_bytes(content)
    assert outputs.damaged() == ["results/a.csv"]
    outputs.discard(outputs.damaged())
    assert [path.name for path in Path("results").iterdir()] == ["b.csv"]
    assert outputs.damaged() == []


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"\xff", b'{"files": {}}'])
def test_a_note_that_a_power_cut_left_empty_or_cut_off_is_told_and_stops_nothing(content: bytes) -> None:
    made("a", "results/a.csv")
    made("b", "results/b.csv")
    (outputs.NOTES / "a.json").write_bytes(content)
    Path("results/b.csv").write_text("edited")
    assert outputs.unreadable() == [".snakemake/outputs/a.json"] and outputs.damaged() == ["results/b.csv"]
    outputs.discard(["results/b.csv"])
    assert outputs.missing() == ["results/b.csv"]
    made("a", "results/a.csv")
    assert outputs.unreadable() == []


def test_a_file_missing_or_damaged_in_a_folder_takes_the_folder_with_it() -> None:
    write_text("1", "results/stage/zh/one.qmd")
    write_text("2", "results/stage/zh/two.qmd")
    outputs.note("stage-zh", ["results/stage/zh"])
    Path("results/stage/zh/two.qmd").unlink()
    assert outputs.damaged() == ["results/stage/zh/two.qmd"]
    outputs.discard(outputs.damaged())
    assert not Path("results/stage/zh").exists()
    assert outputs.damaged() == [] and outputs.missing() == ["results/stage/zh"]


def test_what_a_job_makes_no_longer_goes_but_not_what_another_makes_now() -> None:
    made("publish", "results/site/a.html", "results/site/b.html", "results/site/c.html")
    made("other", "results/site/c.html")
    made("publish", "results/site/a.html")
    assert sorted(path.name for path in Path("results/site").iterdir()) == ["a.html", "c.html"]


def test_what_no_rule_makes_any_more_is_removed() -> None:
    made("notebook-1", "results/notebooks/1.html")
    made("notebook-2", "results/notebooks/2.html")
    assert outputs.orphans(lambda path: "one" * ("/1." in path)) == ["results/notebooks/2.html"]
    assert [path.name for path in Path("results/notebooks").iterdir()] == ["1.html"]
    assert outputs.orphans(lambda path: "one" * ("/1." in path)) == []
    assert json.loads((outputs.NOTES / "notebook-1.json").read_text())["rule"] == "one"


def test_an_exhibit_made_alone_stays_as_long_as_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    files = [f"results/single/fig-a/fig-a-{lang}.{form}" for lang in ("en", "zh") for form in ("pdf", "png", "svg")]
    made("exhibit-fig-a", *files)
    write_text("kind: figure", "specs/exhibits/fig-a.yaml")
    lifecycle.end([])
    assert all(Path(file).is_file() for file in files) and capsys.readouterr().err == ""
    Path("specs/exhibits/fig-a.yaml").unlink()
    lifecycle.end([])
    assert not any(Path(file).exists() for file in files)
    assert capsys.readouterr().err == (
        "results/single/fig-a: made no longer, removed: fig-a-en.pdf, fig-a-en.png, fig-a-en.svg and 3 more.\n"
    )


def at_work() -> subprocess.Popen[str]:
    """Start a process that is at work here, and wait until it is."""
    process = subprocess.Popen([sys.executable, "-c", AT_WORK], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline().startswith("[")
    return process


def test_the_lock_of_a_killed_run_is_taken_away_and_that_of_a_live_one_is_not() -> None:
    process = at_work()
    lock = lifecycle.LOCKS / "0.output.lock"
    write_text("results/a.csv", lock)
    write_text("half", "results/.a.csv.0ab_9xyz.csv")
    write_text("mine", "results/.notes")
    try:
        told = lifecycle.enter()
        assert len(told) == 1 and f"process {process.pid} " in told[0]
        assert lock.is_file() and Path("results/.a.csv.0ab_9xyz.csv").is_file()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    # This process is itself at work: another one is asked.
    assert "was killed" not in run_enter()
    lifecycle._held.clear()
    assert "was killed" in run_enter()
    assert not lock.exists()
    assert [path.name for path in Path("results").iterdir()] == [".notes"]
    # A job alone was killed: its run took its own lock away.
    write_text("half", "results/.a.csv.0ab_9xyz.csv")
    assert run_enter() == "[]\n"
    assert [path.name for path in Path("results").iterdir()] == [".notes"]


def run_enter() -> str:
    code = "from living_edition.workflow import lifecycle; print(lifecycle.enter())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_results_that_cannot_be_written_are_told_before_anything_runs(tmp_path: Path) -> None:
    """On a file system that is sealed in truth, in a namespace of its own: even root cannot write there."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("the system makes no namespaces")
    (tmp_path / "results").mkdir()
    begin = "from living_edition.workflow import lifecycle; lifecycle.begin(['snakemake', 'rebuild'])"
    sealed = 'mount --bind results results; mount -o remount,bind,ro results; exec "$@"'
    for prefix, told in ((("unshare", "-rm", "sh", "-c", sealed, "sh"), True), ((), False)):
        done = subprocess.run(
            [*prefix, sys.executable, "-c", begin], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ("a folder that cannot be written to: 'results'" in done.stderr) == told == bool(done.returncode)


def test_a_command_that_only_plans_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    made("a", "results/a.csv")
    Path("results/a.csv").write_text("edited", encoding="utf-8")
    lifecycle.begin(["snakemake", "rebuild", "-n"])
    assert "results/a.csv is not as it was made" in capsys.readouterr().err
    assert Path("results/a.csv").is_file() and not (lifecycle.RUNS / f"{os.getpid()}.json").exists()
    lifecycle.begin(["snakemake", "rebuild"])
    assert not Path("results/a.csv").exists() and (lifecycle.RUNS / f"{os.getpid()}.json").is_file()


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "no space left on the disk"), (errno.EROFS, "cannot be written to")]
)
def test_a_disk_that_takes_nothing_is_told_in_one_line(number: int, told: str) -> None:
    error = OSError(number, os.strerror(number), "results/a.csv")
    line = job_runner.guard(error, {"job": "kit.jobs.a"}, Path("call.json"), Path("a.log"))
    assert line.startswith("kit.jobs.a stopped at results/a.csv: found ") and told in line and "\n" not in line
    assert "To mend it: " in line
