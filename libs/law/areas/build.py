"""Write `data/*.tsv` from the data set of the package vietnamadminunits (MIT, see data/README.md).

`python -m libs.law.areas.build FOLDER`, FOLDER being that package's `data`. Run by whoever renews
the data; the package itself is no dependency, since it brings geometry and geocoding along.
"""

import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Row = tuple[str, ...]
WRONG = {("28924", "29734")}
"""(commune, successor) in the data set that is wrong: xã Hòa Lộc of Mỏ Cày Bắc did not go to
xã Hòa Hiệp, which is of the former huyện Tam Bình (another Hòa Lộc) and has no border with it."""


def units(folder: Path) -> tuple[list[Row], list[Row]]:
    """Return (code, parent, name, successors) before 01/07/2025 and (code, parent, name) since."""
    with closing(sqlite3.connect(folder / "dataset.db")) as db:
        old = db.execute(
            "select provinceCode, province, districtCode, district, wardCode, ward, provinceKey,"
            " districtKey, wardKey from admin_units_legacy"
        ).fetchall()
        new = db.execute(
            "select provinceCode, province, wardCode, ward, provinceKey, wardKey from admin_units"
        ).fetchall()
    converted = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    provinces = {key: code for code, _, _, _, key, _ in new}
    communes = {(key, ward): code for _, _, code, _, key, ward in new}
    heirs = _heirs(converted, communes)
    became = {
        before: provinces[key]
        for key, all_ in converted["DICT_PROVINCE"].items()
        for before in all_
    }
    before: dict[str, Row] = {}
    for province, name, district, called, commune, named, key, below, ward in old:
        before[province] = (province, "", name, became[key])
        all_heirs = heirs[f"{key}_{below}_{ward or ''}"]
        found = ",".join(sorted(heir for heir in all_heirs if (commune, heir) not in WRONG))
        before[district] = (district, province, called, "" if commune else found)
        if commune:
            before[commune] = (commune, district, named, found)
    after: dict[str, Row] = {}
    for province, name, commune, named, _, _ in new:
        after[province] = (province, "", name)
        after[commune] = (commune, province, named)
    return sorted(before.values(), key=_order), sorted(after.values(), key=_order)


def _heirs(converted: Any, communes: dict[tuple[str, str], str]) -> dict[str, set[str]]:
    """Return, for each old commune's key, the codes of the communes that its land went to."""
    found: dict[str, set[str]] = defaultdict(set)
    for province, wards in converted["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, before in wards.items():
            for key in before:
                found[key].add(communes[province, ward])
    for province, divided in converted["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, wards in divided.items():
            found[key].update(communes[province, ward["newWardKey"]] for ward in wards)
    return found


def _order(row: Sequence[str]) -> tuple[int, str]:
    return len(row[0]), row[0]


def _write(name: str, rows: Iterable[Row]) -> None:
    text = "".join("\t".join(row) + "\n" for row in rows)
    (DATA / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    before_, after_ = units(Path(sys.argv[1]))
    _write("until-2025-06.tsv", before_)
    _write("since-2025-07.tsv", after_)
