# What must hold before the edition is rendered, and the way back to nothing.


rule sources_checked:
    input:
        ledger="results/ledger/ledger.json",
        sources=sorted({source for lang in LANGUAGES for source in sources(lang)}),
        specs=[
            str(p.relative_to(ROOT))
            for p in sorted((ROOT / "specs/exhibits").glob("*.yaml"))
        ],
        code=code_of("jobs.check_sources"),
    output:
        "results/checks/sources.json",
    log:
        "results/logs/sources_checked.log",
    # Before the renderers meet the same fault and say it less well.
    priority: 100
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.check_sources --report report --ledger {input.ledger} --output {output} 2> {log}"


rule check:
    input:
        expand("results/checks/raw/{table}.json", table=table_names()),
        "results/checks/sources.json",


rule clean:
    log:
        ".snakemake/clean.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "rm -rf results 2> {log}"
