# The living edition: from the raw figures in data/raw to results/site and results/tables.
import json
import sys
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

min_version("9.0")

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "src"))

from living_edition.workflow.sources import code_of
from living_edition.settings.load import load
from living_edition.tables.clean_tables import clean_files
from living_edition.sweeps.spec import read_sweeps
from living_edition.tables.descriptor import resource, table_names
from living_edition.render.engines import choose
from living_edition.errors import InputError
from living_edition.exhibits.catalogue import (
    batches,
    downloads,
    exhibit_ids,
    outputs,
    record,
    specs,
)
from living_edition.project import edition
from living_edition.workflow import calls, inputs, moved, refusals
from living_edition.workflow.calls import RUN, job


# The exhibit that the rule `exhibit` makes alone; no knob of the edition.
ONE = str(config.pop("id", ""))

# Names and lists before all else: they become paths, wildcards and words of command lines.
try:
    inputs.check(ROOT, ONE)
except InputError as error:
    raise WorkflowError(str(error))


configfile: "config/default.yaml"


config.pop("id", "")

try:
    SETTINGS, REFERENCES = load(config)
    SWEEPS = read_sweeps(ROOT / "specs/sweeps")
except InputError as error:
    raise WorkflowError(str(error))

LANGUAGES = ["zh", "en"]
# The blocks that changed in one language alone, as the last check of the sources found them. Told
# at the start too: where nothing is left to do, no run comes to its end.
PARITY = ROOT / "results/checks/parity.txt"
if workflow.is_main_process and PARITY.is_file() and PARITY.stat().st_size:
    print(f"At the last check:\n{PARITY.read_text('utf-8')}", file=sys.stderr)

# Jobs run the package beside this file, whatever is installed.
shell.prefix("export PYTHONPATH=src; ")


wildcard_constraints:
    lang="zh|en",
    table="[a-z_]+",
    sweep="[a-z][a-z0-9-]*",


include: "rules/common.smk"
include: "rules/data.smk"
include: "rules/record.smk"
include: "rules/regressions.smk"
include: "rules/distribution.smk"
include: "rules/scenarios.smk"
include: "rules/sweeps.smk"
include: "rules/exhibits.smk"
include: "rules/edition.smk"
include: "rules/checks.smk"


localrules:
    rebuild,
    data,
    record,
    regressions,
    distribution,
    scenarios,
    sweeps,
    exhibits,
    tables,
    report,
    zh,
    en,
    check,
    clean,


# What a change moved stands in one place: printed, and in results/logs/moved.txt.
onstart:
    moved.remember()
    refusals.forget()


onerror:
    print(refusals.told(), file=sys.stderr)


onsuccess:
    calls.prune()
    print(moved.report())
    print(PARITY.read_text("utf-8") if PARITY.is_file() else "", end="")


rule rebuild:
    default_target: True
    input:
        rules.data.input,
        rules.record.input,
        rules.regressions.input,
        rules.distribution.input,
        rules.scenarios.input,
        rules.sweeps.input,
        rules.exhibits.input,
        rules.report.input,
        rules.check.input,
