# The scenario models, each from its section of the configuration.
SCENARIOS = ["batch", "screening", "reputation", "portfolio", "guarantee", "fund"]
COMPARED = ["portfolio", "guarantee", "layer", "fund", "calibration"]

for model in SCENARIOS:
    rule_of(
        f"scenario_{model}",
        "Run a scenario model: its table, its parameters beside it, its numbers.",
        {},
        dict(
            table=f"results/scenarios/{model}.parquet",
            parameters=f"results/scenarios/{model}.json",
            numbers=numbers(model),
        ),
        run="cluster_finance.jobs.scenario",
        code=[f"cluster_finance.scenario.{model}_numbers"],
        model=model,
        section=knob(f"scenarios.{model}"),
        references=references("scenarios", model),
    )
rule_of(
    "scenario_compared",
    "Compare the models: named scenarios, signals, the mutual layer, what makes multiples as safe.",
    dict(scenarios=files("specs/scenarios/*.yaml")),
    dict(
        named="results/scenarios/named.parquet",
        loss="results/scenarios/loss.parquet",
        calibrated="results/scenarios/calibration.parquet",
        numbers=numbers("compared"),
    ),
    run="cluster_finance.jobs.scenario_compared",
    **{name: knob(f"scenarios.{name}") for name in COMPARED},
)


rule scenarios:
    "Every scenario model."
    input:
        [workflow.get_rule(f"scenario_{model}").output for model in SCENARIOS],
        rules.scenario_compared.output,
