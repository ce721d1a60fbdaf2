# What several rule files use.
# Templates, styles and filters that the kit lays beside the sources.
QUARTO = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "src/living_edition/quarto").rglob("*")
    if path.is_file()
)
# What the live layer of a page is made of: scripts, words, panels and named scenarios.
LIVE = sorted(
    str(path.relative_to(ROOT))
    for pattern in (
        "src/*/live/*.js",
        "src/*/live/*.css",
        "src/*/live/*.json",
        "specs/scenarios/*.yaml",
    )
    for path in ROOT.glob(pattern)
) + [
    f"specs/exhibits/{name}.yaml"
    for name, spec in specs().items()
    if spec["kind"] == "panel"
]
SHARED_SOURCES = sorted(
    str(path.relative_to(ROOT))
    for pattern in (
        "_quarto.yml",
        "references.bib",
        "claims.yaml",
        "words.yaml",
        "glossary.yml",
        "figures-in-words.yml",
        "parameters-zh.yml",
    )
    for path in (ROOT / "report").glob(pattern)
    if path.is_file()
)


def section(name):
    """A section of the configuration as JSON: a rule reruns when its own section changes."""
    part = SETTINGS
    for key in name.split("."):
        part = getattr(part, key)
    return json.dumps(part.model_dump(), sort_keys=True)


def knob(key):
    """A value of the configuration: a rule that names it reruns when it changes, and no other."""
    part = SETTINGS
    for name in key.split("."):
        part = getattr(part, name)
    return part.model_dump(mode="json") if hasattr(part, "model_dump") else part


def references(*sections):
    """The references by which the values of these nested sections were taken from data."""
    start = ".".join(sections) + "."
    return {key: value for key, value in REFERENCES.items() if key.startswith(start)}


# Derived variables that every spec of a regression may use, where the edition has any.
VARIABLES = [p for p in ["specs/variables.yaml"] if (ROOT / p).is_file()]

# The files of numbers that the ledger joins, as the rules that write them name them.
NUMBERS = []


def numbers(name, **wildcards):
    """The file in which a rule hands its numbers to the ledger; ``wildcards`` holds all their values."""
    path = f"results/numbers/{name}.json"
    NUMBERS.extend(expand(path, **wildcards) if wildcards else [path])
    return path


def configuration():
    """The whole configuration as JSON, with the references it took: for the table of parameters."""
    content = {
        "configuration": SETTINGS.model_dump(mode="json"),
        "references": REFERENCES,
    }
    return json.dumps(content, sort_keys=True)


def sources(lang):
    own = [
        f"report/cluster-finance-{lang}.qmd",
        f"report/cluster-finance-supplement-{lang}.qmd",
        f"report/_quarto-{lang}.yml",
    ]
    chapters = sorted(
        str(p.relative_to(ROOT)) for p in (ROOT / f"report/{lang}").glob("*.qmd")
    )
    return SHARED_SOURCES + own + chapters


def regression_table(wildcards):
    """The clean table that a spec names; where the spec cannot be read, its job says why."""
    try:
        spec = yaml.safe_load(
            (ROOT / f"specs/regressions/{wildcards.spec}.yaml").read_text("utf-8")
        )
        table = spec["sample"]["table"]
    except (yaml.YAMLError, KeyError, TypeError):
        table = "city_panel"
    return f"results/clean/{table}.parquet"
