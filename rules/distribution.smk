# The families beside least squares: one job for each file of specs/distribution.
DISTRIBUTION = ["zhejiang-gap", "quantiles", "specification-curve"]


rule gap:
    input:
        table="results/clean/city_panel.parquet",
        spec="specs/distribution/zhejiang-gap.yaml",
        variables="specs/variables.yaml",
        code=code_of("cluster_finance.jobs.regress_gap"),
    output:
        json="results/distribution/zhejiang-gap.json",
        parquet="results/distribution/zhejiang-gap.parquet",
        numbers="results/numbers/zhejiang-gap.json",
    log:
        "results/logs/gap.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.regress_gap --table {input.table} --spec {input.spec}"
        " --out {output.json} --out-parquet {output.parquet} --numbers {output.numbers} 2> {log}"


rule quantiles:
    input:
        table="results/clean/city_panel.parquet",
        spec="specs/distribution/quantiles.yaml",
        variables="specs/variables.yaml",
        code=code_of("cluster_finance.jobs.regress_quantiles"),
    output:
        json="results/distribution/quantiles.json",
        parquet="results/distribution/quantiles.parquet",
        numbers="results/numbers/quantiles.json",
    log:
        "results/logs/quantiles.log",
    # The longest of the jobs: early, so that the others run beside it.
    priority: 50
    conda:
        "../envs/edition.yaml"
    params:
        settings=section("regressions"),
    shell:
        "python -m cluster_finance.jobs.regress_quantiles --table {input.table} --spec {input.spec} --settings {params.settings:q}"
        " --out {output.json} --out-parquet {output.parquet} --numbers {output.numbers} 2> {log}"


rule curve:
    input:
        table="results/clean/city_panel.parquet",
        spec="specs/distribution/specification-curve.yaml",
        variables="specs/variables.yaml",
        code=code_of("cluster_finance.jobs.regress_curve"),
    output:
        json="results/distribution/specification-curve.json",
        parquet="results/distribution/specification-curve.parquet",
        numbers="results/numbers/specification-curve.json",
    log:
        "results/logs/curve.log",
    priority: 50
    conda:
        "../envs/edition.yaml"
    params:
        settings=section("regressions"),
    shell:
        "python -m cluster_finance.jobs.regress_curve --table {input.table} --spec {input.spec} --settings {params.settings:q}"
        " --out {output.json} --out-parquet {output.parquet} --numbers {output.numbers} 2> {log}"


rule city_points:
    input:
        table="results/clean/city_panel.parquet",
        spec="specs/regressions/credit-depth.yaml",
        variables="specs/variables.yaml",
        code=code_of("cluster_finance.jobs.regress_points"),
    output:
        "results/distribution/credit-depth-cities.parquet",
    log:
        "results/logs/city_points.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.regress_points --table {input.table} --spec {input.spec} --out {output} 2> {log}"


rule distribution:
    input:
        expand("results/distribution/{spec}.json", spec=DISTRIBUTION),
        rules.city_points.output,
