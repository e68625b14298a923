"""How guidance stands in its files, and which document each revision of a rule set gets of one.

    id: tt18-2018-lower-secondary-upper-secondary
    sources: {circular: {text_vi: ..., certainty: one_source}, analysis: {...}}
    criteria:
      '1.1':
        evidence: [...]                  # kinds of evidence suggested
        figures: [...]                   # quantitative indicators; left out: not read
        notes: [...]
        1:
          a: {text: '...', elements: [[existence, '...'], [reviewed, '...']]}
          b: {text: '...', thresholds: [{measure: dropout, bound: max, percent: 1}]}
    revisions: {r2: {criteria: ...}}     # what differs from there on

Texts are of the source `circular` and elements of `analysis`, unless they name another. An
amendment that rewrites a standard or an indicator takes its older texts away: a revision shows the
old words only where they still hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from libs.law.standards.levels import Key, criteria, indicators
from libs.law.standards.rule_set import BadRuleSet, Document, RuleSet

File = Mapping[str, Any]


def documents(known: Iterable[RuleSet], named: Mapping[str, File]) -> Iterator[Document]:
    """Yield the document of each rule set in each edition, older editions first.

    `named` are the files by name, "<rule set>.<edition>". Raises `BadRuleSet` if one has no rule
    set, speaks of what the set does not know, or an edition is missing.
    """
    by_set: dict[str, dict[int, File]] = {}
    for name, file in named.items():
        rule_set, _, number = name.rpartition(".")
        if file["id"] != rule_set or not number.isdigit():
            raise BadRuleSet(f"guidance {name} holds {file['id']}")
        by_set.setdefault(rule_set, {})[int(number)] = file
    for rules in known:
        filed = by_set.get(rules.id, {})
        if sorted(filed) != list(range(1, len(filed) + 1)) or not filed:
            raise BadRuleSet(f"{rules.id} has the editions {sorted(filed)} of guidance")
        for edition in sorted(filed):
            yield _document(rules, edition, filed[edition])


def _document(rules: RuleSet, edition: int, file: File) -> Document:
    own = file.get("revisions", {}).get(rules.revision, {})
    stated = _stated(rules, file, own)
    codes = [*criteria(rules), *([rules.level4_article] if rules.level4_article else [])]
    if stated.keys() - set(codes):
        raise BadRuleSet(f"{rules.id} has no criterion {sorted(stated.keys() - set(codes))}")
    return {
        "rule_set": rules.id,
        "revision": rules.revision,
        "edition": edition,
        "sources": file["sources"],
        "notes": _hints([*file.get("notes", ()), *own.get("notes", ())], "circular"),
        "procedure": {**file.get("procedure", {}), **own.get("procedure", {})},
        "criteria": [_criterion(rules, file, code, stated.get(code, {})) for code in codes],
    }


def _stated(rules: RuleSet, file: File, own: File) -> dict[str, dict[Any, Any]]:
    """Return what the file says of each criterion, in the words that hold in this revision."""
    found = {code: dict(said) for code, said in file.get("criteria", {}).items()}
    for amendment in rules.document["amendments"]:
        for operation in amendment["operations"]:
            _forget(found, operation)
    for code, said in own.get("criteria", {}).items():
        older = found.setdefault(code, {})
        for name, value in said.items():
            nested = isinstance(name, int)
            older[name] = {**older.get(name, {}), **value} if nested else value
    return found


def _forget(found: dict[str, dict[Any, Any]], operation: Mapping[str, Any]) -> None:
    """Take away what an operation of an amendment has rewritten."""
    if operation["op"] == "replace_standard":
        number = f"{operation['standard']['no']}."
        for code in [code for code in found if code.startswith(number)]:
            del found[code]
        return
    said, level = found.get(operation["criterion"], {}), operation["level"]
    if level not in said:
        return
    gone = operation.get("indicators", list(said[level]))
    if operation["op"] == "set_indicators":
        said[level] = {name: value for name, value in said[level].items() if name in gone}
    else:
        said[level] = {name: value for name, value in said[level].items() if name not in gone}


def _criterion(rules: RuleSet, file: File, code: str, said: Mapping[Any, Any]) -> Document:
    keys = [(code, level, indicator) for level, indicator in indicators(rules, code)]
    told = {
        (code, level, str(name)): value
        for level, named in said.items()
        if isinstance(level, int)
        for name, value in named.items()
    }
    if told.keys() - set(keys):
        raise BadRuleSet(f"{rules.id} {rules.revision} judges no {sorted(told.keys() - set(keys))}")
    figures = said.get("figures")
    return {
        "code": code,
        "title_vi": said.get("title"),
        "suggested_evidence": _hints(said.get("evidence", ()), "evidence"),
        "quantitative_indicators": None
        if figures is None
        else [{"source": "evidence", **figure} for figure in figures],
        "notes": _hints(said.get("notes", ()), "circular"),
        "requirements": [
            _requirement(key, _article(rules, file, key), told.get(key, {})) for key in keys
        ],
    }


def _requirement(key: Key, article: str | None, said: Mapping[str, Any]) -> Document:
    return {
        "level": key[1],
        "indicator": key[2],
        "article": article,
        "text_vi": said.get("text"),
        "source": said.get("source", "circular") if "text" in said else None,
        "thresholds": [
            {"region": None, "schools": [], **threshold} for threshold in said.get("thresholds", ())
        ],
        "elements": [
            {"group": group, "text_vi": text, "source": source[0] if source else "analysis"}
            for group, text, *source in said.get("elements", ())
        ],
    }


def _hints(said: Iterable[Any], source: str) -> list[Document]:
    """Return hints, each a text of the usual source or `{text, source}`."""
    return [
        {"text_vi": each, "source": source}
        if isinstance(each, str)
        else {"text_vi": each["text"], "source": each["source"]}
        for each in said
    ]


def _article(rules: RuleSet, file: File, key: Key) -> str | None:
    """Return where the circular states an indicator, None where that is not known.

    The circulars of 2018 have an article for each level of each standard, from article 7 on, and
    in it a clause for each criterion that has this level; that of 2026 an annex a kind of school.
    """
    code, level, indicator = key
    if annex := file.get("annex"):
        return f"Phụ lục {annex}, tiêu chí {code}, Mức {level}"
    if "articles" not in rules.document:
        return None
    if code == rules.level4_article:
        return f"Điều {code} khoản {indicator}"
    standard = int(code.partition(".")[0])
    having = [
        each.code
        for each in rules.criteria
        if each.code.startswith(f"{standard}.") and len(each.levels) >= level
    ]
    point = "" if indicator == "-" else f" điểm {indicator}"
    return f"Điều {7 + 5 * (level - 1) + standard - 1} khoản {having.index(code) + 1}{point}"
