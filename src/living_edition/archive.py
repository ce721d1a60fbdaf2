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


def pack(
    archive: bytes,
    target: Path,
    moment: dt.datetime = MOMENT,
    changed: Mapping[str, bytes] | None = None,
    page: str = "",
) -> None:
    """Write the zip ``archive`` again: members in its order, all at MOMENT, the properties dated ``moment``.

    ``changed`` holds new contents by member; ``page`` is the size of a document's page, which pandoc leaves open.
    """
    source = zipfile.ZipFile(io.BytesIO(archive))
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with whole_file(target) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = (changed or {}).get(name, source.read(name))
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            if page and name == "word/document.xml":
                content = content.replace(b"</w:footnotePr>", b"</w:footnotePr>" + page.encode(), 1)
            member = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            member.compress_type, member.external_attr, member.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            out.writestr(member, content)
