# Figures, tables and explorers: one job for all that share their inputs, both languages at once.
INPUTS = {
    "thesis": {
        "clusters": "results/clean/clusters.parquet",
        "programmes": "results/clean/programmes.parquet",
        "industries": "results/clean/industries.parquet",
        "numbers": "results/numbers/thesis.json",
    },
    "cities": {
        "panel": "results/clean/city_panel.parquet",
        "credit_depth": "results/regressions/credit-depth.json",
    },
    "lending": {
        "batch": "results/scenarios/batch.parquet",
        "batch_numbers": "results/numbers/batch.json",
        "screening": "results/scenarios/screening.parquet",
        "screening_numbers": "results/numbers/screening.json",
        "reputation": "results/scenarios/reputation.parquet",
        "reputation_numbers": "results/numbers/reputation.json",
    },
    "guarantee": {
        "guarantee": "results/scenarios/guarantee.parquet",
        "explorer": "results/scenarios/guarantee_explorer.parquet",
        "numbers": "results/numbers/guarantee.json",
    },
}
NUMBERS = [
    "results/numbers/cities.json",
    "results/numbers/claims.json",
    "results/numbers/thesis.json",
    "results/numbers/facts.json",
    "results/numbers/batch.json",
    "results/numbers/screening.json",
    "results/numbers/reputation.json",
    "results/numbers/portfolio.json",
    "results/numbers/guarantee.json",
    *expand("results/numbers/regression-{spec}.json", spec=REGRESSIONS),
]

for batch in batches():

    rule:
        name:
            f"exhibits_{batch}"
        input:
            **INPUTS[batch],
            specs=[
                str(p.relative_to(ROOT))
                for p in sorted((ROOT / "specs/exhibits").glob("*.yaml"))
            ],
            code=code_of("jobs.exhibits"),
        output:
            outputs(batch),
        log:
            f"results/logs/exhibits-{batch}.log",
        conda:
            "../envs/edition.yaml"
        params:
            batch=batch,
            inputs=" ".join(
                f"{name}={path}" for name, path in sorted(INPUTS[batch].items())
            ),
        shell:
            "python -m cluster_finance.jobs.exhibits --batch {params.batch} --inputs {params.inputs} --out-dir results/exhibits"
            " --tables-dir results/tables 2> {log}"


rule claims:
    input:
        claims="report/claims.yaml",
        code=code_of("jobs.claims"),
    output:
        "results/numbers/claims.json",
    log:
        "results/logs/claims.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.claims --claims {input.claims} --numbers {output} 2> {log}"


rule ledger:
    input:
        numbers=NUMBERS,
        code=code_of("jobs.ledger"),
    output:
        json="results/ledger/ledger.json",
        csv="results/ledger/ledger.csv",
    log:
        "results/logs/ledger.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.ledger --numbers {input.numbers} --json {output.json} --csv {output.csv} 2> {log}"


rule exhibits:
    input:
        [path for batch in batches() for path in outputs(batch)],
        rules.ledger.output,


rule tables:
    input:
        [
            path
            for batch in batches()
            for path in outputs(batch)
            if path.startswith("results/tables/")
        ],
