"""The generated defaults and schema are those of the models, and the defaults hold."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from cluster_finance.parameters import models
from living_edition.errors import InputError
from living_edition.regression import decomposition, gap_over_time, quantiles, spatial, specification_curve
from living_edition.settings.document import default_yaml, schema_json
from living_edition.settings.load import DEFAULTS, load, read
from living_edition.sweeps import spec

ROOT = Path(__file__).resolve().parents[2]


def test_the_defaults_file_is_in_step_with_the_models() -> None:
    assert (ROOT / "config/default.yaml").read_text(encoding="utf-8") == default_yaml()


def test_the_schema_is_in_step_with_the_models() -> None:
    assert (ROOT / "config/schema.json").read_text(encoding="utf-8") == schema_json()


def test_a_reference_is_looked_up_in_the_unit_of_its_knob() -> None:
    settings, references = load(yaml.safe_load(default_yaml()))
    assert references["scenarios.guarantee.pd"] == "fact:f23"
    # f23 is filed as 4.05 percent.
    assert abs(settings.scenarios.guarantee.pd - 0.0405) < 1e-12
    # The thesis, section 3.3: 2.5 times at home, about 10 abroad.
    assert references["scenarios.guarantee.home_multiple"] == "thesis:guarantee.multiple_china"
    assert settings.scenarios.guarantee.home_multiple == 2.5
    assert settings.scenarios.guarantee.abroad_multiple == 10.0


def bounds(field: Any) -> set[str]:
    """Return which ends of a field's range are given."""
    named = {"ge": "least", "gt": "least", "le": "greatest", "lt": "greatest"}
    return {end for rule in field.metadata for name, end in named.items() if getattr(rule, name, None) is not None}


def fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a model and of the models in it, by dotted name."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        inner = fields(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else {}
        found |= {f"{name}.{key}": value for key, value in inner.items()} or {name: field}
    return found


@pytest.mark.parametrize(
    "module",
    [models, decomposition, gap_over_time, quantiles, spatial, specification_curve, spec],
    ids=lambda module: module.__name__,
)
def test_every_whole_number_that_is_asked_for_has_a_range(module: ModuleType) -> None:
    own = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    whole = {f"{kind.__name__}.{name}": field for kind in own for name, field in fields(kind).items()
             if field.annotation is int and name != "years"}  # fmt: skip
    assert whole
    assert {name for name, field in whole.items() if bounds(field) != {"least", "greatest"}} == set()


def test_a_seed_that_no_generator_takes_is_refused_with_its_range() -> None:
    raw = yaml.safe_load(default_yaml())
    raw["regressions"]["seed"] = 10**59
    with pytest.raises(InputError, match=r"regressions\.seed.*less than or equal to 4294967295"):
        load(raw)


def test_a_file_of_ones_own_stands_over_the_defaults_and_the_command_line_over_both(tmp_path: Path) -> None:
    mine, later = tmp_path / "mine.yaml", tmp_path / "later.json"
    mine.write_text("scenarios: {guarantee: {years: 11}}\nregressions: {seed: 5, confidence: 0.9}\n")
    later.write_text('{"regressions": {"seed": 6}}')
    settings, _ = read([ROOT / DEFAULTS, mine, later], {"regressions": {"confidence": 0.8}})
    assert settings.scenarios.guarantee.years == 11
    assert (settings.regressions.seed, settings.regressions.confidence) == (6, 0.8)
    assert settings.regressions.bootstrap_draws == load(yaml.safe_load(default_yaml()))[0].regressions.bootstrap_draws


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        (None, "", "no such file"),
        (b"", "", "an empty file"),
        (b"- 1\n", "line 1", "a list"),
        ("# 集群\nscenarios: {}\n".encode("gbk"), "line 1", "which is not UTF-8"),
        (b"check: {strict: true}\nregressions:\n  seed: -1\n", "line 3, key regressions.seed", "-1"),
        (b"check: {strict: yes}\n", "line 1, key check.strict", "'yes'"),
        (b"check:\n  strict: true\n  strict: true\n", "line 3", "the key 'strict' a second time"),
        (b"scenarios:\n", "line 1, key scenarios", "nothing"),
        (b"scenarios:\n  batch:\n    pd: fact:f999\n", "line 3, key scenarios.batch.pd", "fact:f999"),
    ],
)
def test_what_is_wrong_in_a_file_of_ones_own_is_told_with_its_line(
    content: bytes | None, place: str, found: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read([ROOT / DEFAULTS, file], {})
    (problem,) = caught.value.problems
    assert problem.file == "mine.yaml" and problem.location.startswith(place) and found in problem.actual, str(problem)


def test_what_is_wrong_on_the_command_line_is_told_as_its_own() -> None:
    with pytest.raises(InputError, match=r"--config, key scenarios\.guarantee\.years: found 'ten'; expected a whole"):
        read([ROOT / DEFAULTS], {"scenarios": {"guarantee": {"years": "ten"}}})
