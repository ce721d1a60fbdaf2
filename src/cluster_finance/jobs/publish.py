"""Puts everything a reader opens into results/site, with a page to choose from."""

from __future__ import annotations

import argparse
import html
import shutil
from pathlib import Path

from cluster_finance.files import whole_file, write_text
from cluster_finance.jobs.running import parser, run

PAGE = """<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>我国中小企业集群融资问题研究 · Financing SME clusters in China</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.06rem/1.7 Georgia, "Noto Serif SC", "Songti SC", serif;
  max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; }}
h1 {{ font-weight: 400; font-size: 1.6rem; line-height: 1.35; }}
section {{ margin: 2.5rem 0; }} h2 {{ font-weight: 400; font-size: 1.2rem; }} small {{ opacity: .75; }}
</style>
</head>
<body>
<main>
<section lang="zh">
<h1>我国中小企业集群融资问题研究</h1>
<p><a href="cluster-finance-zh.html">网页版</a>　<a href="cluster-finance-zh.pdf">PDF</a>
<a href="cluster-finance-zh.docx">Word</a>
<a href="gallery-zh.html">图表一览</a></p>
</section>
<section lang="en">
<h1>Financing Clusters of Small and Medium-Sized Enterprises in China</h1>
<p><a href="cluster-finance-en.html">HTML</a>　<a href="cluster-finance-en.pdf">PDF</a>
<a href="cluster-finance-en.docx">Word</a>
<a href="gallery-en.html">Gallery of exhibits</a></p>
</section>
<section>
<h2>中英对照 · Parallel text</h2>
<p><a href="cluster-finance-parallel.html">HTML</a>　<a href="cluster-finance-parallel.pdf">PDF</a></p>
</section>
<section>
<p>笔记本 · Notebooks: {notebooks}</p>
<p><a href="ledger.csv">数字登记册 · Ledger of numbers (CSV)</a></p>
<p>数据手册 · Codebook: <a href="codebook-zh.html" lang="zh">中文</a>
<a href="codebook-en.html" lang="en">English</a></p>
<p>数据包 · Data package: <a href="data/datapackage.json">datapackage.json</a>
<a href="data/changes.csv">改动清单 · changes.csv</a></p>
<p><small>{date}</small></p>
</section>
</main>
</body>
</html>
"""


def main(arguments: argparse.Namespace) -> None:
    """Copy the finished files, each whole, and write the index last."""
    site = Path(arguments.site)
    for name in [*arguments.editions, *arguments.gallery, arguments.ledger]:
        _copy(Path(name), site / Path(name).name)
    for name in arguments.codebooks:
        _copy(Path(name), site / Path(name).name)
    for name in arguments.data:
        _copy(Path(name), site / "data" / Path(name).name)
    notebooks = [Path(name) for name in arguments.notebooks]
    for notebook in notebooks:
        _copy(notebook, site / "notebooks" / notebook.name)
    shutil.rmtree(site / "exhibits", ignore_errors=True)
    # Not the mark that the workflow leaves in a folder it made.
    for file in [*map(Path, arguments.exhibits), *Path(arguments.citations).glob("[!.]*")]:
        _copy(file, site / "exhibits" / file.name)
    links = " ".join(f'<a href="notebooks/{html.escape(n.name)}">{html.escape(n.stem)}</a>' for n in sorted(notebooks))
    write_text(PAGE.format(notebooks=links, date=arguments.date), site / "index.html")


def _copy(source: Path, target: Path) -> None:
    with whole_file(target) as temporary:
        shutil.copyfile(source, temporary)


if __name__ == "__main__":
    run(
        main,
        parser(__doc__, editions="* HTML, PDF and DOCX files", notebooks="* notebooks as HTML",
               ledger="the ledger as CSV", codebooks="* codebook pages", data="* files of the data package",
               gallery="* pages of the gallery",
               exhibits="* files of the exhibits and their lists", citations="folder of the citations",
               date="YYYY-MM-DD", site="the folder"),
    )  # fmt: skip
