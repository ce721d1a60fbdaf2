"""Office files are zip archives; here they are packed so that the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from living_edition.files import whole_file

# The first moment a zip archive can tell; a real one would differ from run to run.
MOMENT = dt.datetime(1980, 1, 1)
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def members(archive: bytes) -> dict[str, bytes]:
    """Return the files of a zip ``archive`` by name, in its order."""
    source = zipfile.ZipFile(io.BytesIO(archive))
    return {name: source.read(name) for name in source.namelist() if not name.endswith("/")}


def pack(files: Mapping[str, bytes], target: Path, moment: dt.datetime = MOMENT) -> None:
    """Write ``files`` as a zip archive in their order, all at MOMENT; the properties of a document say ``moment``."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with whole_file(target) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            dated = _CLOCK.sub(rb"\g<1>" + stamp + rb"\g<2>", content) if name == "docProps/core.xml" else content
            out.writestr(member, dated)
