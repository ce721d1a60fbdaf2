# One job for each file of specs/regressions: add a file, get a result.
REGRESSIONS = sorted(path.stem for path in (ROOT / "specs/regressions").glob("*.yaml"))


rule regression:
    input:
        table=regression_table,
        spec="specs/regressions/{spec}.yaml",
        variables="specs/variables.yaml",
        code=code_of("cluster_finance.jobs.regress"),
    output:
        json="results/regressions/{spec}.json",
        parquet="results/regressions/{spec}.parquet",
        numbers="results/numbers/regression-{spec}.json",
    log:
        "results/logs/regression-{spec}.log",
    wildcard_constraints:
        spec="|".join(REGRESSIONS),
    conda:
        "../envs/edition.yaml"
    params:
        settings=section("regressions"),
    shell:
        "python -m cluster_finance.jobs.regress --table {input.table} --spec {input.spec} --settings {params.settings:q}"
        " --out {output.json} --out-parquet {output.parquet} --numbers {output.numbers} 2> {log}"


rule regression_family:
    input:
        results=expand("results/regressions/{spec}.json", spec=REGRESSIONS),
        code=code_of("cluster_finance.jobs.regression_family"),
    output:
        json="results/regressions/family.json",
        numbers="results/numbers/regression-family.json",
    log:
        "results/logs/regression_family.log",
    conda:
        "../envs/edition.yaml"
    params:
        settings=section("regressions"),
    shell:
        "python -m cluster_finance.jobs.regression_family --results {input.results} --settings {params.settings:q}"
        " --out {output.json} --numbers {output.numbers} 2> {log}"


rule regressions:
    input:
        expand("results/regressions/{spec}.json", spec=REGRESSIONS),
        rules.regression_family.output,
