# The living edition: from the raw figures in data/raw to results/site and results/tables.
import json
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

min_version("9.0")

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT / "src"))

from cluster_finance.code import code_of
from cluster_finance.config.load import load
from cluster_finance.config.sweeps import read_sweeps
from cluster_finance.data.descriptor import resource, table_names
from cluster_finance.errors import InputError
from cluster_finance.exhibits.outputs import batches, outputs


configfile: "config/default.yaml"


try:
    SETTINGS, REFERENCES = load(config, ROOT / "data")
    SWEEPS = read_sweeps(ROOT / "specs/sweeps")
except InputError as error:
    raise WorkflowError(str(error))

LANGUAGES = ["zh", "en"]
# Jobs run the package beside this file, whatever is installed.
shell.prefix("export PYTHONPATH=src; ")


wildcard_constraints:
    lang="zh|en",
    table="[a-z_]+",
    sweep="[a-z][a-z0-9-]*",


include: "rules/common.smk"
include: "rules/data.smk"
include: "rules/regressions.smk"
include: "rules/scenarios.smk"
include: "rules/sweeps.smk"
include: "rules/exhibits.smk"
include: "rules/edition.smk"
include: "rules/checks.smk"


localrules:
    rebuild,
    data,
    regressions,
    scenarios,
    sweeps,
    exhibits,
    tables,
    report,
    zh,
    en,
    check,
    clean,


rule rebuild:
    default_target: True
    input:
        rules.data.input,
        rules.regressions.input,
        rules.scenarios.input,
        rules.sweeps.input,
        rules.exhibits.input,
        rules.report.input,
        rules.check.input,
