# The scenario models, each from its section of the configuration.


def parameters(*names):
    """The sections of these models as JSON, with the references that the configuration took."""
    content = {name: json.loads(section(f"scenarios.{name}")) for name in names}
    content["references"] = {
        key: value for key, value in REFERENCES.items() if key.split(".")[1] in names
    }
    return json.dumps(content, sort_keys=True)


rule scenario_portfolio:
    input:
        code=code_of("jobs.scenario_portfolio"),
    output:
        parquet="results/scenarios/portfolio.parquet",
        numbers="results/numbers/portfolio.json",
    log:
        "results/logs/scenario_portfolio.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("portfolio"),
    shell:
        "{JOB}.scenario_portfolio --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --numbers {output.numbers} 2> {log}"


rule scenario_guarantee:
    input:
        code=code_of("jobs.scenario_guarantee"),
    output:
        parquet="results/scenarios/guarantee.parquet",
        explorer="results/scenarios/guarantee_explorer.parquet",
        numbers="results/numbers/guarantee.json",
    log:
        "results/logs/scenario_guarantee.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("portfolio", "guarantee"),
    shell:
        "{JOB}.scenario_guarantee --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --out-explorer {output.explorer} --numbers {output.numbers} 2> {log}"


rule scenarios:
    input:
        "results/scenarios/portfolio.parquet",
        "results/scenarios/guarantee.parquet",
