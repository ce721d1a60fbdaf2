# Parameter sweeps: one for each file of specs/sweeps, split into jobs as the configuration or the spec says.


def sweep_knobs(sweep):
    """What a sweep depends on beside its spec: the section of its model and the code that evaluates it."""
    model = SWEEPS[sweep].model
    return {
        "code": [edition().sweeps[model].split(":")[0]],
        "section": knob(f"scenarios.{model}"),
    }


for sweep in SWEEPS:
    JOBS = SWEEPS[sweep].jobs or knob("scenarios.sweep.jobs")
    PARTS = [
        f"results/sweeps/parts/{sweep}/{k}-of-{JOBS}.parquet"
        for k in range(1, JOBS + 1)
        if JOBS > 1
    ]

    if PARTS:

        rule:
            name:
                f"sweep_part_{sweep}"
            input:
                spec=f"specs/sweeps/{sweep}.yaml",
            output:
                points=f"results/sweeps/parts/{sweep}/{{part}}-of-{{of}}.parquet",
            log:
                f"results/logs/sweep-{sweep}-{{part}}-of-{{of}}.log",
            wildcard_constraints:
                part=r"\d+",
                of=r"\d+",
            conda:
                "../envs/edition.yaml"
            params:
                **job("living_edition.jobs.sweep_part", **sweep_knobs(sweep)),
            shell:
                RUN

    # A sweep that is not split is evaluated where it is gathered.
    rule:
        name:
            f"sweep_{sweep}"
        input:
            spec=f"specs/sweeps/{sweep}.yaml",
            parts=PARTS,
        output:
            **(
                {"indices": f"results/sweeps/{sweep}-indices.parquet"}
                if SWEEPS[sweep].design == "sobol"
                else {}
            ),
            points=f"results/sweeps/{sweep}.parquet",
            numbers=numbers(f"sweep-{sweep}"),
        log:
            f"results/logs/sweep-{sweep}.log",
        conda:
            "../envs/edition.yaml"
        params:
            **job("living_edition.jobs.sweep", **sweep_knobs(sweep)),
        shell:
            RUN


rule sweeps:
    "Every parameter sweep."
    input:
        expand("results/sweeps/{sweep}.parquet", sweep=SWEEPS),
