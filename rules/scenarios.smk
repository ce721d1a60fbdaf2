# The scenario models, each from its section of the configuration, with the tables it makes.
SCENARIOS = {
    "batch": ["table"],
    "screening": ["table"],
    "reputation": ["table"],
    "portfolio": ["table"],
    "guarantee": ["table"],
    "fund": ["table"],
}
COMPARED = ["portfolio", "guarantee", "layer", "fund", "calibration"]


for model in SCENARIOS:

    rule:
        "Run a scenario model: its tables, its parameters beside them, its numbers."
        name:
            f"scenario_{model}"
        output:
            **{
                name: f"results/scenarios/{model}{'' if name == 'table' else '_' + name}.parquet"
                for name in SCENARIOS[model]
            },
            parameters=f"results/scenarios/{model}.json",
            numbers=numbers(model),
        log:
            f"results/logs/scenario_{model}.log",
        conda:
            ENVIRONMENT
        params:
            **job(
                "cluster_finance.jobs.scenario",
                code=[f"cluster_finance.scenario.{model}_numbers"],
                model=model,
                section=knob(f"scenarios.{model}"),
                references=references("scenarios", model),
            ),
        shell:
            RUN


rule scenario_compared:
    "Compare the models: named scenarios, signals, the mutual layer, what makes multiples as safe."
    input:
        scenarios=files("specs/scenarios/*.yaml"),
    output:
        named="results/scenarios/named.parquet",
        loss="results/scenarios/loss.parquet",
        calibrated="results/scenarios/calibration.parquet",
        numbers=numbers("compared"),
    log:
        "results/logs/scenario_compared.log",
    conda:
        ENVIRONMENT
    params:
        **job(
            "cluster_finance.jobs.scenario_compared",
            **{name: knob(f"scenarios.{name}") for name in COMPARED},
        ),
    shell:
        RUN


rule scenarios:
    "Every scenario model."
    input:
        [workflow.get_rule(f"scenario_{model}").output for model in SCENARIOS],
        rules.scenario_compared.output,
