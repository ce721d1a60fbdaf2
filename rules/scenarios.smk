# The scenario models, each from its section of the configuration.


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
        "python -m cluster_finance.jobs.scenario_portfolio --parameters {params.parameters:q} --out-parquet {output.parquet}"
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
        "python -m cluster_finance.jobs.scenario_guarantee --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --out-explorer {output.explorer} --numbers {output.numbers} 2> {log}"


rule scenarios:
    input:
        "results/scenarios/portfolio.parquet",
        "results/scenarios/guarantee.parquet",
