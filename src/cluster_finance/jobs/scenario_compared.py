"""Compare the models: named scenarios, signals, the mutual layer, and what makes multiples as safe."""

from __future__ import annotations

from pathlib import Path

from cluster_finance.parameters.calibration import CalibrationParameters
from cluster_finance.parameters.fund import FundParameters
from cluster_finance.parameters.layer import LayerParameters
from cluster_finance.parameters.named import read_named
from cluster_finance.parameters.scenario import GuaranteeParameters, PortfolioParameters
from cluster_finance.scenario import compared
from cluster_finance.scenario.calibration import table as calibration_table
from cluster_finance.scenario.compared_numbers import calibrated as calibrated_numbers
from cluster_finance.scenario.compared_numbers import equal, layers, signals
from living_edition.files import write_table
from living_edition.ledger.number import write_numbers


def run(
    scenarios: list[Path],
    portfolio: PortfolioParameters,
    guarantee: GuaranteeParameters,
    layer: LayerParameters,
    fund: FundParameters,
    calibration: CalibrationParameters,
    named: Path,
    loss: Path,
    calibrated: Path,
    numbers: Path,
) -> None:
    """Write one row a scenario, the laws of loss, the guarantee at rates on record, and the numbers of the ledger."""
    write_table(compared.table(read_named(scenarios), portfolio, guarantee, layer, fund), named)
    write_table(compared.loss_laws(portfolio), loss)
    write_table(calibration_table(guarantee, calibration), calibrated)
    write_numbers(
        [
            *signals(portfolio),
            *layers(guarantee, layer),
            *equal(guarantee),
            *calibrated_numbers(guarantee, calibration),
        ],
        numbers,
    )
