# The scenario models, each from its section of the configuration.


rule scenario_portfolio:
    input:
        code=code_of("cluster_finance.jobs.scenario_portfolio"),
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
        code=code_of("cluster_finance.jobs.scenario_guarantee"),
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


rule scenario_batch:
    input:
        code=code_of("cluster_finance.jobs.scenario_batch"),
    output:
        parquet="results/scenarios/batch.parquet",
        numbers="results/numbers/batch.json",
    log:
        "results/logs/scenario_batch.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("batch"),
    shell:
        "python -m cluster_finance.jobs.scenario_batch --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --numbers {output.numbers} 2> {log}"


rule scenario_screening:
    input:
        code=code_of("cluster_finance.jobs.scenario_screening"),
    output:
        parquet="results/scenarios/screening.parquet",
        numbers="results/numbers/screening.json",
    log:
        "results/logs/scenario_screening.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("screening"),
    shell:
        "python -m cluster_finance.jobs.scenario_screening --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --numbers {output.numbers} 2> {log}"


rule scenario_reputation:
    input:
        code=code_of("cluster_finance.jobs.scenario_reputation"),
    output:
        parquet="results/scenarios/reputation.parquet",
        numbers="results/numbers/reputation.json",
    log:
        "results/logs/scenario_reputation.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("reputation"),
    shell:
        "python -m cluster_finance.jobs.scenario_reputation --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --numbers {output.numbers} 2> {log}"


rule scenarios:
    input:
        "results/scenarios/batch.parquet",
        "results/scenarios/screening.parquet",
        "results/scenarios/reputation.parquet",
        "results/scenarios/portfolio.parquet",
        "results/scenarios/guarantee.parquet",
        "results/scenarios/fund.parquet",
        "results/scenarios/named.parquet",


rule scenario_fund:
    input:
        code=code_of("cluster_finance.jobs.scenario_fund"),
    output:
        parquet="results/scenarios/fund.parquet",
        explorer="results/scenarios/fund_explorer.parquet",
        numbers="results/numbers/fund.json",
    log:
        "results/logs/scenario_fund.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("fund"),
    shell:
        "python -m cluster_finance.jobs.scenario_fund --parameters {params.parameters:q} --out-parquet {output.parquet}"
        " --out-explorer {output.explorer} --numbers {output.numbers} 2> {log}"


rule scenario_compared:
    input:
        scenarios=sorted(
            str(p.relative_to(ROOT)) for p in (ROOT / "specs/scenarios").glob("*.yaml")
        ),
        code=code_of("cluster_finance.jobs.scenario_compared"),
    output:
        named="results/scenarios/named.parquet",
        loss="results/scenarios/loss.parquet",
        numbers="results/numbers/compared.json",
    log:
        "results/logs/scenario_compared.log",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=parameters("portfolio", "guarantee", "layer", "fund"),
    shell:
        "python -m cluster_finance.jobs.scenario_compared --parameters {params.parameters:q} --scenarios {input.scenarios}"
        " --out-named {output.named} --out-loss {output.loss} --numbers {output.numbers} 2> {log}"
