"""One exhibit of the workflow alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import run_snakemake

from living_edition.exhibits.catalogue import TABLE_FORMS


def test_one_exhibit_is_made_alone_in_every_format(copy: Path) -> None:
    done = run_snakemake(copy, "exhibit", "--config", "id=tbl-programmes")
    assert done.returncode == 0, done.stdout[-3000:]
    made = copy / "results/single/tbl-programmes"
    for lang in ("zh", "en"):
        for form in TABLE_FORMS:
            name = f"tbl-programmes-{lang}.{form}"
            assert (made / name).read_bytes() == (copy / "results/tables" / name).read_bytes()
    assert not list(made.glob("fig-*"))
    # Noted under its own name, so that the next exhibit made alone does not take this one's place.
    assert (copy / ".snakemake/outputs/exhibit-tbl-programmes.json").is_file()


def test_an_unknown_exhibit_is_refused_with_the_known_ones(copy: Path) -> None:
    done = run_snakemake(copy, "exhibit", "--config", "id=tbl-nothing")
    assert done.returncode != 0 and "'tbl-nothing'" in done.stdout and "tbl-programmes" in done.stdout


@pytest.mark.slow
def test_what_is_wrong_with_an_option_is_told_of_the_command_line(copy: Path) -> None:
    done = run_snakemake(copy, "exhibit", "--config", "id=tbl-panel", "stars=[0.1, 2]", "decimals=12")
    assert done.returncode != 0 and "specs/exhibits" not in done.stdout.partition("What stopped")[2]
    for key in ("stars", "decimals"):
        assert f"--config id=tbl-panel, key {key}: found " in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("exhibit", "option", "told"),
    [
        ("tbl-panel", "colums=[gdp.year]", "key colums: found no option; expected one of keep, drop"),
        ("tbl-programmes", "stars=[0.1]", "key stars: found an option of tables of regressions"),
    ],
)
def test_an_option_that_there_is_not_is_refused(copy: Path, exhibit: str, option: str, told: str) -> None:
    done = run_snakemake(copy, "exhibit", "--config", f"id={exhibit}", option)
    assert done.returncode != 0 and f"--config id={exhibit}, {told}" in done.stdout, done.stdout
