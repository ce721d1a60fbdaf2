"""What ``_quarto.yml``, a language's ``_quarto-zh.yml`` and a document's front matter may say.

Both engines read these files. A key stands here where both do what it says; a value is fixed where the built-in engine
knows no other. Any other key of Quarto's, or a mistyped one, is refused rather than passed over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from living_edition.languages import languages
from living_edition.prose.source import Line
from living_edition.yaml_models import Once, load, parse_front, validate


def _hyphens(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _yes(value: bool) -> bool:
    if not value:
        raise ValueError("true")
    return value


def _spoken(lang: str) -> str:
    if lang not in languages():
        raise ValueError(" or ".join(map(repr, languages())))
    return lang


def _style(file: str) -> str:
    if file not in (styles := [f"csl/{lang}.csl" for lang in languages()]):
        raise ValueError(" or ".join(map(repr, styles)))
    return file


Yes = Annotated[bool, AfterValidator(_yes)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_hyphens)


class Project(_Part):
    """The project: its documents are rendered to ``_output``."""

    type: Literal["default"] = "default"
    output_dir: Literal["_output"] = "_output"
    render: Once[str] = Field(default_factory=list)


class Profile(_Part):
    """The profiles, one a language."""

    group: Once[str]
    default: str | None = None


class Filter(_Part):
    """A filter of an extension and where Quarto runs it."""

    at: Literal["pre-ast", "post-ast", "pre-quarto", "post-quarto", "pre-render", "post-render", "post-finalize"]
    path: str = Field(pattern=r"^_extensions/[\w-]+/[\w-]+\.lua$")


class Crossref(_Part):
    """The words of captions and references."""

    fig_title: str | None = None
    tbl_title: str | None = None
    lst_title: str | None = None
    fig_prefix: str | None = None
    tbl_prefix: str | None = None
    lst_prefix: str | None = None
    eq_prefix: str | None = None
    sec_prefix: str | None = None
    title_delim: str | None = None


class Html(_Part):
    """The page: its template, weight and styles."""

    template: Literal["theme/edition.html", "theme/slides.html"] = "theme/edition.html"
    theme: Literal["none"] = "none"
    minimal: Yes = True
    embed_resources: Yes = True
    section_divs: Yes = True
    tbl_colwidths: Yes = True
    html_math_method: Literal["mathml"] = "mathml"
    css: Once[str] = Field(default_factory=list)


class Typst(_Part):
    """The PDF, set by Typst."""

    papersize: Literal["a4"] = "a4"
    pdf_standard: Once[str] = Field(default_factory=list)
    font_paths: Once[str] = Field(default_factory=list)
    template_partials: Once[Literal["typst/numbering.typ", "typst/typst-template.typ", "typst/typst-show.typ"]] = Field(
        default_factory=list
    )


class Docx(_Part):
    """The Word document."""

    reference_doc: Literal["reference.docx"] = "reference.docx"


class Format(_Part):
    """The formats of the edition."""

    html: Html | None = None
    typst: Typst | None = None
    docx: Docx | None = None


class Settings(_Part):
    """Every key that one of the files may have."""

    project: Project | None = None
    profile: Profile | None = None
    lang: Annotated[str, AfterValidator(_spoken)] | None = None
    bibliography: Literal["references.bib"] = "references.bib"
    csl: Annotated[str, AfterValidator(_style)] | None = None
    citeproc: Yes = True
    link_citations: bool = True
    number_sections: Yes = True
    section_numbering: Literal["1.1.1"] = "1.1.1"
    toc: Yes = True
    toc_depth: int = Field(default=3, ge=1, le=4)
    date_format: Literal["iso"] = "iso"
    filters: Once[Filter] | None = None
    edition: dict[str, str | bool] | None = None
    crossref: Crossref | None = None
    format: Format | None = None


class Written(Settings):
    """The front matter of a document as written: what it is called and says of itself, and settings of its own."""

    title: str = Field(pattern=r"\S")
    subtitle: str | None = None
    short_title: str | None = None
    abstract_title: str | None = None
    abstract: str | None = None
    keywords_title: str | None = None
    keywords: Once[str] | None = None


class Front(Written):
    """The front matter of a staged document."""

    date: Any = None
    version: Any = None
    document: Any = None
    other_language: Any = None


def read_settings(file: Path) -> dict[str, Any]:
    """Return the settings of ``file`` as plain data; raise ``InputError`` for what not both engines do."""
    tree = load(file, f"report/{file.name}")
    validate(tree, Settings)
    return dict(tree.content)


def read_texts(file: Path) -> list[Line]:
    """Return the texts of a document's front matter as it is written, each with its place; errors as ``read_head``."""
    tree = parse_front(file, f"report/{file.name}")
    validate(tree, Written)
    given = ((key, tree.content.get(key) or []) for key in map(_hyphens, Written.__annotations__))
    texts = ((key, text) for key, value in given for text in (value if isinstance(value, list) else [value]))
    return [Line(text, file.name, 0, tree.where((key,))) for key, text in texts if isinstance(text, str)]


def read_head(file: Path) -> dict[str, Any]:
    """Return the front matter of a document as plain data; errors as ``read_settings``."""
    tree = parse_front(file, f"report/{file.name}")
    validate(tree, Front)
    return dict(tree.content)
