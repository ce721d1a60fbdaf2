# Raw figures are checked against their descriptors, looked over for what stands out, and cleaned by logged rules.
OTHERS = [
    "benchmark_lending_rates",
    "city_industrial_output",
    "prefecture_gdp_crosscheck",
    "province_bank_institutions",
    "province_gdp",
    "province_microloan_companies",
]


rule raw_checked:
    input:
        raw="data/raw/{table}.csv",
        code=code_of("cluster_finance.jobs.check_raw"),
    output:
        "results/checks/raw/{table}.json",
    log:
        "results/logs/raw_checked-{table}.log",
    conda:
        "../envs/edition.yaml"
    params:
        descriptor=lambda wildcards: json.dumps(
            resource(wildcards.table), sort_keys=True, ensure_ascii=False
        ),
    shell:
        "python -m cluster_finance.jobs.check_raw --raw {input.raw} --descriptor {params.descriptor:q} --output {output} 2> {log}"


rule clean_cities:
    input:
        panel="data/raw/city_panel.csv",
        capitals="data/raw/provincial_capitals.csv",
        provinces="data/raw/province_codes.csv",
        corrections="data/corrections.csv",
        others=expand("data/raw/{table}.csv", table=OTHERS),
        checked=expand(
            "results/checks/raw/{table}.json",
            table=["city_panel", "provincial_capitals", "province_codes", *OTHERS],
        ),
        code=code_of("cluster_finance.jobs.clean_cities"),
    output:
        parquet="results/clean/city_panel.parquet",
        csv="results/clean/city_panel.csv",
        changes="results/clean/changes.csv",
        flags="results/clean/flags.parquet",
        flags_csv="results/clean/flags.csv",
        numbers="results/numbers/cities.json",
    log:
        "results/logs/clean_cities.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.clean_cities --panel {input.panel} --capitals {input.capitals} --provinces {input.provinces}"
        " --corrections {input.corrections} --others {input.others} --flags-parquet {output.flags} --flags-csv {output.flags_csv}"
        " --out-parquet {output.parquet} --out-csv {output.csv} --changes {output.changes}"
        " --numbers {output.numbers} 2> {log}"


rule clean_thesis:
    input:
        figures="data/raw/thesis_figures.csv",
        industries="data/raw/leading_industries.csv",
        checked=expand(
            "results/checks/raw/{table}.json",
            table=["thesis_figures", "leading_industries"],
        ),
        code=code_of("cluster_finance.jobs.clean_thesis"),
    output:
        clusters="results/clean/clusters.parquet",
        clusters_csv="results/clean/clusters.csv",
        programmes="results/clean/programmes.parquet",
        programmes_csv="results/clean/programmes.csv",
        industries="results/clean/industries.parquet",
        industries_csv="results/clean/industries.csv",
        numbers="results/numbers/thesis.json",
    log:
        "results/logs/clean_thesis.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.clean_thesis --figures {input.figures} --industries {input.industries}"
        " --clusters-parquet {output.clusters} --clusters-csv {output.clusters_csv}"
        " --programmes-parquet {output.programmes} --programmes-csv {output.programmes_csv}"
        " --industries-parquet {output.industries} --industries-csv {output.industries_csv}"
        " --numbers {output.numbers} 2> {log}"


rule clean_facts:
    input:
        facts="data/raw/context_facts.csv",
        sources="data/raw/context_sources.csv",
        outlets="data/raw/outlets.csv",
        checked=expand(
            "results/checks/raw/{table}.json",
            table=["context_facts", "context_sources", "outlets"],
        ),
        code=code_of("cluster_finance.jobs.clean_facts"),
    output:
        parquet="results/clean/facts.parquet",
        csv="results/clean/facts.csv",
        numbers="results/numbers/facts.json",
    log:
        "results/logs/clean_facts.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.clean_facts --facts {input.facts} --sources {input.sources} --outlets {input.outlets}"
        " --out-parquet {output.parquet} --out-csv {output.csv} --numbers {output.numbers} 2> {log}"


rule clean_regression_tables:
    input:
        banks="data/raw/province_bank_institutions.csv",
        gdp="data/raw/province_gdp.csv",
        provinces="data/raw/province_codes.csv",
        output="data/raw/city_industrial_output.csv",
        panel="results/clean/city_panel.parquet",
        checked=expand(
            "results/checks/raw/{table}.json",
            table=[
                "province_bank_institutions",
                "province_gdp",
                "province_codes",
                "city_industrial_output",
            ],
        ),
        code=code_of("cluster_finance.jobs.clean_regression_tables"),
    output:
        banks="results/clean/province_banks.parquet",
        banks_csv="results/clean/province_banks.csv",
        output="results/clean/city_output.parquet",
        output_csv="results/clean/city_output.csv",
        changes="results/clean/regression_tables_changes.csv",
    log:
        "results/logs/clean_regression_tables.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.clean_regression_tables --banks {input.banks} --gdp {input.gdp}"
        " --provinces {input.provinces} --output {input.output} --panel {input.panel}"
        " --banks-parquet {output.banks} --banks-csv {output.banks_csv}"
        " --output-parquet {output.output} --output-csv {output.output_csv} --changes {output.changes} 2> {log}"


rule data:
    input:
        expand("results/checks/raw/{table}.json", table=table_names()),
        rules.clean_cities.output,
        rules.clean_thesis.output,
        rules.clean_facts.output,
        rules.clean_regression_tables.output,
