"""The generated defaults and schema are those of the models, and the defaults hold."""

from __future__ import annotations

from pathlib import Path

import yaml

from living_edition.settings.document import default_yaml, schema_json
from living_edition.settings.load import load

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
    assert references["scenarios.guarantee.cumulative_multiple"] == "thesis:guarantee.multiple_china"
    assert settings.scenarios.guarantee.cumulative_multiple == 2.5
    assert settings.scenarios.guarantee.abroad_multiple == 10.0
