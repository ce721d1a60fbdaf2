# What the figures are worth: records compared, the thesis against the record, measures of clusters.
COMPARED = [
    "prefecture_gdp_crosscheck",
    "city_industrial_output",
    "province_gdp",
    "province_bank_institutions",
    "zhejiang_industrial_firms",
    "fujian_industrial_firms",
    "national_industry_totals",
    "national_loans_by_firm_size",
]
# What the exhibits and the ledger take from here.
RECORD_TABLES = {
    "crosschecks": "results/clean/crosschecks.parquet",
    "changes": "results/clean/changes.csv",
    "flags": "results/clean/flags.parquet",
    "record": "results/clean/thesis_record.parquet",
    "facts": "results/clean/facts.parquet",
    "figures": "data/raw/thesis_figures.csv",
    "cities": "results/clean/city_measures.parquet",
    "provinces": "results/clean/province_measures.parquet",
    "clusters": "results/clean/cluster_measures.parquet",
}
RECORD_NUMBERS = expand(
    "results/numbers/{name}.json", name=["crosscheck", "thesis_record", "measures"]
)
# The package of clean tables, file by file, as the site offers it.
DOWNLOADS = [
    "results/package/datapackage.json",
    *expand(
        "results/package/{table}.{form}",
        table=sorted(clean_files()),
        form=["csv", "parquet"],
    ),
]


rule crosscheck:
    input:
        panel="results/clean/city_panel.parquet",
        facts="results/clean/facts.parquet",
        raw=expand("data/raw/{table}.csv", table=COMPARED),
        checked=expand("results/checks/raw/{table}.json", table=COMPARED),
        code=code_of("cluster_finance.jobs.crosscheck"),
    output:
        parquet="results/clean/crosschecks.parquet",
        csv="results/clean/crosschecks.csv",
        disagreements="results/clean/crosscheck_disagreements.csv",
        numbers="results/numbers/crosscheck.json",
    log:
        "results/logs/crosscheck.log",
    conda:
        "../envs/edition.yaml"
    params:
        raw=[f"{table}=data/raw/{table}.csv" for table in COMPARED],
    shell:
        "python -m cluster_finance.jobs.crosscheck --panel {input.panel} --facts {input.facts} --raw {params.raw}"
        " --out-parquet {output.parquet} --out-csv {output.csv} --disagreements {output.disagreements}"
        " --numbers {output.numbers} 2> {log}"


rule thesis_record:
    input:
        record="data/thesis_record.csv",
        figures="data/raw/thesis_figures.csv",
        facts="results/clean/facts.parquet",
        claims="report/claims.yaml",
        references="report/references.bib",
        checked="results/checks/raw/thesis_figures.json",
        code=code_of("cluster_finance.jobs.thesis_record"),
    output:
        parquet="results/clean/thesis_record.parquet",
        csv="results/clean/thesis_record.csv",
        numbers="results/numbers/thesis_record.json",
    log:
        "results/logs/thesis_record.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.thesis_record --record {input.record} --figures {input.figures} --facts {input.facts}"
        " --claims {input.claims} --references {input.references} --out-parquet {output.parquet} --out-csv {output.csv}"
        " --numbers {output.numbers} 2> {log}"


rule measures:
    input:
        panel="results/clean/city_panel.parquet",
        figures="data/raw/thesis_figures.csv",
        checked="results/checks/raw/thesis_figures.json",
        code=code_of("cluster_finance.jobs.measures"),
    output:
        expand(
            "results/clean/{table}_measures.{form}",
            table=["city", "province", "cluster"],
            form=["parquet", "csv"],
        ),
        numbers="results/numbers/measures.json",
    log:
        "results/logs/measures.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.measures --panel {input.panel} --figures {input.figures}"
        " --cities results/clean/city_measures --provinces results/clean/province_measures"
        " --clusters results/clean/cluster_measures --numbers {output.numbers} 2> {log}"


rule publish_data:
    input:
        tables=list(clean_files().values()),
        csv=[path.replace(".parquet", ".csv") for path in clean_files().values()],
        raw=expand("data/raw/{table}.csv", table=table_names()),
        checked=expand("results/checks/raw/{table}.json", table=table_names()),
        descriptors=["data/datapackage.json", "data/clean_tables.json"],
        theme=[
            "src/living_edition/quarto/theme/edition.html",
            "src/living_edition/quarto/theme/edition.css",
        ],
        code=code_of("cluster_finance.jobs.publish_data"),
    output:
        package=DOWNLOADS,
        docs=expand(
            "results/docs/codebook-{lang}.{form}", lang=LANGUAGES, form=["md", "html"]
        ),
    log:
        "results/logs/publish_data.log",
    conda:
        "../envs/edition.yaml"
    params:
        tables=[f"{name}={path}" for name, path in clean_files().items()],
    shell:
        "python -m cluster_finance.jobs.publish_data --tables {params.tables} --theme src/living_edition/quarto/theme --package results/package"
        " --docs results/docs 2> {log}"


rule record:
    input:
        rules.crosscheck.output,
        rules.thesis_record.output,
        rules.measures.output,
        rules.publish_data.output,
