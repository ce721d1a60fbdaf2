"""The RO-Crate of the edition: whole, and valid by roc-validator against the profile Workflow Run."""

from __future__ import annotations

import email.message
import hashlib
import io
import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import requests_cache
import rocrate
from conftest import seldom
from rocrate_validator import services
from rocrate_validator.models import Severity

PROFILE = "workflow-run-crate"
# The one context that the crate names; of its version 1.1 Bioschemas had these names for its terms.
NAMED = "https://w3id.org/ro/crate/1.1/context"
OLDER = {
    "https://bioschemas.org/terms/input": "https://bioschemas.org/ComputationalWorkflow#input",
    "https://bioschemas.org/terms/output": "https://bioschemas.org/ComputationalWorkflow#output",
    "https://bioschemas.org/terms/": "https://bioschemas.org/",
}


@pytest.fixture(scope="module")
def offline() -> Iterator[None]:
    """Serve the context from the package rocrate, and nothing else of the network."""
    text = (Path(rocrate.__file__).parent / "data/ro-crate.jsonld").read_text(encoding="utf-8")
    for new, old in OLDER.items():
        text = text.replace(new, old)
    body = text.encode("utf-8")

    class Served(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> Any:
            assert req.full_url == NAMED
            head = email.message.Message()
            head["Content-Type"] = "application/ld+json"
            answer = urllib.request.addinfourl(io.BytesIO(body), head, req.full_url, 200)
            answer.msg = "OK"  # type: ignore[assignment]
            return answer

    def request(self: Any, method: str, url: str, **more: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer.url, answer._content = (200 if url == NAMED else 404), url, body
        answer.headers["Content-Type"] = "application/ld+json"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "request", request)
        patch.setattr(requests_cache.CachedSession, "request", request)
        urllib.request.install_opener(urllib.request.build_opener(Served))
        yield
        urllib.request.install_opener(None)  # type: ignore[arg-type]


def issues(crate: Path) -> list[str]:
    """Return what the validator finds against what the profile, and those below it, require."""
    asked = services.ValidationSettings(
        rocrate_uri=crate, profile_identifier=PROFILE, requirement_severity=Severity.REQUIRED, abort_on_first=False
    )
    return [f"{issue.check.identifier}: {issue.message}" for issue in services.validate(asked).get_issues()]


def graph(crate: Path) -> dict[str, dict[str, Any]]:
    content = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {entity["@id"]: entity for entity in content["@graph"]}


def test_the_crate_is_valid(built: Path, offline: None) -> None:
    assert issues(built / "results/crate") == []


@pytest.mark.parametrize(
    ("entity", "key"), seldom([("./", "mainEntity"), ("#build", "instrument"), ("./", "license"), ("./", "conformsTo")])
)
def test_what_the_profile_asks_for_is_missed(built: Path, offline: None, tmp_path: Path, entity: str, key: str) -> None:
    shutil.copytree(built / "results/crate", tmp_path / "crate")
    metadata = tmp_path / "crate/ro-crate-metadata.json"
    content = json.loads(metadata.read_text(encoding="utf-8"))
    del next(each for each in content["@graph"] if each["@id"] == entity)[key]
    metadata.write_text(json.dumps(content), encoding="utf-8")
    assert issues(tmp_path / "crate")


def test_it_holds_what_was_read_and_what_was_made(built: Path) -> None:
    crate = built / "results/crate"
    entities = graph(crate)
    build = entities["#build"]
    assert build["instrument"] == {"@id": "Snakefile"} and entities["./"]["mainEntity"] == {"@id": "Snakefile"}
    read, made = ({each["@id"] for each in build[key]} for key in ("object", "result"))
    raw = {path.relative_to(built).as_posix() for path in (built / "data/raw").glob("*.csv")}
    assert len(raw) > 15 and raw | {"config/default.yaml", "report/zh/01-introduction.qmd"} <= read
    assert {"results/ledger/ledger.csv", "results/rendered/cluster-finance-zh.pdf"} <= made
    for name in {"Snakefile", *read, *made}:
        digest = hashlib.sha256((built / name).read_bytes()).hexdigest()
        assert entities[name]["sha256"] == digest == hashlib.sha256((crate / name).read_bytes()).hexdigest()
    held = {path.relative_to(crate).as_posix() for path in crate.rglob("*") if path.is_file()}
    assert held - {".snakemake_timestamp"} == {"ro-crate-metadata.json", "Snakefile", *read, *made}
