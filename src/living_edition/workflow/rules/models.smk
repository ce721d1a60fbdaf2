# Regressions and sweeps: a result for each file of specs/regressions, specs/distribution, specs/sweeps.
# Derived variables that every spec may use, where the edition has any.
VARIABLES = files("specs/variables.yaml")
REGRESSIONS = [Path(path).stem for path in files("specs/regressions/*.yaml")]
CONFIDENCE = {"confidence": knob("regressions.confidence")}
DRAWN = CONFIDENCE | {
    "draws": knob("regressions.bootstrap_draws"),
    "seed": knob("regressions.seed"),
}
# What the families beside least squares read of the configuration.
FAMILY_KNOBS = {"quantiles": CONFIDENCE, "curve": CONFIDENCE, "forms": DRAWN}


DISTRIBUTION = {
    Path(path).stem: stated(path) for path in files("specs/distribution/*.yaml")
}
# Specs that hypotheses of the family may come from.
TESTED = [
    path
    for path in files("specs/regressions/*.yaml", "specs/distribution/*.yaml")
    if stated(path).get("family", "forms") == "forms"
]

if REGRESSIONS:

    rule regression:
        "Estimate the models of one spec by least squares."
        input:
            VARIABLES,
            table=lambda wildcards: table_of(
                stated(f"specs/regressions/{wildcards.spec}.yaml")
            ),
            spec="specs/regressions/{spec}.yaml",
        output:
            result_json="results/regressions/{spec}.json",
            terms="results/regressions/{spec}.parquet",
            numbers=numbers("regression-{spec}", spec=REGRESSIONS),
        log:
            "results/logs/regression-{spec}.log",
        wildcard_constraints:
            spec="|".join(REGRESSIONS),
        conda:
            ENVIRONMENT
        params:
            **job("living_edition.jobs.regression", **DRAWN),
        shell:
            RUN


if knob("regressions.family"):

    rule regression_family:
        "Correct the p-values of the main hypotheses together."
        input:
            VARIABLES,
            results=[
                path.replace("specs/", "results/").replace(".yaml", ".json")
                for path in TESTED
            ],
            specs=TESTED,
            tables=sorted({table_of(stated(path)) for path in TESTED}),
        output:
            tested="results/regressions/family.json",
            rows="results/regressions/family.parquet",
            numbers=numbers("regression-family"),
        log:
            "results/logs/regression_family.log",
        conda:
            ENVIRONMENT
        params:
            **job(
                "living_edition.jobs.regression_family",
                family=knob("regressions.family"),
                before=knob("regressions.family_before"),
                smallest=knob("regressions.smallest_effect"),
                p=knob("regressions.family_p"),
                **DRAWN,
            ),
        shell:
            RUN


for spec, content in DISTRIBUTION.items():

    rule:
        "Estimate a spec of a family beside least squares."
        name:
            f"distribution_{spec.replace('-', '_')}"
        input:
            VARIABLES,
            **joined(content),
            table=table_of(content),
            spec=f"specs/distribution/{spec}.yaml",
        output:
            result=f"results/distribution/{spec}.json",
            rows=f"results/distribution/{spec}.parquet",
            numbers=numbers(spec),
        log:
            f"results/logs/{spec}.log",
        # The longest of the jobs: early, so that the others run beside them.
        priority: 50
        conda:
            ENVIRONMENT
        params:
            **job(
                "living_edition.jobs.distribution",
                code=family_modules(content),
                family=str(content.get("family")),
                **FAMILY_KNOBS.get(content.get("family"), {}),
            ),
        shell:
            RUN


rule regressions:
    "Every regression, and the main hypotheses corrected together."
    input:
        expand("results/regressions/{spec}.json", spec=REGRESSIONS),
        rules.regression_family.output if knob("regressions.family") else [],
        expand("results/distribution/{spec}.json", spec=DISTRIBUTION),


for sweep in PLAN.sweeps:
    JOBS = PLAN.sweeps[sweep].jobs or knob("scenarios.sweep.jobs")
    PARTS = [
        f"results/sweeps/parts/{sweep}/{k}-of-{JOBS}.parquet"
        for k in range(1, JOBS + 1)
        if JOBS > 1
    ]

    if PARTS:

        rule:
            "Evaluate one part of a sweep."
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
                ENVIRONMENT
            params:
                **job("living_edition.jobs.sweep", **PLAN.sweep_knobs(sweep)),
            shell:
                RUN

    rule:
        "Gather the parts of a sweep, or evaluate it where it is not split; its indices and numbers."
        name:
            f"sweep_{sweep}"
        input:
            spec=f"specs/sweeps/{sweep}.yaml",
            parts=PARTS,
        output:
            indices=[f"results/sweeps/{sweep}-indices.parquet"]
            * (PLAN.sweeps[sweep].design == "sobol"),
            points=f"results/sweeps/{sweep}.parquet",
            numbers=numbers(f"sweep-{sweep}"),
        log:
            f"results/logs/sweep-{sweep}.log",
        conda:
            ENVIRONMENT
        params:
            **job("living_edition.jobs.sweep", **PLAN.sweep_knobs(sweep)),
        shell:
            RUN


rule sweeps:
    "Every parameter sweep."
    input:
        expand("results/sweeps/{sweep}.parquet", sweep=PLAN.sweeps),
