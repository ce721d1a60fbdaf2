"""The Chinese fonts, by file from the package pylopdf-fonts-zh-cn: no system font is asked."""

from __future__ import annotations

from importlib.metadata import files

PACKAGE = "pylopdf-fonts-zh-cn"


def _file(name: str) -> str:
    for entry in files(PACKAGE) or []:
        if entry.name == name:
            return str(entry.locate())
    raise FileNotFoundError(f"{PACKAGE} holds no {name}")


def serif_file() -> str:
    """Return the path of Noto Serif SC (Song)."""
    return _file("NotoSerifSC-Regular.otf")


def sans_file() -> str:
    """Return the path of Noto Sans SC (Hei)."""
    return _file("NotoSansSC-Regular.otf")
