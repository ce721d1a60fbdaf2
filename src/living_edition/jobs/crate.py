"""Pack the edition as an RO-Crate: the workflow, what it read, what it made, and one action that made it.

The profile is Workflow Run RO-Crate 0.5 (https://w3id.org/ro/wfrun/workflow/0.5), which builds on Workflow RO-Crate
1.0. The crate tells nothing of the machine and no moment but the edition's date, so that its bytes are the same.
"""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_edition.exhibits.cff import Edition
from living_edition.exhibits.cff import read as read_citation
from living_edition.files import read_json, sha256, write_json

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

PROFILES = (
    "https://w3id.org/ro/wfrun/process/0.5",
    "https://w3id.org/ro/wfrun/workflow/0.5",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0",
)
LICENSE = "https://spdx.org/licenses/"


def run(workflow: Path, sources: list[Path], made: list[Path], citation: Path, date: str, crate: Path) -> None:
    """Copy ``workflow``, ``sources`` and ``made`` into ``crate`` and describe them in its metadata."""
    from rocrate.rocrate import ROCrate

    edition = read_citation(citation)
    whole = ROCrate(version="1.1")  # as the profile asks
    whole.metadata.extra_terms["sha256"] = "https://schema.org/sha256"
    _head(whole, edition, date)
    main = whole.add_workflow(workflow, workflow.as_posix(), main=True, lang="snakemake", properties=_file(workflow))
    main["name"], main["version"] = edition.title, edition.version
    objects = [_added(whole, path) for path in sources]
    results = [_added(whole, path) for path in made]
    action = {
        "@id": "#build",
        "@type": "CreateAction",
        "name": f"Build of {edition.title}",
        "description": "snakemake rebuild: from what the project holds to the results in the crate",
        "endTime": f"{date}T00:00:00+00:00",
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }
    done = whole.add_jsonld(action)
    done["instrument"], done["object"], done["result"] = main, objects, results
    done["agent"] = whole.dereference("#author-1")
    whole.root_dataset["mentions"] = done
    shutil.rmtree(crate, ignore_errors=True)
    whole.write(crate)
    # In the order of their ids, so that the bytes hang on the content alone.
    metadata = crate / "ro-crate-metadata.json"
    content = read_json(metadata)
    content["@graph"].sort(key=lambda entity: entity["@id"])
    write_json(content, metadata)


def _head(crate: ROCrate, edition: Edition, date: str) -> None:
    root = crate.root_dataset
    root["name"], root["datePublished"], root["version"] = edition.title, date, edition.version
    root["description"] = f"{edition.title}: its workflow, data, text and results."
    root["license"] = [_entity(crate, f"{LICENSE}{each}", "CreativeWork", each) for each in edition.licenses]
    root["author"] = [
        _entity(crate, f"#author-{n}", each.kind, each.name) for n, each in enumerate(edition.named_in(), 1)
    ]
    root["conformsTo"] = [
        _entity(crate, profile, "CreativeWork", profile.split("/")[-2], version=profile.rpartition("/")[2])
        for profile in PROFILES
    ]


def _entity(crate: ROCrate, identifier: str, kind: str, name: str, **more: Any) -> Any:
    return crate.add_jsonld({"@id": identifier, "@type": kind, "name": name, **more})


def _added(crate: ROCrate, path: Path) -> Any:
    return crate.add_file(path, path.as_posix(), properties=_file(path))


def _file(path: Path) -> dict[str, Any]:
    kind = mimetypes.guess_type(path.name, strict=False)[0] or "text/plain"
    return {"name": path.as_posix(), "encodingFormat": kind, "contentSize": str(path.stat().st_size),
            "sha256": sha256(path)}  # fmt: skip
