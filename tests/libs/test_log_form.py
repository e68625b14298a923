"""Nothing enters a log in a form that no audit would accept; nothing into a log nobody founded."""

import json
import os
import random
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg2
import pytest

from libs.kernel import canonical
from libs.kernel.problems import Rejected, Unavailable
from libs.log.entry import leaf_hash
from services.verifier.form import Failure, check_envelope
from tests.libs.entries import Installed, attempt, entries, entry, write
from tests.servers import PostgresServer
from tests.verifier.golden import FOLDER

pytestmark = pytest.mark.e2e

GOLDEN = (FOLDER / "rules-1" / "log" / "entries.ndjson").read_bytes().splitlines()


@pytest.fixture(scope="module")
def installed(postgres_server: PostgresServer) -> Iterator[Installed]:
    with Installed(postgres_server.uri) as installed:
        yield installed


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda raw: raw.decode().replace(old, new, 1).encode()


def spaced(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True).encode()


MALFORMED: dict[str, Callable[[bytes], bytes]] = {
    "a key twice": replaced('"data":', '"data":{},"data":'),
    "a key twice within": replaced('{"text":', '{"text":1,"text":'),
    "keys within not in order": replaced('{"text":', '{"z":1,"text":'),
    "keys far within not in order": replaced('{"text":', '{"a":[[{"b":1,"a":2}]],"text":'),
    "keys not in order": replaced('"actor":"u:tester",', '"b":1,"actor":"u:tester",'),
    "an unknown key": replaced('"type":', '"tx":1,"type":'),
    "an unknown key after the data": replaced('"id":', '"f":{},"id":'),
    "another key where evidence stands": replaced('"id":', '"ev":[1],"f":{},"id":'),
    "evidence that is no hash": replaced('"id":', '"ev":["x"],"id":'),
    "commitments in no order": replaced('{"actor"', f'{{"_sd":["{"b" * 43}","{"a" * 43}"],"actor"'),
    "a commitment twice": replaced('{"actor"', f'{{"_sd":["{"a" * 43}","{"a" * 43}"],"actor"'),
    "a commitment of no form": replaced('{"actor"', '{"_sd":["x"],"actor"'),
    "no actor": replaced('"actor":"u:tester",', ""),
    "no data": replaced('"data":{"text":"tiêu chí 1.1"},', ""),
    "data that is no object": replaced('{"text":"tiêu chí 1.1"}', '["x"]'),
    "an actor of no form": replaced("u:tester", "u:tester "),
    "an actor that is a number": replaced('"u:tester"', "5"),
    "an instant of no day": replaced("2024-09-05T", "2024-02-30T"),
    "an instant of no hour": replaced("T01:", "T24:"),
    "an instant in the year 20240": replaced("2024-09-05T", "20240-09-05T"),
    "an instant in the year 9999": replaced("2024-09-05T", "9999-09-05T"),
    "an instant in other digits": replaced("2024-09-05T", "٢٠٢٤-09-05T"),
    "a day that is none": replaced('"on":"2024-09-05"', '"on":"2024-02-30"'),
    "a day in words": replaced('"on":"2024-09-05"', '"on":"today"'),
    "a credential that is a secret": replaced('"data":', '"cred":"kd_0b7e0d7a","data":'),
    "a correlation of no form": replaced('"corr":"corr"', '"corr":"\u202ecorr"'),
    "a float": replaced('"tiêu chí 1.1"', "1.5"),
    "a float of no fraction": replaced('"tiêu chí 1.1"', "1.0"),
    "minus zero": replaced('"tiêu chí 1.1"', "-0"),
    "a huge number": replaced('"tiêu chí 1.1"', "9" * 17),
    "another format": replaced('"v":1', '"v":2'),
    "a version with a fraction": replaced('"ver":', '"ver":1.'),
    "an escape that nobody needs": replaced("1.1", "\\u0031.1"),
    "an escaped slash": replaced("1.1", "1\\/1"),
    "a lone surrogate": replaced("1.1", "\\ud800"),
    "a NUL": replaced("1.1", "\\u0000"),
    "a raw control character": replaced("1.1", "\x01"),
    "spaces": spaced,
    "decomposed text": lambda raw: unicodedata.normalize("NFD", raw.decode()).encode(),
    "a letter that NFC replaces": replaced("1.1", "\u212b"),
    "a key that is not ASCII": replaced('{"text":', '{"text":1,"tên":'),
    "depth": replaced('"tiêu chí 1.1"', "[" * 40 + "]" * 40),
    "great depth": replaced('"tiêu chí 1.1"', "[" * 20_000 + "]" * 20_000),
    "no object": lambda raw: b"[]",
    "nothing": lambda raw: b"",
    "something after it": lambda raw: raw + b" ",
    "a newline after it": lambda raw: raw + b"\n",
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=list(MALFORMED))
def test_no_service_writes_what_an_audit_would_not_read(
    change: Callable[[bytes], bytes], installed: Installed
) -> None:
    log = installed.log()
    raw = entry("note-form", 1, None)
    assert change(raw) != raw
    with pytest.raises(ValueError, match=r".+"):
        log.append(attempt("note-form", 0, [change(raw)]))
    second = entry("note-form", 2, leaf_hash(raw))
    with pytest.raises(ValueError, match=r".+"):
        log.append(attempt("note-form", 0, [raw, change(second)]))
    assert not log.read("79", "note-form")["note-form"]


def test_what_services_wrote_is_well_formed_and_what_is_well_formed_an_audit_reads(
    installed: Installed,
) -> None:
    """A bit, a piece or a key of a true entry is changed: the database says yes to no more."""
    chance = random.Random(79)
    mutants = {mutant for raw in GOLDEN[::29] for mutant in changed(raw, chance)}
    accepted = well_formed(installed, [*GOLDEN, *sorted(mutants)])
    assert accepted.issuperset(GOLDEN)
    wrong = [raw for raw in accepted & mutants if not readable(raw)]
    assert not wrong, wrong[:3]
    # And the other way round, but for what the database asks more strictly than an audit.
    refused = [raw for raw in mutants - accepted if readable(raw)]
    assert not refused, refused[:3]


def test_append_and_audit_agree_on_any_value_that_is_made_up(installed: Installed) -> None:
    """Letters that compose with what an escape ends with, every control, depths, orders, bounds.

    KIEMDINH_FORMS says how many are made up, KIEMDINH_TEST_SEED from which number on.
    """
    chance = random.Random(int(os.environ.get("KIEMDINH_TEST_SEED", "79")))
    raws = {made_up(chance) for _ in range(int(os.environ.get("KIEMDINH_FORMS", "1500")))}
    accepted = well_formed(installed, sorted(raws))
    assert len(accepted) > len(raws) / 3
    assert {raw for raw in raws if readable(raw)} == accepted


LETTERS = (
    *map(chr, (*range(1, 33), *range(0x300, 0x370, 3), *range(0x1E00, 0x1F00, 7))),
    *'"\\/0a[]{},:nrtbefeđưăâ',
    *"\x7f\x80\u00ad\u200b\u2028\ufeff\ufffe\u0344\u0f71\u0f72\u1100\u1161\u212b\u2126\U0001f600\U0010ffff",
)


def made_up(chance: random.Random) -> bytes:
    """Return an entry that holds anything; whether it may be is for others to say."""

    def text() -> str:
        found = "".join(chance.choices(LETTERS, k=chance.randrange(8)))
        return unicodedata.normalize("NFC", found) if chance.random() < 0.8 else found

    def anything(deep: int) -> object:
        match chance.randrange(8 if deep else 6):
            case 0 | 1 | 2:
                return text()
            case 3:
                return chance.choice((0, -1, 10**15 - 1, 1 - 10**15, True, False, None))
            case 4 | 5:
                return ""
            case 6:
                return {chance.choice('ab\x01"\\_') * 2: anything(deep - 1) for _ in range(3)}
            case _:
                return [anything(deep - 1) for _ in range(chance.randrange(3))]

    def digests(letters: str, size: int) -> list[str]:
        found = ["".join(chance.choices(letters, k=size)) for _ in range(chance.randrange(4))]
        return sorted(found) if chance.random() < 0.5 else found

    value = json.loads(entry("note-a", 1, None))
    value["data"] = {"t": anything(5), "u": anything(3)}
    odd: dict[str, tuple[object, ...]] = {
        "_sd": (digests("aB0-_", 43),),
        "at": ("2000-01-01T00:00:00.000000Z", "2024-06-30T23:59:60.000000Z"),
        "caus": ("", "a" * 200, "a" * 201, "ã"),
        "cred": ("operator", "key:ab", "given_key:", "operatorff", "keys:ab"),
        "ev": (digests("0f", 64),),
        "on": ("0001-01-01", "9999-12-31", "0000-01-01", "2023-02-29", "2024-02-29"),
        "org": ("", "a" * 64, "a" * 65),
        "prev": (digests("0f", 64), "0" * 64, "0" * 63),
        "stream": ("a-", "note-" + "a" * 200, "no-te-a", "_note-a", "Note-a"),
    }
    for key in chance.sample(sorted(odd), chance.randrange(3)):
        value[key] = chance.choice(odd[key])
    # Not by `canonical`: it would refuse some of it.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def changed(raw: bytes, chance: random.Random) -> Iterator[bytes]:
    for _ in range(12):
        at, to = sorted(chance.randrange(len(raw)) for _ in range(2))
        flipped = bytearray(raw)
        flipped[at] ^= 1 << chance.randrange(8)
        yield bytes(flipped)
        yield raw[:at] + raw[to:]
        yield raw[:to] + raw[at:]
        yield raw[:at] + chance.choice((b" ", b",", b'"', b"0", b"{}", b"\\n", b"\t")) + raw[at:]
    value = json.loads(raw)
    for key in value:
        yield canonical.encode({k: v for k, v in value.items() if k != key})
        others: tuple[object, ...] = (None, "", "x", 1, [], {}, True, "0" * 64)
        yield from (canonical.encode({**value, key: other}) for other in others)


def well_formed(installed: Installed, raws: list[bytes]) -> set[bytes]:
    """Return those that the database takes for entries."""
    found: set[bytes] = set()
    with psycopg2.connect(installed.admin) as connection, connection.cursor() as db:
        db.execute(
            "create function pg_temp.fits(raw text) returns boolean language plpgsql as $$ begin"
            " return (select log.well_formed(raw, said)"
            " from json_populate_record(null::log.envelope, raw::json) as said);"
            " exception when others then return false; end $$"
        )
        for at in range(0, len(raws), 500):
            texts = [text for raw in raws[at : at + 500] if (text := _text(raw)) is not None]
            db.execute("select raw from unnest(%s) raw where pg_temp.fits(raw)", (texts,))
            found |= {str(raw).encode() for (raw,) in db.fetchall()}
    return found


def _text(raw: bytes) -> str | None:
    try:
        return None if b"\0" in raw else raw.decode()
    except UnicodeDecodeError:
        return None


def readable(raw: bytes) -> bool:
    """Return whether an audit finds nothing wrong with the form of an entry."""
    try:
        value = canonical.decode(raw)
        check_envelope(value, value["log"])
    except (Failure, canonical.NotCanonical, LookupError, TypeError):
        return False
    return True


def test_a_log_that_was_not_founded_takes_nothing(installed: Installed) -> None:
    """99 is no province's: whoever holds a service's password begins no log of their own."""
    made = attempt("note-a", 0, entries("note-a", log="99"), log="99")
    with pytest.raises(Rejected, match="log-not-founded"):
        installed.log().append(made)
    assert "99" not in installed.log().logs()
    write(installed.log(), "note-b", code="01")
    with (
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
        installed.database().autocommit() as db,
    ):
        db.execute("insert into log.founded (log) values ('99')")


def test_a_broken_log_refuses_every_act_and_another_goes_on(installed: Installed) -> None:
    log = installed.log()
    before = write(log, "note-broken", code="77")
    with installed.database("kd_sealer").autocommit() as db:
        db.execute("select log.breaks('77', 4, 'Mục đã bị sửa.')")
        db.execute("select log.breaks('77', 9, 'Nói sau.')")
    for stream in ("note-broken", "note-new"):
        with pytest.raises(Unavailable, match="log-broken") as refused:
            write(log, stream, code="77")
        assert "từ mục có chỉ số 4: Mục đã bị sửa." in refused.value.detail
        assert f"{datetime.now(UTC):%Y}" in refused.value.detail
    with pytest.raises(Unavailable, match="log-broken"):
        log.append(attempt("note-idle", 0, [], log="77"))
    # What was done is still answered.
    assert log.append(before).version == 1
    write(log, "note-c", code="79")
    for statement in ("select log.whole('77')", "update log.founded set broken_since = null"):
        with (
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
            installed.database().autocommit() as db,
        ):
            db.execute(statement)
    with installed.database("kd_sealer").autocommit() as db:
        db.execute("select log.whole('77')")
    write(log, "note-broken", code="77")


@pytest.mark.parametrize("role", ["kd_reader", "kd_review", "kd_registry"])
@pytest.mark.parametrize(
    "lock",
    [
        "pg_advisory_lock(19268, hashtext('79'))",
        "pg_advisory_xact_lock_shared(19268, hashtext('79'))",
        "pg_try_advisory_lock(19271, 1)",
        "pg_advisory_unlock_all()",
    ],
)
def test_who_only_reads_or_writes_holds_up_nobody(
    installed: Installed, role: str, lock: str
) -> None:
    """The lock of a log's append, and that of the active sealer, are for who needs them."""
    with (
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
        installed.database(role).autocommit() as db,
    ):
        db.execute(f"select {lock}")
    write(installed.log(), "note-locks")


def test_every_entry_of_a_command_is_looked_at(installed: Installed) -> None:
    raws = entries("note-many", count=3)
    raws[2] = raws[2].replace(b'"text"', b' "text"')
    with pytest.raises(ValueError, match="form is wrong"):
        installed.log().append(attempt("note-many", 0, raws))
    assert not installed.log().read("79", "note-many")["note-many"]
