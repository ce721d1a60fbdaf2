# Raw figures are looked over for what stands out, and cleaned by logged rules.


rule clean_cities:
    "Clean the panel of cities; flag what stands out in every panel as filed."
    input:
        **raw("city_panel", "provincial_capitals", "province_codes"),
        corrections="data/corrections.csv",
        others=expand(
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
    output:
        panel=both("results/clean/city_panel"),
        changes="results/clean/changes.csv",
        flags=both("results/clean/flags"),
        numbers=numbers("cities"),
    log:
        "results/logs/clean_cities.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.clean_cities"),
    shell:
        RUN


rule clean_thesis:
    "Bring the figures of the thesis into tables."
    input:
        **raw("thesis_figures", "leading_industries"),
    output:
        clusters=both("results/clean/clusters"),
        programmes=both("results/clean/programmes"),
        industries=both("results/clean/industries"),
        numbers=numbers("thesis"),
    log:
        "results/logs/clean_thesis.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.clean_thesis"),
    shell:
        RUN


rule clean_facts:
    "Bring the single facts of the context into a table."
    input:
        **raw("context_facts", "context_sources", "outlets"),
    output:
        table=both("results/clean/facts"),
        numbers=numbers("facts"),
    log:
        "results/logs/clean_facts.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.clean_facts"),
    shell:
        RUN


rule clean_regression_tables:
    "Clean the two tables that only the regressions use: banks of provinces, output of cities."
    input:
        **raw(
            "province_bank_institutions",
            "province_gdp",
            "province_codes",
            "city_industrial_output",
        ),
        panel="results/clean/city_panel.parquet",
    output:
        banks=both("results/clean/province_banks"),
        output=both("results/clean/city_output"),
        changes="results/clean/regression_tables_changes.csv",
    log:
        "results/logs/clean_regression_tables.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.clean_regression_tables"),
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
        ENVIRONMENT
    params:
        **job("living_edition.jobs.regression_points"),
    shell:
        RUN


rule data:
    "The raw tables checked, and every clean table."
    input:
        checked(TABLES),
        rules.clean_cities.output,
        rules.clean_thesis.output,
        rules.clean_facts.output,
        rules.clean_regression_tables.output,
