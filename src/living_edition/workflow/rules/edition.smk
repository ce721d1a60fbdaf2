# The edition: sources and exhibits staged as a Quarto project, rendered, then published together.
GENERATED = [
    path
    for batch in PLAN.batches
    for path in outputs(batch)
    if path.startswith("results/exhibits/")
    and path.endswith((".svg", ".png", ".qmd", ".marks.json"))
]
# What the live layer of a page is made of: scripts and words of both packages, panels, named scenarios.
PANELS = [
    f"specs/exhibits/{name}.yaml"
    for name, spec in specs().items()
    if spec["kind"] == "panel"
]
LIVE = [
    f"{package}/live/*.{ending}"
    for package in ("living_edition", EDITION.package)
    for ending in ("js", "css", "json")
    if files(f"src/{package}/live/*.{ending}")
]
QUARTO = ["living_edition/quarto/**/*"]
# What the pages of the site are dressed in.
SITE = ["living_edition/render/page/*", "living_edition/quarto/theme/*"]
# The text, its supplement, where there is one, and both languages side by side.
SUPPLEMENTS, SLIDES = (
    [
        f"{part}-{lang}"
        for lang in LANGUAGES
        if files(f"report/{document(lang, part)}.qmd")
    ]
    for part in ("supplement", "slides")
)
PUBLISHED = [*LANGUAGES, *SUPPLEMENTS, *["parallel"] * (len(LANGUAGES) == 2)]


# The package of clean tables, file by file, as the site offers it.
CLEAN = clean_files() if files("data/clean_tables.json") else {}
DOWNLOADS = [
    "results/package/datapackage.json",
    *expand(
        "results/package/{table}.{form}", table=sorted(CLEAN), form=["csv", "parquet"]
    ),
]
INVARIANTS = files("specs/invariants.yaml")
HELD = ["results/checks/invariants.json"] * bool(INVARIANTS)

rule_of(
    "publish_data",
    "Publish the clean tables as a data package, and the codebook of raw and clean tables.",
    dict(
        after=[
            *CLEAN.values(),
            *[path.replace(".parquet", ".csv") for path in CLEAN.values()],
            *files("data/raw/*.csv", "data/*.json"),
            *checked(TABLES),
        ]
    ),
    dict(
        after=[
            *DOWNLOADS[1:],
            *expand(
                "results/docs/codebook-{lang}.{form}",
                lang=LANGUAGES,
                form=["md", "html"],
            ),
        ],
        package=DOWNLOADS[0],
    ),
    data=["living_edition/quarto/theme/*"],
    files=CLEAN,
    codebooks="results/docs",
    languages=LANGUAGES,
)
rule_of(
    "sources_checked",
    "Check the report's sources in every language; say which blocks wait for their other language.",
    dict(
        after=[
            *sorted({source for lang in LANGUAGES for source in sources(lang)}),
            *files("specs/*/*.yaml", "report/parity.json"),
        ],
        shingles=files("data/thesis_shingles.bin"),
        allowed=files("data/thesis_shared_runs.txt"),
        ledger=rules.ledger.output.ledger,
    ),
    dict(stamp="results/checks/sources.json", parity="results/checks/parity.txt"),
    # Before the renderers meet the same fault and say it less well.
    priority=100,
    **TEXT,
    strict=knob("check.strict"),
)
# What must hold of the results before they are laid out, where the edition states it.
for spec, stamp in zip(INVARIANTS, HELD):
    rule_of(
        "invariants",
        "Hold the results to bounds, sums, signs and hand-offs; a broken one names its exhibits.",
        dict(
            spec=spec,
            ledger=rules.ledger.output.ledger,
            tables=invariant_tables(spec),
        ),
        dict(stamp=stamp),
        priority=100,
    )
rule_of(
    "stage",
    "Lay the staged Quarto project of one language.",
    dict(
        after=lambda wildcards: [
            *sources(wildcards.lang),
            *PANELS,
            *HELD,
            *files("specs/scenarios/*.yaml"),
        ],
        # The list of locked packages and who asks for them, where the edition has both.
        environment=ENVIRONMENT_FILES,
        exhibits=lambda wildcards: [p for p in GENERATED if f"-{wildcards.lang}." in p],
        ledger=rules.ledger.output.ledger,
        results=[*PLAN.batches.get(REGRESSION, {}).values()],
        citation="CITATION.cff",
    ),
    dict(project=directory("results/stage/{lang}")),
    log="stage-{lang}",
    data=QUARTO + LIVE,
    **TEXT,
    date=knob("report.date"),
    configuration=PLAN.settings.model_dump(mode="json"),
    references=PLAN.given,
)
rule_of(
    "render",
    "Render the text, its supplement or slides in one language to HTML, PDF, DOCX, EPUB or JATS with the chosen engine.",
    dict(project="results/stage/{lang}"),
    dict(document=f"results/rendered/{EDITION.name}-{{part}}{{lang}}.{{form}}"),
    log="render-{part}{lang}-{form}",
    # The text itself has no word for its part.
    constraints={"part": "(supplement-|slides-)?", "form": "html|pdf|docx|epub|xml"},
    data=["living_edition/render/engines/filters/*"],
    # Which of the two it will be: with Quarto come or gone, the edition is made anew.
    engine=choose(knob("report.engine")),
    part=lambda wildcards: wildcards.part.rstrip("-") or "main",
)
rule_of(
    "ledger_page",
    "Write the page of all numbers in one language, with the sections that print them.",
    dict(
        ledger=rules.ledger.output.ledger,
        project="results/stage/{lang}",
        data=DOWNLOADS,
    ),
    dict(page="results/docs/ledger-{lang}.html"),
    log="ledger-page-{lang}",
    data=["living_edition/render/page/*"],
)
if "parallel" in PUBLISHED:
    rule_of(
        "render_parallel",
        "Render the parallel edition, both languages side by side, to HTML or PDF.",
        dict(zip(("first", "second"), expand("results/stage/{lang}", lang=LANGUAGES))),
        dict(document=f"results/rendered/{EDITION.name}-parallel.{{form}}"),
        log="render-parallel-{form}",
        constraints={"form": "html|pdf"},
        data=["living_edition/render/engines/filters/*"],
    )
for notebook, used in PLAN.notebooks.items():
    rule_of(
        f"notebook_{notebook}",
        "Execute a notebook and write it, with its outputs, as a notebook and as one HTML file.",
        dict(after=used.files, source=f"notebooks/{notebook}.ipynb"),
        dict(
            executed=f"results/notebooks/{notebook}.ipynb",
            page=f"results/notebooks/{notebook}.html",
        ),
        run="living_edition.jobs.notebook",
        log=f"notebook-{notebook}",
        code=used.modules,
        knobs={key: knob(key) for key in used.knobs},
    )
rule_of(
    "site_pages",
    "Write the start page and the page that searches, in one language, from the rendered text.",
    dict(
        texts=rendered(["{lang}", *["supplement-{lang}"] * bool(SUPPLEMENTS)], "html"),
        slides=rendered(["slides-{lang}"] * bool(SLIDES), "html"),
        project="results/stage/{lang}",
        ledger=rules.ledger.output.ledger,
        citation="CITATION.cff",
        notebooks=[f"notebooks/{notebook}.ipynb" for notebook in PLAN.notebooks],
    ),
    dict(
        start="results/docs/home-{lang}.html", search="results/docs/search-{lang}.html"
    ),
    log="site-pages-{lang}",
    data=SITE,
    date=knob("report.date"),
)
# Forms of the text beside page and PDF; pages of the site beside the documents and the start pages.
BESIDE = ["docx", "epub", "xml"]
PAGES = [
    *expand(
        "results/docs/{page}-{lang}.html",
        page=["codebook", "ledger", "search"],
        lang=LANGUAGES,
    ),
    *rules.catalogue.output.gallery,
]
# What `snakemake --report` shows.
SHOWN = [report(onsite(rendered(PUBLISHED, "html", "pdf")), category="The edition")]
rule_of(
    "publish",
    "Put everything a reader opens into results/site.",
    dict(
        after=[*rules.sources_checked.output, *files("report/*.qmd")],
        pages=[
            *rendered([*PUBLISHED, *SLIDES], "html"),
            *expand("results/docs/home-{lang}.html", lang=LANGUAGES),
            *PAGES,
        ],
        notebooks=expand("results/notebooks/{notebook}.html", notebook=PLAN.notebooks),
        files=[
            *rendered(PUBLISHED, "pdf"),
            *rendered(LANGUAGES, *BESIDE),
            rules.ledger.output.table,
        ],
        data=DOWNLOADS,
        records=rules.catalogue.input.records,
        # By language: the gallery stands in the order of the text.
        projects=expand("results/stage/{lang}", lang=LANGUAGES),
        exhibits=EXHIBIT_FILES,
        lists=[*rules.catalogue.output.lists, *rules.authors_kit.output],
        citations=rules.catalogue.output.citations,
        citation="CITATION.cff",
    ),
    dict(
        after=[
            *expand("results/site/index-{lang}.html", lang=LANGUAGES[1:]),
            directory("results/site/exhibits"),
            *SHOWN,
            *onsite([*rendered(SLIDES, "html"), *rendered(LANGUAGES, *BESIDE)]),
            *onsite([*PAGES, rules.ledger.output.table]),
            *expand("results/site/notebooks/{notebook}.html", notebook=PLAN.notebooks),
            *[f"results/site/data/{Path(path).name}" for path in DOWNLOADS],
        ],
        index="results/site/index.html",
    ),
    data=SITE,
    **TEXT,
    date=knob("report.date"),
)
rule_of(
    "crate",
    "Pack workflow, inputs and results as an RO-Crate (profile Workflow Run).",
    dict(
        workflow="Snakefile",
        sources=sorted(
            {
                *files("*.yaml", "config/*.yaml", "data/**/*", "specs/**/*.yaml"),
                *files("rules/*.smk", "envs/*.*", "notebooks/*.ipynb"),
                *[source for lang in LANGUAGES for source in sources(lang)],
            }
        ),
        made=[
            *rules.ledger.output,
            *rules.catalogue.output.lists,
            *DOWNLOADS,
            *rendered(PUBLISHED, "pdf"),
        ],
        citation="CITATION.cff",
    ),
    dict(crate=directory("results/crate")),
    date=knob("report.date"),
)


rule report:
    "The site: everything that a reader opens; and what was made before and is gone."
    input:
        rules.publish.output,
        lambda wildcards: made_before(workflow.rules),


for lang in LANGUAGES:

    rule:
        "The edition in one language."
        name:
            lang
        input:
            rules.sources_checked.output,
            rendered([lang], "html", "pdf", "docx"),
            rendered({f"supplement-{lang}"} & {*SUPPLEMENTS}, "html", "pdf"),


rule check:
    "What must hold before the edition is rendered."
    input:
        checked(TABLES),
        rules.sources_checked.output,
        HELD,


rule help:
    "List the targets, each with what it makes."
    log:
        ".snakemake/help.log",
    localrule: True
    conda:
        ENVIRONMENT
    params:
        **job(
            "living_edition.jobs.targets",
            # Rules that make no file of their own: they stand for those of others. One is there where it is asked for.
            targets=lambda wildcards: [
                *sorted(
                    (rule.name, rule.docstring)
                    for rule in workflow.rules
                    if rule.docstring and not rule.output
                ),
                ("exhibit --config id=NAME", ALONE),
            ],
        ),
    shell:
        RUN


rule clean:
    "The way back to nothing."
    log:
        ".snakemake/clean.log",
    localrule: True
    conda:
        ENVIRONMENT
    shell:
        "rm -rf results 2> {log}"
