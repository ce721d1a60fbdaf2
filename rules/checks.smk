# What must hold before the edition is rendered, and the way back to nothing.


rule sources_checked:
    input:
        ledger="results/ledger/ledger.json",
        sources=sorted({source for lang in LANGUAGES for source in sources(lang)}),
        specs=[
            str(p.relative_to(ROOT)) for p in sorted((ROOT / "specs").glob("*/*.yaml"))
        ],
        agreed="report/parity.json",
        shingles="data/thesis_shingles.bin",
        allowed="data/thesis_shared_runs.txt",
        code=code_of("cluster_finance.jobs.check_sources"),
    output:
        stamp="results/checks/sources.json",
        parity="results/checks/parity.txt",
    log:
        "results/logs/sources_checked.log",
    # Before the renderers meet the same fault and say it less well.
    priority: 100
    conda:
        "../envs/edition.yaml"
    params:
        settings=section("check"),
    shell:
        "python -m cluster_finance.jobs.check_sources --report report --ledger {input.ledger}"
        " --shingles {input.shingles} --allowed {input.allowed} --settings {params.settings:q}"
        " --output {output.stamp} --parity {output.parity} 2> {log}"


rule check:
    input:
        expand("results/checks/raw/{table}.json", table=table_names()),
        rules.sources_checked.output,


rule clean:
    log:
        ".snakemake/clean.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "rm -rf results 2> {log}"
