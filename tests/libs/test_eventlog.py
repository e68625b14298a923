"""What every event log promises, asked of each of them."""

import itertools
import json
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.kernel.problems import Conflict, Problem, Rejected
from libs.log.entry import MAX_BYTES, Answer, Attempt, EventLog
from libs.log.memory import MemoryLog
from tests.libs.entries import Installed, assert_whole, attempt, entries, entry, write
from tests.servers import PostgresServer


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.e2e)])
def log(request: pytest.FixtureRequest) -> Iterator[EventLog]:
    if request.param == "memory":
        yield MemoryLog()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with Installed(server.uri) as installed:
        yield installed.log()


def test_an_append_is_answered_with_position_version_and_types(log: EventLog) -> None:
    first = log.append(attempt("note-a", 0, entries("note-a", count=2)))
    assert first == Answer(2, 2, ("NoteWritten", "NoteWritten"))
    second = log.append(attempt("note-b", 0, entries("note-b", kind="NoteStruck")))
    assert second == Answer(3, 1, ("NoteStruck",))


def test_the_leaf_is_told_of_what_was_appended_now_and_not_of_what_came_before(
    log: EventLog,
) -> None:
    for number, count in enumerate((1, 2)):
        stream = f"note-{number}"
        one = attempt(stream, 0, entries(stream, count=count))
        assert log.append(one).leaf == log.read("79", stream)[stream][-1].leaf
        # Whoever repeats it may have other bytes in mind, of another instant.
        again = replace(one, entries=entries(stream, count=count, text="khác"))
        assert (log.append(again).position, log.append(again).leaf) == (2 * number + 1, None)
    assert log.append(attempt("note-1", 2, [])).leaf is None


def test_what_was_appended_is_read_back_byte_for_byte(log: EventLog) -> None:
    text = unicodedata.normalize("NFC", "Trường \"Hoa Sen\" \\ \t\n mức 2 – 100% {} '' 🎓")
    raws = entries("note-a", count=3, text=text)
    log.append(attempt("note-a", 0, raws))
    assert [one.raw for one in log.read("79", "note-a")["note-a"]] == raws
    assert [one.raw for one in log.follow("79", 0)] == raws
    assert log.follow("79", 0)[0].data == {"text": text}
    assert_whole(log)


def test_several_streams_are_read_at_once_and_an_unknown_one_is_empty(log: EventLog) -> None:
    write(log, "note-a", 2)
    write(log, "note-b", 1)
    write(log, "note-a", 1)
    found = log.read("79", "note-a", "note-x", "note-b")
    assert {name: [one.version for one in many] for name, many in found.items()} == {
        "note-a": [1, 2, 3],
        "note-x": [],
        "note-b": [1],
    }


def test_a_stream_that_moved_on_refuses_and_nothing_is_appended(log: EventLog) -> None:
    write(log, "note-a", 2)
    with pytest.raises(Conflict) as refusal:
        log.append(attempt("note-a", 0, entries("note-a")))
    assert refusal.value.code == "version-conflict"
    assert "note-a đã ở phiên bản 2, không còn ở phiên bản 0" in refusal.value.detail
    with pytest.raises(Conflict) as refusal:
        log.append(attempt("note-new", 3))
    assert "note-new đã ở phiên bản 0, không còn ở phiên bản 3" in refusal.value.detail
    assert log.head("79") == 2


def test_a_guard_that_moved_on_refuses_and_nothing_is_appended(log: EventLog) -> None:
    write(log, "note-a", 2)
    write(log, "note-b", 1)
    raws = entries("note-c")
    for guards in ({"note-a": 1}, {"note-a": 2, "note-b": 0}, {"note-a": 2, "note-x": 1}):
        with pytest.raises(Conflict):
            log.append(attempt("note-c", 0, raws, guards=guards))
    assert log.head("79") == 3
    guards = {"note-a": 2, "note-b": 1, "note-x": 0}
    assert log.append(attempt("note-c", 0, raws, guards=guards)).position == 4


@pytest.mark.parametrize("count", [1, 2])
def test_an_event_of_a_type_that_should_have_stayed_quiet_refuses(
    log: EventLog, count: int
) -> None:
    write(log, "note-a", 2)
    raws = entries("note-c", count=count)
    for types, after in (({"NoteWritten"}, 1), ({"NoteStruck", "NoteWritten"}, 0)):
        with pytest.raises(Conflict) as refusal:
            log.append(attempt("note-c", 0, raws, quiet=(frozenset(types), after)))
        assert refusal.value.code == "version-conflict"
        assert f"NoteWritten mới sau vị trí {after}" in refusal.value.detail
    assert log.head("79") == 2
    log.append(attempt("note-c", 0, raws, quiet=(frozenset({"NoteWritten"}), 2)))
    log.append(attempt("note-d", 0, raws=(), quiet=(frozenset({"NoteStruck"}), 0)))
    assert log.head("79") == 2 + count


def test_entries_of_some_types_are_read_between_two_positions(log: EventLog) -> None:
    write(log, "note-a", 2)
    log.append(attempt("note-b", 0, entries("note-b", kind="NoteStruck")))
    write(log, "note-c", 1)
    found = log.heard("79", {"NoteWritten", "NoteUnknown"}, 1, 4)
    assert [(one.position, one.type) for one in found] == [(2, "NoteWritten"), (4, "NoteWritten")]
    assert log.heard("79", {"NoteWritten"}, 2, 3) == []
    assert log.heard("80", {"NoteWritten"}, 0, 4) == []


def test_a_repeated_command_gets_its_old_answer(log: EventLog) -> None:
    first = attempt("note-a", 0, entries("note-a", count=2))
    answer = log.append(first)
    write(log, "note-a", 1)
    write(log, "note-b", 1)
    assert log.append(first) == answer
    again = attempt("note-a", 3, entries("note-a", log.read("79", "note-a")["note-a"]))
    repeated = Attempt("79", "note-a", 3, again.entries, first.command, first.digest)
    assert log.append(repeated) == answer
    assert log.answer("79", first.command, first.digest) == answer
    assert log.head("79") == 4


def test_an_old_command_id_with_another_content_is_refused(log: EventLog) -> None:
    first = write(log, "note-a")
    with pytest.raises(Rejected) as refusal:
        log.append(attempt("note-a", 1, command=first.command, digest="e" * 64))
    assert refusal.value.code == "command-id-reused"
    with pytest.raises(Rejected) as refusal:
        log.answer("79", first.command, "e" * 64)
    assert refusal.value.code == "command-id-reused"


def test_a_log_knows_who_gave_a_command(log: EventLog) -> None:
    first = write(log, "note-a")
    assert log.actor_of("79", first.command) == json.loads(first.entries[0])["actor"]
    assert log.actor_of("79", "another") is None
    assert log.actor_of("80", first.command) is None


def test_a_new_command_has_no_answer_yet(log: EventLog) -> None:
    assert log.answer("79", uuid.uuid4().hex, "d" * 64) is None


def test_a_command_without_events_is_remembered_with_the_head(log: EventLog) -> None:
    nothing = attempt("note-x", 0)
    assert log.append(nothing) == Answer(0, 0, ())
    write(log, "note-a", 2)
    idle = attempt("note-a", 2)
    assert log.append(idle) == Answer(2, 2, ())
    write(log, "note-a", 1)
    assert log.append(idle) == Answer(2, 2, ())
    assert log.answer("79", idle.command, idle.digest) == Answer(2, 2, ())
    assert log.append(nothing) == Answer(0, 0, ())


def test_logs_number_and_remember_apart(log: EventLog) -> None:
    first = write(log, "note-a", 2, "79")
    assert log.answer("01", first.command, first.digest) is None
    other = attempt("note-a", 0, entries("note-a", log="01"), first.command, log="01")
    assert log.append(other).position == 1
    assert log.logs() == ["01", "79"]
    assert (log.head("01"), log.head("79"), log.head("77")) == (1, 2, 0)
    assert_whole(log, "01")
    assert_whole(log, "79")


def test_a_log_that_only_has_commands_is_not_listed(log: EventLog) -> None:
    log.append(attempt("note-a", 0))
    assert log.logs() == []


def test_following_gives_what_comes_after_a_position(log: EventLog) -> None:
    write(log, "note-a", 5)
    assert [one.position for one in log.follow("79", 2, 2)] == [3, 4]
    assert [one.position for one in log.follow("79", 4)] == [5]
    assert list(log.follow("79", 5)) == []
    assert list(log.follow("77", 0)) == []


def misplaced(leaf: bytes = b"\0" * 32) -> dict[str, list[bytes]]:
    """Return entries that do not fit version 2 of note-a in log 79, whose version 1 has `leaf`."""
    right = entry("note-a", 2, leaf)
    return {
        "another version": [entry("note-a", 1, leaf)],
        "a version left out": [entry("note-a", 3, leaf)],
        "no prev": [entry("note-a", 2, None)],
        "another prev": [entry("note-a", 2, b"\1" * 32)],
        "another stream": [entry("note-b", 2, leaf)],
        "another log": [entry("note-a", 2, leaf, log="01")],
        "a version in quotes": [right.replace(b'"ver":2', b'"ver":"2"')],
        "a log without quotes": [right.replace(b'"log":"79"', b'"log":79')],
        "no log": [right.replace(b'"log":"79",', b"")],
        "no JSON": [b"{"],
        "too long": [right.replace(b"1.1", b"1" * MAX_BYTES)],
    }


@pytest.mark.parametrize("case", misplaced())
def test_an_entry_that_does_not_fit_its_place_is_refused(log: EventLog, case: str) -> None:
    (first,) = write(log, "note-a").entries
    (one,) = log.read("79", "note-a")["note-a"]
    with pytest.raises(ValueError):  # noqa: PT011 - each log words it in its own way
        log.append(attempt("note-a", 1, misplaced(one.leaf)[case]))
    assert [one.raw for one in log.follow("79", 0)] == [first]
    assert log.append(attempt("note-a", 1, [entry("note-a", 2, one.leaf)])).position == 2


def test_a_batch_with_one_misplaced_entry_appends_nothing(log: EventLog) -> None:
    good = entries("note-a", count=3)
    with pytest.raises(ValueError):  # noqa: PT011 - each log words it in its own way
        log.append(attempt("note-a", 0, [good[0], good[2], good[1]]))
    assert log.head("79") == 0
    assert log.append(attempt("note-a", 0, good)).position == 3


def test_a_thousand_events_are_one_append(log: EventLog) -> None:
    answer = log.append(attempt("note-a", 0, entries("note-a", count=1000)))
    assert (answer.position, answer.version, len(answer.types)) == (1000, 1000, 1000)
    assert len(assert_whole(log)) == 1000


STREAMS = ("note-a", "note-b", "note-c")
NUMBERS = itertools.count()
steps = st.lists(
    st.tuples(
        st.sampled_from(["79", "01"]),
        st.sampled_from(STREAMS),
        st.integers(0, 3),
        st.sampled_from(["append", "append", "append", "stale", "repeat", "reuse", "guarded"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_whatever_is_appended_in_whatever_order_the_log_is_whole(
    log: EventLog, script: list[tuple[str, str, int, str, str]]
) -> None:
    model = MemoryLog()
    tag = f"_{next(NUMBERS)}"
    done: list[Attempt] = []
    for code, name, count, how, text in script:
        code, stream = f"{code}{tag}", f"{name}{tag}"
        history = model.read(code, stream)[stream]
        text = unicodedata.normalize("NFC", text)
        made = entries(stream, history, count, text, log=code)
        tried = attempt(stream, len(history), made, log=code)
        if how == "stale":
            tried = attempt(stream, len(history) + 1, made, log=code)
        elif how == "guarded":
            tried = attempt(stream, len(history), made, guards={STREAMS[0] + tag: 1}, log=code)
        elif done and how in ("repeat", "reuse"):
            old = done[-1]
            digest = old.digest if how == "repeat" else "e" * 64
            tried = Attempt(old.log, old.stream, 9, made, old.command, digest)
        assert outcome(log, tried) == outcome(model, tried)
        done.append(tried)
    for code in model.logs():
        assert assert_whole(log, code) == assert_whole(model, code)


def outcome(log: EventLog, tried: Attempt) -> object:
    """Return the answer or the whole refusal."""
    try:
        return log.append(tried)
    except Problem as problem:
        return problem.to_wire()
