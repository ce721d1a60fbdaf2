"""What ``snakemake --report`` says of each exhibit: its caption, written where Snakemake finds it, and its labels."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from snakemake.io import report

from living_edition.exhibits.catalogue import REGRESSION, exhibit_ids, note, outputs, specs
from living_edition.files import write_text
from living_edition.languages import languages

CAPTIONS = Path(".snakemake/captions")
# What reStructuredText reads as more than a character.
_MARKS = re.compile(r"([\\*`_|])")


def reported(batch: str) -> list[Any]:
    """Return the outputs of a batch; what the report shows is flagged for it, with caption and category."""
    captions = _captions(batch)
    return [report(path, **captions[path]) if path in captions else path for path in outputs(batch)]


def _captions(batch: str) -> dict[str, dict[str, Any]]:
    captions: dict[str, dict[str, Any]] = {}
    for name in exhibit_ids(batch):
        spec = specs()[name]
        table = spec["kind"] in ("table", REGRESSION)
        for lang in languages():
            file = f"results/tables/{name}-{lang}.html" if table else f"results/exhibits/{name}-{lang}.svg"
            captions[file] = {
                "caption": _written(name, lang),
                "category": "Tables" if table else "Figures",
                "subcategory": batch,
                "labels": {"exhibit": name, "title": spec[f"title_{lang}"], "language": lang},
            }
    return captions


def _written(name: str, lang: str) -> str:
    """Write the caption of an exhibit where it does not stand yet; return its path."""
    spec = specs()[name]
    words = _MARKS.sub(r"\\\1", f"{spec[f'title_{lang}']}\n\n{note(spec, lang)}")
    text = f"{{% raw %}}{words}{{% endraw %}}\n"
    path = CAPTIONS / f"{name}-{lang}.rst"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        write_text(text, path)
    return str(path.absolute())
