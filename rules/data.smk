# Raw figures are looked over for what stands out, and cleaned by logged rules; the clean ones are measured and compared.
# Each job is a module of cluster_finance.jobs: what it says of itself, what it reads and what it makes, by name.
CLEANING = {
    "clean_cities": (
        "Clean the panel of cities; flag what stands out in every panel as filed.",
        {
            **raw("city_panel", "provincial_capitals", "province_codes"),
            "corrections": "data/corrections.csv",
            "others": expand(
                "data/raw/{table}.csv",
                table=[
                    "benchmark_lending_rates",
                    "city_industrial_output",
                    "prefecture_gdp_crosscheck",
                    "province_bank_institutions",
                    "province_gdp",
                    "province_microloan_companies",
                ],
            ),
        },
        {
            "panel": both("results/clean/city_panel"),
            "changes": "results/clean/changes.csv",
            "flags": both("results/clean/flags"),
            "numbers": numbers("cities"),
        },
    ),
    "clean_thesis": (
        "Bring the figures of the thesis into tables.",
        raw("thesis_figures", "leading_industries"),
        {
            **{
                table: both(f"results/clean/{table}")
                for table in ("clusters", "programmes", "industries")
            },
            "numbers": numbers("thesis"),
        },
    ),
    "clean_facts": (
        "Bring the single facts of the context into a table.",
        raw("context_facts", "context_sources", "outlets"),
        {"table": both("results/clean/facts"), "numbers": numbers("facts")},
    ),
    "clean_regression_tables": (
        "Clean the two tables that only the regressions use: banks of provinces, output of cities.",
        {
            **raw(
                "province_bank_institutions",
                "province_gdp",
                "province_codes",
                "city_industrial_output",
            ),
            "panel": "results/clean/city_panel.parquet",
        },
        {
            "banks": both("results/clean/province_banks"),
            "output": both("results/clean/city_output"),
            "changes": "results/clean/regression_tables_changes.csv",
        },
    ),
}
# What the figures are worth: records compared, the thesis against the record, measures of clusters.
RECORD = {
    "crosscheck": (
        "Compare independent records of the same figures.",
        {
            **raw(
                "prefecture_gdp_crosscheck",
                "city_industrial_output",
                "province_gdp",
                "province_bank_institutions",
                "zhejiang_industrial_firms",
                "fujian_industrial_firms",
                "national_industry_totals",
                "national_loans_by_firm_size",
            ),
            "panel": "results/clean/city_panel.parquet",
            "facts": "results/clean/facts.parquet",
        },
        {
            "table": both("results/clean/crosschecks"),
            "disagreements": "results/clean/crosscheck_disagreements.csv",
            "numbers": numbers("crosscheck"),
        },
    ),
    "thesis_record": (
        "Hold the reviewed judgements of the thesis's figures to the numbers of the record.",
        {
            **raw("thesis_figures"),
            "thesis_record": "data/thesis_record.csv",
            "facts": "results/clean/facts.parquet",
            "claims": "report/claims.yaml",
            "references": "report/references.bib",
        },
        {
            "table": both("results/clean/thesis_record"),
            "numbers": numbers("thesis_record"),
        },
    ),
    "measures": (
        "Measure concentration in cities, provinces and the thesis's clusters.",
        {**raw("thesis_figures"), "panel": "results/clean/city_panel.parquet"},
        {
            "cities": both("results/clean/city_measures"),
            "provinces": both("results/clean/province_measures"),
            "clusters": both("results/clean/cluster_measures"),
            "numbers": numbers("measures"),
        },
    ),
}


for name, entry in (CLEANING | RECORD).items():
    rule_of(
        name,
        *entry,
        run=f"cluster_finance.jobs.{name}",
        # The longest of the jobs waits for the clean panel.
        priority=60 if name in CLEANING else 0,
    )

rule_of(
    "city_points",
    "Place every city in the models of the main spec, for the figures.",
    dict(
        after=VARIABLES,
        table="results/clean/city_panel.parquet",
        spec="specs/regressions/credit-depth.yaml",
    ),
    dict(cities="results/distribution/credit-depth-cities.parquet"),
    run="living_edition.jobs.regression_points",
)


rule data:
    "The raw tables checked, and every clean table."
    input:
        checked(TABLES),
        [list(makes.values()) for _, _, makes in CLEANING.values()],


rule record:
    "What the figures are worth, and the package of clean tables."
    input:
        [list(makes.values()) for _, _, makes in RECORD.values()],
        rules.publish_data.output,
