"""Sets tables with the programs that authors use, and says what stands outside its page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from living_edition.exhibits.fonts import serif_file

PACKAGES = r"\usepackage{booktabs,threeparttable,tabularx,xltabular,pdflscape}"
CLASSES = {
    "article": r"\documentclass{article}\usepackage{xeCJK}",
    "twocolumn": r"\documentclass[twocolumn]{article}\usepackage{xeCJK}",
    "ctexart": r"\documentclass[fontset=none]{ctexart}",
}
_FAULTS = re.compile(r"^(?:! .*|Overfull .*|LaTeX Warning: Float too large.*|Missing character: .*)$", re.M)


def latex(files: Sequence[Path], kind: str, folder: Path) -> tuple[Path, list[str]]:
    """Set the tables one a page in a class; return the PDF, and what is too wide, too high, missing or wrong."""
    font = Path(serif_file())
    body = "\n".join(rf"\typeout{{TABLE {file.stem}}}\input{{{file.as_posix()}}}\clearpage" for file in files)
    face = rf"\setCJKmainfont[Path={font.parent}/,AutoFakeBold]{{{font.name}}}"
    text = f"{CLASSES[kind]}{PACKAGES}{face}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (folder / f"{kind}.tex").write_text(text, encoding="utf-8")
    command = ["xelatex", "-interaction=nonstopmode", f"{kind}.tex"]
    for _ in range(2):  # a long table finds its widths in the second run
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = (folder / f"{kind}.log").read_text(encoding="utf-8", errors="replace")
    said = [
        f"{part.split(None, 1)[0]}: {fault}"
        for part in re.split(r"^TABLE ", log, flags=re.M)[1:]
        for fault in _FAULTS.findall(part)
    ]
    return folder / f"{kind}.pdf", said


def outside(pdf: Path, margin: float) -> list[str]:
    """Return the pages whose ink comes nearer than ``margin`` points to an edge of the sheet."""
    from PIL import Image, ImageOps

    subprocess.run(["pdftoppm", "-r", "72", "-gray", str(pdf), str(pdf.with_suffix(""))], check=True)
    said = []
    for page in sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm")):
        with Image.open(page) as picture:
            box = ImageOps.invert(picture.convert("L")).point(lambda grey: 255 if grey > 60 else 0).getbbox()
            if box is None:
                said.append(f"{page.name}: empty")
            elif min(box[0], box[1], picture.width - box[2], picture.height - box[3]) < margin:
                said.append(f"{page.name}: ink at {box} of {picture.size}")
    return said


# Chinese marks fill half of their square, and the white half is pressed out beside another mark.
_OPENING, _CLOSING = "（《“「", "，。；：、）》”」"
Box = tuple[float, float, float, float, str]


def overprinted(pdf: Path) -> list[str]:
    """Return pairs of words that stand on one another, by poppler's boxes without the white halves of Chinese marks."""
    done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True)
    said = []
    for number, page in enumerate(done.stdout.split("<page ")[1:], 1):
        boxes = [
            _inked(*map(float, found[:4]), found[4])
            for found in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', page)
        ]
        for at, one in enumerate(boxes):
            said += [f"page {number}: {one[4]} on {two[4]}" for two in boxes[at + 1 :] if _overlap(one, two)]
    return said


def _inked(left: float, top: float, right: float, bottom: float, word: str) -> Box:
    """Return a word's box without the white half of a mark at its ends."""
    half = (right - left) / max(1, sum(1 + (ord(letter) >= 0x2E80) for letter in word))
    return (left + half * word.startswith(tuple(_OPENING)), top, right - half * word.endswith(tuple(_CLOSING)), bottom,
            word)  # fmt: skip


def _overlap(one: Box, two: Box) -> bool:
    """Whether two words share more than half of the smaller's area; raised and struck marks share less."""
    wide = min(one[2], two[2]) - max(one[0], two[0])
    high = min(one[3], two[3]) - max(one[1], two[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, two))
    return wide > 0 and high > 0 and least > 0 and wide * high > 0.5 * least


def office(files: Sequence[Path], folder: Path) -> Mapping[str, Path]:
    """Return the PDFs that LibreOffice makes of files, by their names."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
               # Without a window it does not look for a byte order mark: comma, quotation mark, UTF-8.
               *(["--infilter=CSV:44,34,76"] if files[0].suffix == ".csv" else []),
               "--outdir", str(folder), *map(str, files)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {file.stem: folder / f"{file.stem}.pdf" for file in files}
