# The edition: sources and exhibits staged as a Quarto project, rendered, then published together.
GENERATED = [
    path
    for batch in batches()
    for path in outputs(batch)
    if path.startswith("results/exhibits/")
    and path.endswith((".svg", ".png", ".qmd", ".marks.json"))
]
# The text, its supplement, and both languages side by side.
PUBLISHED = [*LANGUAGES, *(f"supplement-{lang}" for lang in LANGUAGES), "parallel"]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


rule stage:
    input:
        exhibits=lambda wildcards: [p for p in GENERATED if f"-{wildcards.lang}." in p],
        ledger="results/ledger/ledger.json",
        sources=lambda wildcards: sources(wildcards.lang) + QUARTO,
        live=LIVE,
        requirements="envs/requirements.txt",
        citation="CITATION.cff",
        code=code_of("cluster_finance.jobs.stage"),
    output:
        directory("results/stage/{lang}"),
    log:
        "results/logs/stage-{lang}.log",
    conda:
        "../envs/edition.yaml"
    params:
        date=SETTINGS.report.date,
        configuration=configuration(),
    shell:
        "python -m cluster_finance.jobs.stage --report report --exhibits {input.exhibits} --ledger {input.ledger}"
        " --configuration {params.configuration:q} --requirements {input.requirements} --citation {input.citation}"
        " --language {wildcards.lang} --date {params.date} --output {output} 2> {log}"


rule render:
    input:
        project="results/stage/{lang}",
        code=code_of("cluster_finance.jobs.render"),
        filters=sorted(str(p.relative_to(ROOT)) for p in (ROOT / "src").rglob("*.lua")),
    output:
        "results/rendered/cluster-finance-{part}{lang}.{form}",
    log:
        "results/logs/render-{part}{lang}-{form}.log",
    wildcard_constraints:
        # The text itself has no word for its part.
        part="(supplement-)?",
        lang="zh|en",
        form="html|pdf|docx",
    conda:
        "../envs/edition.yaml"
    params:
        # Which of the two it will be: with Quarto come or gone, the edition is made anew.
        engine=choose(SETTINGS.report.engine),
        part=lambda wildcards: wildcards.part.rstrip("-") or "main",
    shell:
        "python -m cluster_finance.jobs.render --project {input.project} --language {wildcards.lang} --part {params.part} --form {wildcards.form}"
        " --engine {params.engine} --output {output} 2> {log}"


# All numbers, with the sections that print them.
rule ledger_page:
    input:
        ledger="results/ledger/ledger.json",
        project="results/stage/{lang}",
        data=DOWNLOADS,
        page="src/living_edition/render/page/page.html",
        script="src/living_edition/render/page/find.js",
        code=code_of("cluster_finance.jobs.ledger_page"),
    output:
        "results/docs/ledger-{lang}.html",
    log:
        "results/logs/ledger-page-{lang}.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.ledger_page --ledger {input.ledger} --project {input.project} --data {input.data}"
        " --language {wildcards.lang} --output {output} 2> {log}"


rule render_parallel:
    input:
        chinese="results/stage/zh",
        english="results/stage/en",
        code=code_of("cluster_finance.jobs.render_parallel"),
        filters=sorted(str(p.relative_to(ROOT)) for p in (ROOT / "src").rglob("*.lua")),
    output:
        "results/rendered/cluster-finance-parallel.{form}",
    log:
        "results/logs/render-parallel-{form}.log",
    wildcard_constraints:
        form="html|pdf",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.render_parallel --chinese {input.chinese} --english {input.english}"
        " --form {wildcards.form} --output {output} 2> {log}"


rule notebook:
    input:
        notebook="notebooks/{notebook}.ipynb",
        tables=[path for batch in INPUTS.values() for path in batch.values()],
        changes="results/clean/changes.csv",
        # What the second notebook goes through step by step.
        raw="data/raw/city_panel.csv",
        spec="specs/regressions/credit-depth.yaml",
        family="results/regressions/family.json",
        settings="config/default.yaml",
        # No exhibit shows it; the notebook of the scenarios reads it.
        portfolio="results/scenarios/portfolio.parquet",
        code=code_of("cluster_finance.jobs.notebook"),
        exhibits=code_of("cluster_finance.jobs.exhibits"),
        regress=code_of("living_edition.jobs.regression"),
    output:
        ipynb="results/notebooks/{notebook}.ipynb",
        html="results/notebooks/{notebook}.html",
    log:
        "results/logs/notebook-{notebook}.log",
    conda:
        "../envs/edition.yaml"
    shell:
        "python -m cluster_finance.jobs.notebook --notebook {input.notebook} --out-ipynb {output.ipynb} --out-html {output.html} 2> {log}"


# The start page and the page that searches, from the rendered text.
rule site_pages:
    input:
        text="results/rendered/cluster-finance-{lang}.html",
        supplement="results/rendered/cluster-finance-supplement-{lang}.html",
        project="results/stage/{lang}",
        ledger="results/ledger/ledger.json",
        notebooks=expand("notebooks/{notebook}.ipynb", notebook=NOTEBOOKS),
        citation="CITATION.cff",
        page="src/living_edition/render/page/page.html",
        script="src/living_edition/render/page/search.js",
        style="src/living_edition/quarto/theme/edition.css",
        code=code_of("cluster_finance.jobs.site_pages"),
    output:
        start="results/docs/home-{lang}.html",
        search="results/docs/search-{lang}.html",
    log:
        "results/logs/site-pages-{lang}.log",
    conda:
        "../envs/edition.yaml"
    params:
        date=SETTINGS.report.date,
    shell:
        "python -m cluster_finance.jobs.site_pages --text {input.text} --supplement {input.supplement} --project {input.project}"
        " --ledger {input.ledger} --notebooks {input.notebooks} --citation {input.citation} --date {params.date}"
        " --language {wildcards.lang} --start {output.start} --search {output.search} 2> {log}"


rule publish:
    input:
        editions=expand("results/rendered/cluster-finance-{name}.html", name=PUBLISHED),
        pages=expand(
            "results/docs/{page}-{lang}.html",
            page=["codebook", "home", "ledger", "search"],
            lang=LANGUAGES,
        ),
        gallery=rules.catalogue.output.gallery,
        notebooks=expand("results/notebooks/{notebook}.html", notebook=NOTEBOOKS),
        files=[
            *expand("results/rendered/cluster-finance-{name}.pdf", name=PUBLISHED),
            *expand("results/rendered/cluster-finance-{lang}.docx", lang=LANGUAGES),
            "results/ledger/ledger.csv",
        ],
        data=DOWNLOADS,
        records=rules.catalogue.input.records,
        exhibits=rules.catalogue.input.files,
        lists=rules.catalogue.output.lists,
        citations=rules.catalogue.output.citations,
        documents=expand("report/cluster-finance-{lang}.qmd", lang=LANGUAGES),
        citation="CITATION.cff",
        checked="results/checks/sources.json",
        theme=[path for path in QUARTO if "/theme/site." in path],
        code=code_of("cluster_finance.jobs.publish"),
    output:
        expand("results/site/{page}.html", page=["index", "index-en"]),
        directory("results/site/exhibits"),
        report(
            expand(
                "results/site/cluster-finance-{name}.{form}",
                name=PUBLISHED,
                form=["html", "pdf"],
            ),
            category="The edition",
        ),
        expand("results/site/cluster-finance-{lang}.docx", lang=LANGUAGES),
        expand("results/site/notebooks/{notebook}.html", notebook=NOTEBOOKS),
        "results/site/ledger.csv",
        expand(
            "results/site/{page}-{lang}.html",
            page=["codebook", "gallery", "ledger", "search"],
            lang=LANGUAGES,
        ),
        [path.replace("results/package/", "results/site/data/") for path in DOWNLOADS],
    log:
        "results/logs/publish.log",
    conda:
        "../envs/edition.yaml"
    params:
        date=SETTINGS.report.date,
    shell:
        "python -m cluster_finance.jobs.publish --pages {input.editions} {input.pages} {input.gallery} --notebooks {input.notebooks}"
        " --files {input.files} --data {input.data} --records {input.records} --exhibits {input.exhibits} {input.lists}"
        " --citations {input.citations} --report report --citation {input.citation} --date {params.date}"
        " --site results/site 2> {log}"


rule report:
    input:
        rules.publish.output,


rule zh:
    input:
        "results/checks/sources.json",
        expand(
            "results/rendered/cluster-finance-zh.{form}", form=["html", "pdf", "docx"]
        ),
        expand(
            "results/rendered/cluster-finance-supplement-zh.{form}",
            form=["html", "pdf"],
        ),


rule en:
    input:
        "results/checks/sources.json",
        expand(
            "results/rendered/cluster-finance-en.{form}", form=["html", "pdf", "docx"]
        ),
        expand(
            "results/rendered/cluster-finance-supplement-en.{form}",
            form=["html", "pdf"],
        ),
