# One job for each file of specs/regressions and specs/distribution: add a file, get a result.
REGRESSIONS = sorted(path.stem for path in (ROOT / "specs/regressions").glob("*.yaml"))
REGRESSION_TABLES = ["city_output", "city_panel", "province_banks"]
FORMS = ["panel-forms"]


rule regression:
    "Estimate the models of one spec by least squares."
    input:
        VARIABLES,
        table=regression_table,
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
        "../envs/edition.yaml"
    params:
        **job(
            "living_edition.jobs.regression",
            confidence=knob("regressions.confidence"),
            draws=knob("regressions.bootstrap_draws"),
            seed=knob("regressions.seed"),
        ),
    shell:
        RUN


rule regression_family:
    "Correct the p-values of the main hypotheses together."
    input:
        VARIABLES,
        results=[
            *expand("results/regressions/{spec}.json", spec=REGRESSIONS),
            *expand("results/distribution/{spec}.json", spec=FORMS),
        ],
        specs=[
            *expand("specs/regressions/{spec}.yaml", spec=REGRESSIONS),
            *expand("specs/distribution/{spec}.yaml", spec=FORMS),
        ],
        tables=expand("results/clean/{table}.parquet", table=REGRESSION_TABLES),
    output:
        tested="results/regressions/family.json",
        rows="results/regressions/family.parquet",
        numbers=numbers("regression-family"),
    log:
        "results/logs/regression_family.log",
    conda:
        "../envs/edition.yaml"
    params:
        **job(
            "living_edition.jobs.regression_family",
            family=knob("regressions.family"),
            before=knob("regressions.family_before"),
            smallest=knob("regressions.smallest_effect"),
            p=knob("regressions.family_p"),
            confidence=knob("regressions.confidence"),
            draws=knob("regressions.bootstrap_draws"),
            seed=knob("regressions.seed"),
        ),
    shell:
        RUN


rule regressions:
    "Every regression, and the main hypotheses corrected together."
    input:
        expand("results/regressions/{spec}.json", spec=REGRESSIONS),
        rules.regression_family.output,
