# Parameter sweeps: one for each file of specs/sweeps, split into jobs as the configuration or the spec says.


rule sweep_part:
    input:
        spec="specs/sweeps/{sweep}.yaml",
        code=code_of("cluster_finance.jobs.sweep_part"),
    output:
        "results/sweeps/parts/{sweep}/{part}-of-{of}.parquet",
    log:
        "results/logs/sweep-{sweep}-{part}-of-{of}.log",
    wildcard_constraints:
        part=r"\d+",
        of=r"\d+",
    conda:
        "../envs/edition.yaml"
    params:
        parameters=sweep_parameters,
    shell:
        "python -m cluster_finance.jobs.sweep_part --spec {input.spec} --parameters {params.parameters:q}"
        " --part {wildcards.part} --of {wildcards.of} --out {output} 2> {log}"


for sweep in SWEEPS:

    # A sweep that is not split is evaluated where it is gathered.
    rule:
        name:
            f"sweep_{sweep}"
        input:
            spec=f"specs/sweeps/{sweep}.yaml",
            parts=sweep_parts(sweep),
            code=code_of("cluster_finance.jobs.sweep_gather"),
        output:
            sweep_tables(sweep),
            parquet=f"results/sweeps/{sweep}.parquet",
            numbers=f"results/numbers/sweep-{sweep}.json",
        log:
            f"results/logs/sweep-{sweep}.log",
        conda:
            "../envs/edition.yaml"
        params:
            parameters=parameters(SWEEPS[sweep].model),
        shell:
            "python -m cluster_finance.jobs.sweep_gather --spec {input.spec} --parameters {params.parameters:q}"
            " --out {output.parquet} --numbers {output.numbers} --parts {input.parts} 2> {log}"


rule sweeps:
    input:
        expand("results/sweeps/{sweep}.parquet", sweep=SWEEPS),
