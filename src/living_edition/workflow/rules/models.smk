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
    rule_of(
        "regression",
        "Estimate the models of one spec by least squares.",
        dict(
            after=VARIABLES,
            table=lambda wildcards: table_of(
                stated(f"specs/regressions/{wildcards.spec}.yaml")
            ),
            spec="specs/regressions/{spec}.yaml",
        ),
        dict(
            result_json="results/regressions/{spec}.json",
            terms="results/regressions/{spec}.parquet",
            numbers=numbers("regression-{spec}", spec=REGRESSIONS),
        ),
        log="regression-{spec}",
        constraints={"spec": "|".join(REGRESSIONS)},
        **DRAWN,
    )

if knob("regressions.family"):
    rule_of(
        "regression_family",
        "Correct the p-values of the main hypotheses together.",
        dict(
            after=VARIABLES,
            results=[
                path.replace("specs/", "results/").replace(".yaml", ".json")
                for path in TESTED
            ],
            specs=TESTED,
            tables=sorted({table_of(stated(path)) for path in TESTED}),
        ),
        dict(
            tested="results/regressions/family.json",
            rows="results/regressions/family.parquet",
            numbers=numbers("regression-family"),
        ),
        family=knob("regressions.family"),
        before=knob("regressions.family_before"),
        smallest=knob("regressions.smallest_effect"),
        p=knob("regressions.family_p"),
        **DRAWN,
    )

for spec, content in DISTRIBUTION.items():
    rule_of(
        f"distribution_{spec.replace('-', '_')}",
        "Estimate a spec of a family beside least squares.",
        dict(
            after=VARIABLES,
            **joined(content),
            table=table_of(content),
            spec=f"specs/distribution/{spec}.yaml",
        ),
        dict(
            result=f"results/distribution/{spec}.json",
            rows=f"results/distribution/{spec}.parquet",
            numbers=numbers(spec),
        ),
        run="living_edition.jobs.distribution",
        log=spec,
        # The longest of the jobs: early, so that the others run beside them.
        priority=50,
        code=family_modules(content),
        family=str(content.get("family")),
        **FAMILY_KNOBS.get(content.get("family"), {}),
    )


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
        rule_of(
            f"sweep_part_{sweep}",
            "Evaluate one part of a sweep.",
            dict(spec=f"specs/sweeps/{sweep}.yaml"),
            dict(points=f"results/sweeps/parts/{sweep}/{{part}}-of-{{of}}.parquet"),
            run="living_edition.jobs.sweep",
            log=f"sweep-{sweep}-{{part}}-of-{{of}}",
            constraints={"part": r"\d+", "of": r"\d+"},
            **PLAN.sweep_knobs(sweep),
        )
    rule_of(
        f"sweep_{sweep}",
        "Gather the parts of a sweep, or evaluate it where it is not split; its indices and numbers.",
        dict(spec=f"specs/sweeps/{sweep}.yaml", parts=PARTS),
        dict(
            indices=[f"results/sweeps/{sweep}-indices.parquet"]
            * (PLAN.sweeps[sweep].design == "sobol"),
            points=f"results/sweeps/{sweep}.parquet",
            numbers=numbers(f"sweep-{sweep}"),
        ),
        run="living_edition.jobs.sweep",
        log=f"sweep-{sweep}",
        **PLAN.sweep_knobs(sweep),
    )


rule sweeps:
    "Every parameter sweep."
    input:
        expand("results/sweeps/{sweep}.parquet", sweep=PLAN.sweeps),
