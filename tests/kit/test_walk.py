"""The walk through an edition of one's own (docs/your-own-thesis.md), each step run as it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.xdist_group("second-edition")


@pytest.mark.slow
def test_every_step_of_the_walk_holds(tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": path}
    folder, said = tmp_path, ""
    for language, file, content in BLOCK.findall((ROOT / "docs/your-own-thesis.md").read_text("utf-8")):
        if language == "sh":
            for line in content.splitlines():
                if line.startswith("cd "):
                    folder = folder / line.removeprefix("cd ")
                    continue
                done = subprocess.run(line, shell=True, cwd=folder, env=environment, text=True, check=False,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
                said = done.stdout
                assert done.returncode == 0, f"{line}\n{said[-4000:]}"
        elif language == "json":
            package = json.loads((folder / file).read_text("utf-8"))
            written = json.loads(content)
            (draft,) = (one for one in package["resources"] if one["name"] == written["name"])
            assert {field["name"]: field["type"] for field in draft["schema"]["fields"]} == {
                field["name"]: field["type"] for field in written["schema"]["fields"]
            }
            draft.update(written)
            (folder / file).write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            target = folder / file
            before = target.read_text("utf-8") if target.is_file() else ""
            target.write_text(before + content, encoding="utf-8")
    # The last run's log: a line a step, and what to open.
    lines = said.strip().splitlines()
    assert max(map(len, lines)) <= 120
    assert re.fullmatch(r"Done in \d+:\d\d\. Open results/site/index\.html in a browser\.", lines[-1])
    total = re.search(r"^\[ ?1/(\d+)\]", said, re.MULTILINE)
    assert total and len(re.findall(r"^\[ *\d+/\d+\] +\d+:\d\d", said, re.MULTILINE)) == int(total[1])
    # Anscombe (1973): the line of each set is y = 3 + 0.5 x; the standard error of the slope is 0.118.
    found = pd.read_parquet(folder / "results/regressions/quartet.parquet").query("term == 'x'")
    assert found["estimate"].iloc[0] == pytest.approx(0.5, abs=5e-4)
    for lang in ("zh", "en"):
        page = (folder / f"results/site/my-thesis-{lang}.html").read_text("utf-8")
        assert "0.500" in page and "Anscombe" in page and "fig-quartet" in page
    assert (folder / "results/site/my-thesis-zh.pdf").is_file()
