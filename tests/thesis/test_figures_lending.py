"""The figures of the lending models say what the models found, and are drawn under odd parameters too."""

from __future__ import annotations

import pytest

from cluster_finance.exhibits import figures_lending as figures
from cluster_finance.parameters.lending import BatchParameters, ReputationParameters, ScreeningParameters
from cluster_finance.scenario import batch, reputation, screening
from living_edition.exhibits.style import prepare

GIVEN = {"pd": 0.04, "clients": 373, "loan": 157.3, "micro_loan": 30.0}
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    prepare()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("changes", [{}, {"clients": 5, "shared_cost": 500.0}, {"shared_cost": 0.0, "loan": 30.0}])
def test_batch_says_the_rates_at_the_own_number_of_clients(changes: dict[str, float], lang: str) -> None:
    p = BatchParameters(**{**GIVEN, **changes})  # type: ignore[arg-type]
    made = figures.batch(batch.table(p), p, lang)
    made.picture.draw()
    kept = 1 - 0.04 * 0.45
    for cost in (2.0, p.shared_cost / p.clients + 1.0):
        assert f"{100 * ((1.03 + cost / p.micro_loan) / kept - 1):.2f}%" in made.alternative


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("changes", [{}, {"outside": 0.9, "outside_low": 0.9}, {"collateral": 3.0}])
def test_screening_says_who_is_served(changes: dict[str, float], lang: str) -> None:
    p = ScreeningParameters(**changes)  # type: ignore[arg-type]
    made = figures.screening(screening.table(p, 11), p, lang)
    made.picture.draw()
    assert "nan" not in made.alternative
    if not changes:  # at the threshold the share served falls to the precision, 57%
        assert "57%" in made.alternative


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reputation_says_zero_where_nothing_binds(lang: str) -> None:
    p = ReputationParameters(draws=50, partners=20, contacts=4, outside_surplus=1.0, moving_cost=0.0, bank_rate=0.0)
    made = figures.reputation(reputation.table(p), p, lang)
    made.picture.draw()
    assert "0.00" in made.alternative and "nan" not in made.alternative
