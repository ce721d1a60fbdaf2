"""What a reader is told of where a scenario's number comes from."""

from __future__ import annotations

from cluster_finance.scenario.numbers_of import given_by_data, source

GIVEN = given_by_data({"scenarios.fund.pd": "fact:f23", "scenarios.batch.loan": "thesis:x"}, "fund")


def test_the_source_points_to_the_table_and_names_what_data_gave() -> None:
    made = source("fund", "fund_summary:life", ("寿命", "life"), GIVEN)
    assert made.zh == "信用互助机构模型：寿命（参数见补充材料的参数表；取自数据：pd = fact:f23）"
    assert made.en == "model of the mutual credit fund: life (parameters in the supplement; from data: pd = fact:f23)"
    assert made.code == "cluster_finance.scenario.fund_summary:life"


def test_what_differs_for_a_number_is_named_and_is_not_said_to_be_given() -> None:
    made = source("fund", "simulate", ("寿命", "life"), GIVEN, {"pd": 0.2, "exit_from": 0})
    assert made.en.endswith(": life (parameters in the supplement; here pd = 0.2, exit_from = 0)")
    assert made.en.startswith("model of the mutual credit fund")
    assert made.code == "cluster_finance.scenario.fund:simulate"
