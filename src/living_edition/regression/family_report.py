"""The main hypotheses together: corrected by Holm and by Romano and Wolf, and held to a yardstick; the list of
before beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from living_edition.ledger.number import Number, Numbers, Source
from living_edition.ledger.precision import drawn_p
from living_edition.regression.family import Model, forms_of, models_of, told
from living_edition.regression.holm import WILD, holm, read
from living_edition.regression.kinds import Forms, read_family
from living_edition.regression.spec import read_spec

CODE = "living_edition.regression.family:told"
MEASURED = ("effect", "detectable", "excluded", "effect_low", "effect_high")


def models(named: list[str], specs: Mapping[str, Path], tables: Mapping[str, Path]) -> dict[str, Model]:
    """Return the models of hypotheses named ``spec:model:term``, by that name; ``tables`` by their stem."""
    found: dict[str, Model] = {}
    for spec in dict.fromkeys(name.split(":")[0] for name in named):
        own = {name.split(":")[1]: name for name in named if name.startswith(f"{spec}:")}
        if yaml.safe_load(specs[spec].read_text(encoding="utf-8")).get("family") == "forms":
            forms = read_family(specs[spec], Forms)
            made = forms_of(forms, pd.read_parquet(tables[forms.sample.table]), list(own))
        else:
            stated = read_spec(specs[spec])
            made = models_of(stated, pd.read_parquet(tables[stated.sample.table]), list(own))
        found |= {own[key]: model for key, model in made.items()}
    return found


def tested(
    named: list[str], kind: str, results: Mapping[str, dict[str, Any]], made: Mapping[str, Model], draws: int,
    seed: int, smallest: float, level: float,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return every hypothesis of a list with both corrections and what its estimate excludes."""
    hypotheses = holm(read(named, kind, results), level)
    return told(hypotheses, [made[name] for name in named], draws, seed, smallest, level)


def numbers(content: dict[str, Any], files: tuple[str, ...]) -> Iterator[Number]:
    """Yield each hypothesis's corrected p-values and margins, and the counts of the list and of that of before."""
    zh, en = "回归：主要假设", "main hypotheses"
    family = Numbers("reg", Source("regression", zh, en, files, CODE))
    yield family.of("family.smallest", content["smallest"], "percent", decimals=0)
    for key, rows in (("family", content["hypotheses"]), ("family_before", content["before"])):
        yield family.count(f"{key}.size", len(rows))
        yield family.count(f"{key}.rejected", sum(row["rejected"] for row in rows))
        yield family.count(f"{key}.rejected_romano_wolf", sum(row["rejected_romano_wolf"] for row in rows))
        yield family.count(f"{key}.rejected_alone", sum(row["p"] <= content["level"] for row in rows))
        yield family.count(f"{key}.equivalent", sum(row["equivalent"] for row in rows))
        yield family.count(f"{key}.positive", sum(row["estimate"] > 0 for row in rows))
    draws = content["draws"] if content["p"].startswith(WILD) else None
    told_now = {_name(row) for row in content["hypotheses"]}
    before = [row for row in content["before"] if _name(row) not in told_now]
    for row in [*content["hypotheses"], *before]:
        # What is in both lists is corrected with the new one.
        stem = _name(row)
        yield drawn_p(family, f"{stem}.p_holm", row["p_holm"], draws, row["p_holm"] / row["p"])
        yield drawn_p(family, f"{stem}.p_romano_wolf", row["p_romano_wolf"], content["draws"])
        yield family.p_value(f"{stem}.p_equivalent", row["p_equivalent"])
        for key in MEASURED:
            if key in row:
                yield family.of(f"{stem}.{key}", row[key], "percent", decimals=1)


def _name(row: dict[str, Any]) -> str:
    return f"{row['spec']}.{row['model']}.{row['term']}"
