# What several rule files use.
# Templates, styles and filters that the kit lays beside the sources.
QUARTO = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "src/living_edition/quarto").rglob("*")
    if path.is_file()
)
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
    return part


# Derived variables that every spec of a regression may use, where the edition has any.
VARIABLES = [p for p in ["specs/variables.yaml"] if (ROOT / p).is_file()]

# The files of numbers that the ledger joins, as the rules that write them name them.
NUMBERS = []


def numbers(name, **wildcards):
    """The file in which a rule hands its numbers to the ledger; ``wildcards`` holds all their values."""
    path = f"results/numbers/{name}.json"
    NUMBERS.extend(expand(path, **wildcards) if wildcards else [path])
    return path


def parameters(*names):
    """The sections of these models as JSON, with the references that the configuration took."""
    content = {name: json.loads(section(f"scenarios.{name}")) for name in names}
    content["references"] = {
        key: value for key, value in REFERENCES.items() if key.split(".")[1] in names
    }
    return json.dumps(content, sort_keys=True)


def configuration():
    """The whole configuration as JSON, with the references it took: for the table of parameters."""
    content = {
        "configuration": SETTINGS.model_dump(mode="json"),
        "references": REFERENCES,
    }
    return json.dumps(content, sort_keys=True)


def sources(lang):
    own = [f"report/cluster-finance-{lang}.qmd", f"report/_quarto-{lang}.yml"]
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


def sweep_parts(sweep):
    """The files of a sweep's parts; none where one job does it all."""
    jobs = SWEEPS[sweep].jobs or SETTINGS.scenarios.sweep.jobs
    files = [
        f"results/sweeps/parts/{sweep}/{k}-of-{jobs}.parquet"
        for k in range(1, jobs + 1)
    ]
    return files if jobs > 1 else []


def sweep_tables(sweep):
    """What a sweep makes beside its points: the indices of a Sobol design."""
    indices = [f"results/sweeps/{sweep}-indices.parquet"]
    return indices if SWEEPS[sweep].design == "sobol" else []


def sweep_parameters(wildcards):
    return parameters(SWEEPS[wildcards.sweep].model)
