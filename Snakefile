# The living edition: from the raw figures in data/raw to results/site and results/tables.
import sys
from pathlib import Path

sys.path.insert(0, str(Path(workflow.basedir) / "src"))

from living_edition.workflow import KIT


include: KIT
include: "rules/data.smk"
include: "rules/scenarios.smk"


rule rebuild:
    "Everything: data, models, exhibits and the site."
    default_target: True
    input:
        rules.data.input,
        rules.record.input,
        rules.regressions.input,
        rules.city_points.output,
        rules.scenarios.input,
        rules.sweeps.input,
        rules.exhibits.input,
        rules.report.input,
        rules.crate.output,
        rules.check.input,
