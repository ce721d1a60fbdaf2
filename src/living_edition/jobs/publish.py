"""Put everything a reader opens into one folder."""

from __future__ import annotations

from pathlib import Path

from living_edition.files import read_json
from living_edition.languages import languages
from living_edition.render.labels import FILE
from living_edition.render.publish import about
from living_edition.render.publish import publish as published


def run(
    pages: list[Path], notebooks: list[Path], files: list[Path], data: list[Path], records: list[Path],
    exhibits: list[Path], lists: list[Path], citations: Path, projects: list[Path], citation: Path, report: Path,
    date: str, index: Path,
) -> None:  # fmt: skip
    """Dress the pages and copy the files into the folder of ``index``."""
    abouts = {lang: about(report, citation, lang, date) for lang in languages()}
    # Not the mark that the workflow leaves in a folder it made.
    cited = [*exhibits, *lists, *sorted(citations.glob("[!.]*"))]
    labels = {lang: read_json(project / FILE) for lang, project in zip(languages(), projects, strict=True)}
    published(pages, notebooks, {"": files, "data": data, "exhibits": cited}, records, abouts, labels, index.parent)
