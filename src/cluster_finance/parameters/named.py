"""Named scenarios: points of the models that a reader understands, one file of specs/scenarios each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from living_edition.errors import InputError, Problem, refuse
from living_edition.multilingual import ByLanguage, WordedMultilingual
from living_edition.yaml_models import read


class Named(WordedMultilingual):
    """A scenario: its two names, and what differs from the configuration.

    What a scenario does not name is as configured. ``order`` is its row; ``industries`` spreads the portfolio;
    ``rho`` is the correlation of the guaranteed firms; ``shock`` moves the industry factor in the first year
    (standard deviations); ``multiple`` is the guarantee's (the thesis's where not named); ``layer`` adds the mutual
    layer; ``exit_from`` is the year in which government starts to leave the fund (0: never); ``fund`` is false
    where there is none.
    """

    order: int = Field(ge=1)
    title: ByLanguage[str]
    industries: int | None = Field(default=None, ge=1, le=100)
    rho: float | None = Field(default=None, ge=0, lt=1)
    shock: float = Field(default=0.0, ge=-5, le=5)
    multiple: float | None = Field(default=None, gt=0, le=50)
    layer: bool = False
    fund: bool = True
    exit_from: int | None = Field(default=None, ge=0, le=30)

    def differences(self) -> dict[str, object]:
        """Return what the scenario names beside its order and titles, and so what it differs in."""
        return {key: getattr(self, key) for key in sorted(self.model_fields_set - {"order", "title"})}


def read_named(files: Sequence[str | Path]) -> dict[str, Named]:
    """Return the scenarios by id (the file's name), in their order; raise ``InputError`` with all problems."""
    scenarios: dict[str, Named] = {}
    problems: list[Problem] = []
    for file in sorted(map(Path, files)):
        try:
            scenarios[file.stem] = read(file, Named, f"specs/scenarios/{file.name}")
        except InputError as error:
            problems += error.problems
    orders = [scenario.order for scenario in scenarios.values()]
    problems += [
        Problem(f"specs/scenarios/{name}.yaml", "key order", f"{s.order}, which stands twice", "each number once",
                "give it another number")
        for name, s in scenarios.items() if orders.count(s.order) > 1
    ]  # fmt: skip
    refuse(problems)
    return dict(sorted(scenarios.items(), key=lambda item: item[1].order))
