"""What a table of regressions tells of each model behind its coefficients: the card that a coefficient opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from living_edition.exhibits.regression_options import Options, names
from living_edition.exhibits.regression_tables import panels_of, row_label
from living_edition.exhibits.regression_words import WORDS
from living_edition.language_files import Words
from living_edition.ledger.formatting import marked, plain

_CODE = "src/living_edition/regression/estimate.py"
_DECIMALS = 4
_LEAST = 10**-_DECIMALS
_WORDS = Words(__name__)


def described(result: Mapping[str, Any], options: Options, lang: str) -> dict[str, Any]:
    """Return the models of a result as the page's script reads them, in ``lang``.

    ``panels`` holds, for each panel of the table, the key (spec:model) of every column; ``models`` what each model is,
    with its terms by the words that head their rows.
    """
    spec = result["statement"]["id"]
    columns = [models for _, models in panels_of(result, options)]
    return {
        "panels": [[f"{spec}:{model['id']}" for model in models] for models in columns],
        "models": {f"{spec}:{m['id']}": _model(result, m, options, lang) for models in columns for m in models},
        "code": f"specs/regressions/{spec}.yaml · {_CODE}",
        "command": f"snakemake -c1 results/regressions/{spec}.json",
    }


def _model(result: Mapping[str, Any], model: Mapping[str, Any], options: Options, lang: str) -> dict[str, Any]:
    terms = [term for term in model["terms"] if term["term"] != "const"]
    effects = [WORDS[lang]["words"][effect] for effect in ("province", "city", "year") if effect in model["effects_of"]]
    right = " + ".join([*(str(term[f"label_{lang}"]) for term in terms), *effects])
    named_terms = [(names(result, model, term), term) for term in model["terms"]]
    return {
        "formula": f"{model[f'outcome_{lang}']} ~ {right}",
        "sample": _sample(result, model, lang),
        "n": _number(model["n"], lang, 0),
        "clusters": _number(model["clusters"], lang, 0),
        "terms": {
            row_label(name, t, options, lang): _term(result, t, lang) for name, t in named_terms if options.keeps(name)
        },
    }


def _sample(result: Mapping[str, Any], model: Mapping[str, Any], lang: str) -> str:
    """Return the sample in words: its table and years, the part of it that the model takes, and what was left out."""
    words, stated, flow = _WORDS[lang], result["statement"]["sample"], result["sample"]
    years = [stated["year"]] if stated["year"] else stated["years"]
    reasons = [words["reason"].format(row[f"reason_{lang}"], _number(row["count"], lang, 0)) for row in flow["dropped"]]
    sentences = [
        words["table"].format(stated["table"]), *([words["list"].join(map(str, years))] if years else []),
        str(result["subsamples"][model["subsample"]][lang]),
        words["rows"].format(_number(flow["rows_in"], lang, 0), _number(flow["used"], lang, 0)),
        *([words["left"].format(words["stop"].join(reasons))] if reasons else []),
        *([words["alone"].format(len(model["singletons"]))] if model["singletons"] else []),
    ]  # fmt: skip
    return words["comma"].join(sentences)


def _term(result: Mapping[str, Any], term: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a term's estimate and a line for each kind of error that it has."""
    confidence = f"{result['confidence']:.0%}"
    lines = [
        _WORDS[lang]["error"].format(
            WORDS[lang]["errors"][kind], _number(error["se"], lang), _p(error["p"], lang), confidence,
            *(_number(error[end], lang) for end in ("low", "high")),
        )
        for kind in result["statement"]["errors"]
        if (error := term["errors"].get(kind))
    ]  # fmt: skip
    return {"estimate": _number(term["estimate"], lang), "errors": lines}


def _p(value: float, lang: str) -> str:
    return f"<{_number(_LEAST, lang)}" if value < _LEAST else _number(value, lang)


def _number(value: float, lang: str, decimals: int = _DECIMALS) -> str:
    return marked(plain(value, decimals), lang)
