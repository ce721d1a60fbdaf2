# Figures, panels and tables: one job for all that share their inputs, both languages at once.
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
        "intermediation": "results/regressions/intermediation.json",
        "panel_regression": "results/regressions/panel.json",
        "output": "results/regressions/output.json",
        "small_banks": "results/regressions/small-banks.json",
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
        "numbers": "results/numbers/guarantee.json",
    },
    "record": RECORD_TABLES,
    "fund": {
        "fund": "results/scenarios/fund.parquet",
        "loss": "results/scenarios/loss.parquet",
        "named": "results/scenarios/named.parquet",
        "numbers": "results/numbers/fund.json",
    },
    "regressions": {
        "credit_depth": "results/regressions/credit-depth.json",
        "points": "results/distribution/credit-depth-cities.parquet",
        "curve": "results/distribution/specification-curve.parquet",
        "curve_result": "results/distribution/specification-curve.json",
        "quantiles": "results/distribution/quantiles.parquet",
        "gap": "results/distribution/zhejiang-gap.parquet",
        "gap_years": "results/distribution/gap-over-time.parquet",
        "forms": "results/distribution/panel-forms.parquet",
        "space": "results/distribution/space.parquet",
        "family": "results/regressions/family.parquet",
        "family_result": "results/regressions/family.json",
    },
    "sweeps": {
        "indices": "results/sweeps/guarantee-sensitivity-indices.parquet",
        "map": "results/sweeps/guarantee-map.parquet",
        "numbers": "results/numbers/guarantee.json",
    },
}
NUMBERS.extend(
    [
        "results/numbers/cities.json",
        "results/numbers/claims.json",
        "results/numbers/edition.json",
        "results/numbers/thesis.json",
        "results/numbers/facts.json",
        *RECORD_NUMBERS,
    ]
)

for batch in batches():

    rule:
        name:
            f"exhibits_{batch}"
        input:
            **INPUTS[batch],
            specs=[f"specs/exhibits/{name}.yaml" for name in exhibit_ids(batch)],
            citation="CITATION.cff",
            code=code_of("cluster_finance.jobs.exhibits"),
        output:
            outputs(batch),
        log:
            f"results/logs/exhibits-{batch}.log",
        conda:
            "../envs/edition.yaml"
        params:
            ids=exhibit_ids(batch),
            inputs=" ".join(
                f"{name}={path}" for name, path in sorted(INPUTS[batch].items())
            ),
        shell:
            "python -m cluster_finance.jobs.exhibits --ids {params.ids} --inputs {params.inputs} --citation {input.citation} --out-dir results/exhibits"
            " --tables-dir results/tables 2> {log}"


rule claims:
    input:
        claims="report/claims.yaml",
        code=code_of("cluster_finance.jobs.claims"),
    output:
        "results/numbers/claims.json",
    log:
        "results/logs/claims.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.claims --claims {input.claims} --numbers {output} 2> {log}"


rule edition_facts:
    input:
        requirements="envs/requirements.txt",
        project="pyproject.toml",
        rules=sorted(
            str(p.relative_to(ROOT))
            for p in [ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk")]
        ),
        jobs=sorted(
            str(p.relative_to(ROOT))
            for p in (ROOT / "src/cluster_finance/jobs").glob("*.py")
        ),
        specs=[f"specs/exhibits/{name}.yaml" for name in exhibit_ids()],
        code=code_of("cluster_finance.jobs.edition_facts"),
    output:
        "results/numbers/edition.json",
    log:
        "results/logs/edition_facts.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.edition_facts --requirements {input.requirements} --project {input.project}"
        " --rules {input.rules} --jobs {input.jobs} --numbers {output} 2> {log}"


rule ledger:
    input:
        numbers=lambda wildcards: sorted(NUMBERS),
        code=code_of("cluster_finance.jobs.ledger"),
    output:
        json="results/ledger/ledger.json",
        csv="results/ledger/ledger.csv",
    log:
        "results/logs/ledger.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.ledger --numbers {input.numbers} --json {output.json} --csv {output.csv} 2> {log}"


rule catalogue:
    input:
        records=[record(name) for name in exhibit_ids()],
        files=[path for name in exhibit_ids() for path in downloads(name)],
        notebooks=sorted(
            str(p.relative_to(ROOT)) for p in (ROOT / "notebooks").glob("*.ipynb")
        ),
        ledger="results/ledger/ledger.json",
        citation="CITATION.cff",
        documents=expand("report/cluster-finance-{lang}.qmd", lang=LANGUAGES),
        page=sorted(
            str(p.relative_to(ROOT))
            for p in (ROOT / "src/living_edition/exhibits/page").iterdir()
        ),
        code=code_of("cluster_finance.jobs.catalogue"),
    output:
        gallery=expand("results/gallery/gallery-{lang}.html", lang=LANGUAGES),
        citations=directory("results/citations"),
        lists=[
            "results/tables/exhibits.bib",
            "results/tables/exhibits.json",
            "results/tables/SHA256SUMS",
        ],
    log:
        "results/logs/catalogue.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.catalogue --records {input.records} --notebooks {input.notebooks}"
        " --ledger {input.ledger} --citation {input.citation} --report report --tables-dir results/tables"
        " --citations {output.citations} --gallery results/gallery 2> {log}"


# One exhibit alone, in every format: snakemake exhibit --config id=NAME.
rule exhibit:
    input:
        **INPUTS.get(specs().get(ONE, {}).get("batch"), {}),
        specs=[f"specs/exhibits/{name}.yaml" for name in exhibit_ids() if name == ONE],
        citation="CITATION.cff",
        code=code_of("cluster_finance.jobs.exhibits"),
    output:
        directory(f"results/single/{ONE or 'none'}"),
    log:
        "results/logs/exhibit.log",
    conda:
        "../envs/edition.yaml"
    params:
        id=ONE,
        inputs=" ".join(
            f"{name}={path}"
            for name, path in sorted(
                INPUTS.get(specs().get(ONE, {}).get("batch"), {}).items()
            )
        )
        or "none=",
    shell:
        "python -m cluster_finance.jobs.exhibits --ids {params.id:q} --inputs {params.inputs} --citation {input.citation}"
        " --out-dir {output} --tables-dir {output} 2> {log}"


rule exhibits:
    input:
        [path for batch in batches() for path in outputs(batch)],
        rules.catalogue.output,
        rules.ledger.output,


rule tables:
    input:
        [
            path
            for batch in batches()
            for path in outputs(batch)
            if path.startswith("results/tables/")
        ],
