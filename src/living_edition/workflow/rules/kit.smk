# The rules of every edition. A project's Snakefile includes this file by the package's path,
# then its own rules: see docs of living_edition.workflow.calls for how a rule runs its job.
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

from living_edition.errors import InputError
from living_edition.exhibits.catalogue import (
    REGRESSION,
    downloads,
    exhibit_ids,
    outputs,
    record,
    specs,
)
from living_edition.exhibits.registry import module_of
from living_edition.exhibits.regression_options import KEYS as CHOICES
from living_edition.language_files import fallen_back
from living_edition.project import document
from living_edition.render.engines import choose
from living_edition.tables.clean_tables import clean_files
from living_edition.tables.descriptor import listing_files, resource, table_names
from living_edition.workflow import calls, inputs, moved, progress, refusals
from living_edition.workflow.calls import RUN, job
from living_edition.workflow.captions import reported
from living_edition.workflow.lifecycle import begin, end, made_before
from living_edition.workflow.plan import (
    Plan,
    both,
    checked,
    family_modules,
    files,
    invariant_tables,
    joined,
    raw,
    sources,
    stated,
    table_of,
    typed,
)

min_version("9.0")

ENVIRONMENT = str(Path(workflow.basedir) / "envs/edition.yaml")
# What the command line gives beside the knobs: an exhibit that the rule `exhibit` makes alone, with options where it is
# the table of a regression, and a file of knobs. One of --configfile is read as any other: Snakemake takes YAML 1.1.
GIVEN = dict(workflow.config_settings.config)
ONE = str(GIVEN.pop("id", ""))
OPTIONS = typed({key: GIVEN.pop(key) for key in CHOICES if ONE and key in GIVEN})
CONFIGURED = [
    *workflow.config_settings.configfiles,
    *([str(GIVEN.pop("file"))] if "file" in GIVEN else []),
]

# Names and lists before all else: they become paths and wildcards.
try:
    asked = ONE or ("" if "exhibit" in sys.argv else None)
    inputs.check(Path(workflow.basedir), asked, [*OPTIONS, *GIVEN])
except InputError as error:
    raise WorkflowError(refusals.aloud(str(error), workflow.output_settings.quiet))


try:
    PLAN = Plan(CONFIGURED, typed(GIVEN))
    TABLES = table_names()
    FALLEN_BACK = list(fallen_back(PLAN.edition.languages))
except InputError as error:
    raise WorkflowError(refusals.aloud(str(error), workflow.output_settings.quiet))

if workflow.is_main_process:
    try:
        begin(sys.argv)
    except OSError as error:
        message = (
            f"{error.filename}: found {error.strerror}; expected a folder that can be written to. "
            "To mend it: make room, or let this user write there"
        )
        raise WorkflowError(refusals.aloud(message, workflow.output_settings.quiet))

EDITION, LANGUAGES = PLAN.edition, PLAN.edition.languages
# The folder of the text, for the jobs that read it.
TEXT = {"report": "report"}
knob, references, numbers = PLAN.knob, PLAN.references, PLAN.numbers

# The blocks that changed in one language alone, as the last check of the sources found them. Told
# at the start too: where nothing is left to do, no run comes to its end.
PARITY = Path("results/checks/parity.txt")
if workflow.is_main_process and PARITY.is_file() and PARITY.stat().st_size:
    print(
        f"At the last check:\n{PARITY.read_text('utf-8', 'replace')}", file=sys.stderr
    )
if workflow.is_main_process and FALLEN_BACK:
    print(*FALLEN_BACK, sep="\n", file=sys.stderr)

# Jobs run the package beside the Snakefile, whatever is installed.
# The same locale and clock for every job, and for the kernels that it starts: shaping of text asks for them.
shell.prefix(
    "export LC_ALL=C.UTF-8 PYTHONUTF8=1 TZ=UTC PYTHONPATH=src${{PYTHONPATH:+:$PYTHONPATH}}; "
)


wildcard_constraints:
    lang="|".join(LANGUAGES),
    table="[a-z_]+",


# What a change moved stands in one place: printed, and in results/logs/moved.txt.
onstart:
    moved.remember()
    refusals.forget()


onerror:
    print(refusals.stopped(), file=sys.stderr)


onsuccess:
    calls.prune()
    end(workflow.rules)
    # Only the whole: a check, or one exhibit, in between is no state to compare with.
    if any(job.rule.name == "rebuild" for job in workflow.dag.jobs):
        print(moved.report())
        progress.write_run_times(workflow.dag)
    print(refusals.remarked(), end="")
    print(PARITY.read_text("utf-8", "replace") if PARITY.is_file() else "", end="")
    print(progress.closing())


include: "functions.smk"


for name, says, makes in (
    (
        "raw_checked",
        "Check a raw table against its descriptor.",
        {"stamp": "results/checks/raw/{table}.json"},
    ),
    (
        "typed",
        "Write a raw table with the types of its descriptor: for specs that need no cleaning.",
        {"parquet": "results/typed/{table}.parquet"},
    ),
):
    rule_of(
        name,
        says,
        # The tables that list its keys are read beside it.
        {
            "raw": "data/raw/{table}.csv",
            "after": lambda wildcards: listing_files(wildcards.table),
        },
        makes,
        run="living_edition.jobs.raw_table",
        log=f"{name}-{{table}}",
        # Cleaning waits for them, and the longest of the jobs for what it cleans.
        priority=60,
        code=[EDITION.relations.split(":")[0]] if EDITION.relations else [],
        descriptor=lambda wildcards: resource(wildcards.table),
    )


include: "models.smk"
include: "exhibits.smk"
include: "edition.smk"
