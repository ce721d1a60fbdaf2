# Figures, panels and tables: one job for all that share their inputs, every language at once;
# the ledger of numbers; and what leads to the exhibits.
# What writes names of places in Latin letters, where the edition has something that does.
ROMANISED = sorted({EDITION.romanised.partition(":")[0]} - {"builtins"})
ALONE = "Make one exhibit alone, in every format; of a regression with options beside."
EXHIBIT_FILES = [path for name in exhibit_ids() for path in downloads(name)]


for batch in PLAN.batches:
    exhibits_rule(
        f"exhibits_{batch}",
        "Make the exhibits of a batch, in every language and format.",
        batch,
        exhibit_ids(batch),
        dict(after=reported(batch)),
        folder="results/exhibits",
        tables="results/tables",
    )

if ONE:
    exhibits_rule(
        "exhibit",
        ALONE,
        specs()[ONE]["batch"],
        [ONE],
        dict(folder=directory(f"results/single/{ONE}")),
        OPTIONS,
        log=f"exhibit-{ONE}",
        tables=f"results/single/{ONE}",
    )

if files("report/claims.yaml"):
    rule_of(
        "claims",
        "Count the claims of the edition by kind and by verdict, for the ledger.",
        dict(claims="report/claims.yaml"),
        dict(numbers=numbers("claims")),
    )

ENVIRONMENT_FILES = files("envs/requirements.txt", "pyproject.toml")
if len(ENVIRONMENT_FILES) == 2:
    rule_of(
        "edition_facts",
        "Count what the edition says of itself: the least Python, packages, rules, jobs, exhibits.",
        dict(requirements="envs/requirements.txt", project="pyproject.toml"),
        dict(numbers=numbers("edition")),
        rules=lambda wildcards: sum(not rule.norun for rule in workflow.rules),
        jobs=lambda wildcards: len(calls.JOBS),
        exhibits=len(exhibit_ids()),
    )

rule_of(
    "ledger",
    "Join the numbers of all floors into the ledger.",
    dict(numbers=lambda wildcards: PLAN.all_numbers()),
    dict(ledger="results/ledger/ledger.json", table="results/ledger/ledger.csv"),
)
rule_of(
    "catalogue",
    "Make what leads to the exhibits: citations, the list of hashes, exhibits.json and the gallery.",
    dict(
        after=[*files("report/*.qmd"), *EXHIBIT_FILES],
        records=[record(name) for name in exhibit_ids()],
        ledger=rules.ledger.output.ledger,
        citation="CITATION.cff",
    ),
    dict(
        gallery=expand("results/gallery/gallery-{lang}.html", lang=LANGUAGES),
        citations=directory("results/citations"),
        lists=[
            "results/tables/exhibits.bib",
            "results/tables/exhibits.json",
            "results/tables/SHA256SUMS",
        ],
    ),
    data=["living_edition/exhibits/page/*"],
    **TEXT,
    notebooks=list(PLAN.notebooks),
)
rule_of(
    "authors_kit",
    "Pack what authors take away, with examples that compile and the README of a replication package.",
    dict(
        after=[*files("report/*.qmd", "data/datapackage.json"), *EXHIBIT_FILES],
        records=rules.catalogue.input.records,
        lists=rules.catalogue.output.lists,
        citation="CITATION.cff",
    ),
    dict(kit="results/tables/authors-kit.zip", readme="results/tables/REPLICATION.md"),
    data=["living_edition/exhibits/kit/*"],
    **TEXT,
    figures="results/exhibits",
    rules=lambda wildcards: sorted(
        (rule.name, " ".join((rule.docstring or "").split()))
        for rule in workflow.rules
        if not rule.norun
    ),
    seeds=PLAN.seeds(),
    python=PLAN.python(),
)


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
