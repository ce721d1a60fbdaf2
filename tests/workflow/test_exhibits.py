"""The exhibits in the workflow: one alone, and a datum that changes those that carry it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conftest import run_snakemake

from living_edition.exhibits.catalogue import TABLE_FORMS


def versions(project: Path) -> dict[str, str]:
    listed = json.loads((project / "results/tables/exhibits.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry["version"] for entry in listed}


def test_one_exhibit_is_made_alone_in_every_format(copy: Path) -> None:
    done = run_snakemake(copy, "exhibit", "--config", "id=tbl-programmes")
    assert done.returncode == 0, done.stdout[-3000:]
    made = copy / "results/single/tbl-programmes"
    for lang in ("zh", "en"):
        for form in TABLE_FORMS:
            name = f"tbl-programmes-{lang}.{form}"
            assert (made / name).read_bytes() == (copy / "results/tables" / name).read_bytes()
    assert not list(made.glob("fig-*"))


def test_an_unknown_exhibit_is_refused_with_the_known_ones(copy: Path) -> None:
    done = run_snakemake(copy, "exhibit", "--config", "id=tbl-nothing")
    assert done.returncode != 0 and "'tbl-nothing'" in done.stdout and "tbl-programmes" in done.stdout


def test_a_changed_datum_changes_the_version_of_what_carries_it_alone(copy: Path) -> None:
    before = versions(copy)
    raw = copy / "data/raw/thesis_figures.csv"
    text = raw.read_text(encoding="utf-8")
    assert text.count("157.3") >= 1
    raw.write_text(text.replace("157.3", "161.8"), encoding="utf-8")
    accept = [sys.executable, "-m", "living_edition", "accept", "thesis_figures"]
    subprocess.run(accept, cwd=copy, check=True, env={"PYTHONPATH": str(copy / "src"), "PATH": ""})
    done = run_snakemake(copy, "exhibits")
    assert done.returncode == 0, done.stdout[-3000:]
    after = versions(copy)
    # The average loan stands in the table of programmes, under the batch model and in the record.
    carriers = {"tbl-programmes", "fig-batch", "tbl-record"}
    assert {name for name in before if before[name] != after[name]} == carriers
    tables = copy / "results/tables"
    assert "161.8万元" in (tables / "tbl-programmes-zh.tex").read_text(encoding="utf-8")
    assert "1.618 million yuan" in (tables / "tbl-programmes-en.md").read_text(encoding="utf-8")
    assert after["tbl-programmes"] in (tables / "exhibits.bib").read_text(encoding="utf-8")
    assert after["tbl-programmes"] in (copy / "results/gallery/gallery-en.html").read_text(encoding="utf-8")
