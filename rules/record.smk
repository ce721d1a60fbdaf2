# What the figures are worth: records compared, the thesis against the record, measures of clusters.


rule crosscheck:
    "Compare independent records of the same figures."
    input:
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
        panel="results/clean/city_panel.parquet",
        facts="results/clean/facts.parquet",
    output:
        table=both("results/clean/crosschecks"),
        disagreements="results/clean/crosscheck_disagreements.csv",
        numbers=numbers("crosscheck"),
    log:
        "results/logs/crosscheck.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.crosscheck"),
    shell:
        RUN


rule thesis_record:
    "Hold the reviewed judgements of the thesis's figures to the numbers of the record."
    input:
        **raw("thesis_figures"),
        thesis_record="data/thesis_record.csv",
        facts="results/clean/facts.parquet",
        claims="report/claims.yaml",
        references="report/references.bib",
    output:
        table=both("results/clean/thesis_record"),
        numbers=numbers("thesis_record"),
    log:
        "results/logs/thesis_record.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.thesis_record"),
    shell:
        RUN


rule measures:
    "Measure concentration in cities, provinces and the thesis's clusters."
    input:
        **raw("thesis_figures"),
        panel="results/clean/city_panel.parquet",
    output:
        cities=both("results/clean/city_measures"),
        provinces=both("results/clean/province_measures"),
        clusters=both("results/clean/cluster_measures"),
        numbers=numbers("measures"),
    log:
        "results/logs/measures.log",
    conda:
        ENVIRONMENT
    params:
        **job("cluster_finance.jobs.measures"),
    shell:
        RUN


rule record:
    "What the figures are worth, and the package of clean tables."
    input:
        rules.crosscheck.output,
        rules.thesis_record.output,
        rules.measures.output,
        rules.publish_data.output,
