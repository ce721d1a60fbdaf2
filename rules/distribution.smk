# The families beside least squares: one job for each file of specs/distribution, as its family says.
FAMILIES = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / "specs/distribution").glob("*.yaml"))
}
DISTRIBUTION = {spec: stated["family"] for spec, stated in FAMILIES.items()}
CONFIDENCE = {"confidence": knob("regressions.confidence")}
DRAWN = CONFIDENCE | {
    "draws": knob("regressions.bootstrap_draws"),
    "seed": knob("regressions.seed"),
}
FAMILY_KNOBS = {
    "gap": {},
    "gap_over_time": {},
    "space": {},
    "quantiles": CONFIDENCE,
    "curve": CONFIDENCE,
    "forms": DRAWN,
}


def beside(spec):
    """The raw table that a spec joins to the clean one, if it names any."""
    if "beside" not in FAMILIES[spec]:
        return {}
    return {"beside": f"data/raw/{FAMILIES[spec]['beside']['resource']}.csv"}


for spec, family in DISTRIBUTION.items():

    rule:
        name:
            f"distribution_{spec.replace('-', '_')}"
        input:
            VARIABLES,
            table="results/clean/city_panel.parquet",
            spec=f"specs/distribution/{spec}.yaml",
            **beside(spec),
        output:
            result=f"results/distribution/{spec}.json",
            rows=f"results/distribution/{spec}.parquet",
            numbers=numbers(spec),
        log:
            f"results/logs/{spec}.log",
        # The longest of the jobs: early, so that the others run beside them.
        priority: 50
        conda:
            "../envs/edition.yaml"
        params:
            **job(f"living_edition.jobs.regression_{family}", **FAMILY_KNOBS[family]),
        shell:
            RUN


rule city_points:
    "Place every city in the models of the main spec, for the figures."
    input:
        VARIABLES,
        table="results/clean/city_panel.parquet",
        spec="specs/regressions/credit-depth.yaml",
    output:
        cities="results/distribution/credit-depth-cities.parquet",
    log:
        "results/logs/city_points.log",
    conda:
        "../envs/edition.yaml"
    params:
        **job("living_edition.jobs.regression_points"),
    shell:
        RUN


rule distribution:
    "Decomposition, quantiles and specification curve."
    input:
        expand("results/distribution/{spec}.json", spec=DISTRIBUTION),
        rules.city_points.output,
