"""Compare the models: named scenarios, signals, the mutual layer, and what makes multiples as safe."""

from __future__ import annotations

from pathlib import Path

from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.named import read_named
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import compared
from cluster_finance.scenario.compared_numbers import equal, layers, signals
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers


def run(
    scenarios: list[Path],
    portfolio: PortfolioParameters,
    guarantee: GuaranteeParameters,
    layer: LayerParameters,
    fund: FundParameters,
    named: Path,
    loss: Path,
    numbers: Path,
) -> None:
    """Write one row a scenario, the laws of loss, and the numbers of the ledger."""
    write_table(compared.table(read_named(scenarios), portfolio, guarantee, layer, fund), named)
    write_table(compared.loss_laws(portfolio), loss)
    write_numbers([*signals(portfolio), *layers(guarantee, layer), *equal(guarantee)], numbers)
