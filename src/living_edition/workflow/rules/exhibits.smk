# Figures, panels and tables: one job for all that share their inputs, every language at once;
# the ledger of numbers; and what leads to the exhibits.
# What writes names of places in Latin letters, where the edition has something that does.
ROMANISED = sorted({EDITION.romanised.partition(":")[0]} - {"builtins"})
EXHIBIT_FILES = [path for name in exhibit_ids() for path in downloads(name)]


def drawn(batch, options=None, **more):
    """Return the params of a job that makes exhibits of a batch."""
    if batch == REGRESSION:
        run = "living_edition.jobs.regression_tables"
        return job(run, code=ROMANISED, options=options or {}, **more)
    run = "living_edition.jobs.exhibits"
    return job(run, code=[module_of(batch)], batch_name=batch, **more)


for batch in PLAN.batches:

    rule:
        "Make the exhibits of a batch, in every language and format."
        name:
            f"exhibits_{batch}"
        input:
            [f"specs/exhibits/{name}.yaml" for name in exhibit_ids(batch)],
            **PLAN.batches[batch],
            citation="CITATION.cff",
        output:
            reported(batch),
        log:
            f"results/logs/exhibits-{batch}.log",
        conda:
            ENVIRONMENT
        params:
            **drawn(
                batch,
                exhibits=exhibit_ids(batch),
                folder="results/exhibits",
                tables="results/tables",
            ),
        shell:
            RUN


if ONE:

    rule exhibit:
        "Make one exhibit alone, in every format: snakemake exhibit --config id=NAME; of a regression with options beside."
        input:
            f"specs/exhibits/{ONE}.yaml",
            **PLAN.batches[specs()[ONE]["batch"]],
            citation="CITATION.cff",
        output:
            folder=directory(f"results/single/{ONE}"),
        log:
            "results/logs/exhibit.log",
        conda:
            ENVIRONMENT
        params:
            **drawn(
                specs()[ONE]["batch"],
                OPTIONS,
                exhibits=[ONE],
                tables=f"results/single/{ONE}",
            ),
        shell:
            RUN


if files("report/claims.yaml"):

    rule claims:
        "Count the claims of the edition by kind and by verdict, for the ledger."
        input:
            claims="report/claims.yaml",
        output:
            numbers=numbers("claims"),
        log:
            "results/logs/claims.log",
        conda:
            ENVIRONMENT
        params:
            **job("living_edition.jobs.claims"),
        shell:
            RUN


if len(files("envs/requirements.txt", "pyproject.toml")) == 2:

    rule edition_facts:
        "Count what the edition says of itself: the least Python, packages, rules, jobs, exhibits."
        input:
            requirements="envs/requirements.txt",
            project="pyproject.toml",
        output:
            numbers=numbers("edition"),
        log:
            "results/logs/edition_facts.log",
        conda:
            ENVIRONMENT
        params:
            **job(
                "living_edition.jobs.edition_facts",
                rules=lambda wildcards: sum(not rule.norun for rule in workflow.rules),
                jobs=lambda wildcards: len(calls.JOBS),
                exhibits=len(exhibit_ids()),
            ),
        shell:
            RUN


rule ledger:
    "Join the numbers of all floors into the ledger."
    input:
        numbers=lambda wildcards: PLAN.all_numbers(),
    output:
        ledger="results/ledger/ledger.json",
        table="results/ledger/ledger.csv",
    log:
        "results/logs/ledger.log",
    conda:
        ENVIRONMENT
    params:
        **job("living_edition.jobs.ledger"),
    shell:
        RUN


rule catalogue:
    "Make what leads to the exhibits: citations, the list of hashes, exhibits.json and the gallery."
    input:
        files("report/*.qmd"),
        EXHIBIT_FILES,
        records=[record(name) for name in exhibit_ids()],
        ledger=rules.ledger.output.ledger,
        citation="CITATION.cff",
    output:
        gallery=expand("results/gallery/gallery-{lang}.html", lang=LANGUAGES),
        citations=directory("results/citations"),
        lists=[
            "results/tables/exhibits.bib",
            "results/tables/exhibits.json",
            "results/tables/SHA256SUMS",
        ],
    log:
        "results/logs/catalogue.log",
    conda:
        ENVIRONMENT
    params:
        **job(
            "living_edition.jobs.catalogue",
            data=["living_edition/exhibits/page/*"],
            report="report",
            notebooks=list(PLAN.notebooks),
        ),
    shell:
        RUN


rule authors_kit:
    "Pack what authors take away, with examples that compile and the README of a replication package."
    input:
        files("report/*.qmd", "data/datapackage.json"),
        EXHIBIT_FILES,
        records=rules.catalogue.input.records,
        lists=rules.catalogue.output.lists,
        citation="CITATION.cff",
    output:
        kit="results/tables/authors-kit.zip",
        readme="results/tables/REPLICATION.md",
    log:
        "results/logs/authors_kit.log",
    conda:
        ENVIRONMENT
    params:
        **job(
            "living_edition.jobs.authors_kit",
            data=["living_edition/exhibits/kit/*"],
            report="report",
            figures="results/exhibits",
            rules=lambda wildcards: sorted(
                (rule.name, " ".join((rule.docstring or "").split()))
                for rule in workflow.rules
                if not rule.norun
            ),
            seeds=PLAN.seeds(),
            python=PLAN.python(),
        ),
    shell:
        RUN


rule exhibits:
    "Every exhibit, the ledger, and what leads to the exhibits."
    input:
        [path for batch in PLAN.batches for path in outputs(batch)],
        rules.catalogue.output,
        rules.authors_kit.output,
        rules.ledger.output,


rule tables:
    "Every table."
    input:
        [
            path
            for batch in PLAN.batches
            for path in outputs(batch)
            if path.startswith("results/tables/")
        ],
