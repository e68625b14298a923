"""Files on their way into the log: checked row by row, confirmed by a person, carried out.

Nothing is written before somebody confirms. What a file stands for is decided when it is checked
and kept; carrying it out sends ordinary commands under keys made of the import's id and the row's
place, so an interrupted run is continued by confirming again, and nothing happens twice.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Literal

import structlog
from psycopg2.extras import Json

from libs.engine.commands import Context
from libs.kernel.problems import Problem, Unavailable, Wire
from libs.log.database import INFRASTRUCTURE, Cursor
from services.gateway.bulk import reader, sealed
from services.gateway.bulk.commands import Commands, Order, side_by_side
from services.gateway.gateway import Gateway
from services.gateway.problems import Refusal
from services.gateway.spreadsheets import report
from services.gateway.spreadsheets.layout import Known, Layout, ReadRow, RowCommand
from services.gateway.spreadsheets.layouts import LAYOUTS
from services.gateway.spreadsheets.report import Finding, Outcome, Told, told

State = Literal["checking", "checked", "running", "done", "failed"]
SILENT = timedelta(seconds=20)
"""An import whose process has not reported for so long is taken for dead."""
BEAT = 0.5
"""Seconds between two signs of life, with the progress made until then."""
KEPT = timedelta(days=7)
"""How long an import can be looked at; what it wrote stays in the log."""
KEPT_EACH, KEPT_ALL = 30, 1000
"""How many imports of one person and of the installation are kept: the last ones."""
EACH, ALL = 2, 20
"""How many imports of one person and of the installation are worked on, or wait for it."""
AT_ONCE = 3
"""How many imports this process works on at a time; the others wait and say so."""
WAITS = "Đang chờ đến lượt: máy chủ đang xử lý các tệp khác."
DIED = "Máy chủ đã dừng khi đang kiểm tra tệp; hãy gửi lại tệp."
PATIENCE = 60.0
"""Seconds that a command is repeated while the platform says "not now"."""

_places = threading.BoundedSemaphore(AT_ONCE)
_logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it stands: `done` of `total` rows in the present state; `position` written last.

    `reason` says why it failed or that it waits, Vietnamese.
    """

    id: str
    log: str
    layout: str
    actor: str
    state: State
    total: int
    done: int
    position: int
    counts: dict[str, int]
    warnings: tuple[Finding, ...]
    reason: str | None


COLUMNS = "id, log, layout, actor, state, total, done, position, counts, warnings, reason"


class Imports:
    """The imports of an installation, in table `import`, each worked on by a thread of its own."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def begin(
        self,
        layout: Layout,
        lines: Sequence[ReadRow],
        warnings: Sequence[Finding],
        about: Context,
        log: str,
        digest: str,
        org: str = "",
    ) -> Import:
        """Return a new import that is being checked; the same request gets the same import again.

        `org` is whose people a file names.

        `about` says who sent the file, when and under which request (its command id). Raises
        `Refusal`: import-request-reused if that request sent another file; imports-too-many.
        """
        id = uuid.uuid4().hex
        now = self._gateway.options.clock()
        with self._gateway.db.transaction() as db:
            db.execute("delete from import where made_at < %s", (now - KEPT,))
            self._check_places(db, about.actor, about.command_id)
            db.execute(
                "insert into import (id, log, layout, actor, request, digest, made_at, legal_date,"
                " correlation, state, total, beat_at, warnings)"
                " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'checking', %s, %s, %s)"
                " on conflict (actor, request) do nothing",
                (
                    *(id, log, layout.name, about.actor, about.command_id, digest, now, about.on),
                    *(about.corr, len(lines), now, Json([w.to_wire() for w in warnings])),
                ),
            )
            new = db.rowcount == 1
            db.execute(
                f"select {COLUMNS}, digest from import where actor = %s and request = %s",
                (about.actor, about.command_id),
            )
            *known, sent = db.fetchone() or ()
            _drop_oldest(db, about.actor)
        if sent != digest:
            raise Refusal("import-request-reused")
        if new:
            self._start(id, lambda: self._check(id, layout, lines, log, about, org))
        return _import(known)

    def get(self, id: str, log: str, actor: str) -> Import:
        """Return an import of `actor`; raises `Refusal` (import-unknown).

        One that a process left when it ended is gone on with by whoever asks.
        """
        found, left = self._find(id, log, actor)
        if left and found.state == "checking":
            self._save(id, state="failed", reason=DIED)
        elif left:
            try:
                self._go_on(found, ("running",), None, None)
            except Refusal as refusal:
                if refusal.code != "import-forgotten":
                    return found
                self._save(id, state="failed", reason=refusal.detail)
        return self._find(id, log, actor)[0] if left else found

    def _find(self, id: str, log: str, actor: str) -> tuple[Import, bool]:
        """Return an import, and whether it was left by the process that worked on it."""
        silent = self._gateway.options.clock() - SILENT
        with self._gateway.db.transaction() as db:
            db.execute(
                f"select {COLUMNS}, state in ('checking', 'running') and beat_at < %s"
                " from import where id = %s and log = %s and actor = %s",
                (silent, id, log, actor),
            )
            row = db.fetchone()
        if row is None:
            raise Refusal("import-unknown")
        return _import(row[:-1]), bool(row[-1])

    def told(self, id: str) -> list[Told]:
        """Return what is told about each row, in the order of the file."""
        with self._gateway.db.transaction() as db:
            db.execute("select told from import where id = %s", (id,))
            row = db.fetchone()
        if row is None:
            return []
        try:
            return [told(one) for one in sealed.unseal(row[0], f"told/{id}")]
        except sealed.Gone:
            return []

    def confirm(self, found: Import, on: date, cred: str) -> Import:
        """Return the import, which is being carried out from now on if it was not already.

        `on` is the legal date of the acts: that of their confirmation; `cred` what who confirms
        shows, as in `Context`. Raises `Refusal`: import-not-checked, import-check-failed,
        import-forgotten, imports-too-many.
        """
        if found.state == "checking":
            raise Refusal("import-not-checked")
        going_on = self._go_on(found, ("checked", "failed"), on, cred)
        if not going_on and found.state == "failed":
            raise Refusal("import-check-failed", found.reason)
        return self.get(found.id, found.log, found.actor)

    def _go_on(
        self, found: Import, states: Sequence[State], on: date | None, cred: str | None
    ) -> bool:
        """Have an import carried out that is in one of `states` or was left; return whether it was.

        `on` and `cred` None: as it was confirmed.
        """
        now = self._gateway.options.clock()
        with self._gateway.db.transaction() as db:
            self._check_places(db, found.actor, "", found.id)
            db.execute(
                "update import set state = 'running', done = 0, reason = null, beat_at = %s,"
                " legal_date = coalesce(%s, legal_date), cred = coalesce(%s, cred)"
                " where id = %s and plan <> '[]' and (state = any(%s) and state <> 'running'"
                " or state = 'running' and beat_at < %s)"
                " returning correlation, legal_date, plan, cred",
                (now, on, cred, found.id, list(states), now - SILENT),
            )
            row = db.fetchone()
            if row is None:
                return False
            correlation, day, plan = row[0], row[1], _unsealed(row[2], found.id)
        about = replace(self._about(found.actor, day, correlation), cred=row[3] or "")
        self._start(found.id, lambda: self._run(found, plan, about))
        return True

    def _check_places(self, db: Cursor, actor: str, request: str, id: str = "") -> None:
        """Raise `Refusal` (imports-too-many) where one more import cannot be worked on.

        `request` and `id` name the one that is about to be.
        """
        db.execute("select pg_advisory_xact_lock(hashtext('imports'))")
        db.execute(
            "select count(*), count(*) filter (where actor = %s) from import"
            " where state in ('checking', 'running') and beat_at >= %s and id <> %s"
            " and (actor, request) <> (%s, %s)",
            (actor, self._gateway.options.clock() - SILENT, id, actor, request),
        )
        of_all, own = db.fetchone() or (0, 0)
        if own >= EACH or of_all >= ALL:
            raise Refusal("imports-too-many", headers={"Retry-After": "10"})

    def _about(self, actor: str, on: date, corr: str) -> Context:
        deadline = self._gateway.options.clock() + self._gateway.options.patience
        return Context("", actor, on, corr, deadline)

    def _start(self, id: str, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                with self._place(id):
                    work()
            except Exception as error:
                # When the thread ends the import does: say so, or only its silence tells.
                _logger.error("import_failed", id=id, exc_info=error)
                detail = error.detail if isinstance(error, Problem) else "Hệ thống gặp lỗi."
                try:
                    self._save(id, state="failed", reason=detail)
                except INFRASTRUCTURE:
                    _logger.error("import_left", id=id)

        threading.Thread(target=run, name=f"import {id}", daemon=True).start()

    @contextmanager
    def _place(self, id: str) -> Iterator[None]:
        """Hold one of the places of those that are worked on, having waited for it."""
        waits = not _places.acquire(blocking=False)
        if waits:
            self._save(id, reason=WAITS)
            while not _places.acquire(timeout=BEAT * 10):
                self._save(id)
        try:
            if waits:
                self._save(id, reason=None)
            yield
        finally:
            _places.release()

    def _save(self, id: str, **values: Any) -> None:
        values["beat_at"] = self._gateway.options.clock()
        changes = ", ".join(f"{name} = %s" for name in values)
        with self._gateway.db.transaction() as db:
            db.execute(f"update import set {changes} where id = %s", [*values.values(), id])

    def _check(
        self,
        id: str,
        layout: Layout,
        lines: Sequence[ReadRow],
        log: str,
        about: Context,
        org: str,
    ) -> None:
        known = reader.known(self._gateway, log, about, org if layout.names_people else "")
        rows, planned = _planned(layout, lines, known)
        commands = Commands(self._gateway, about, dry=True, patience=PATIENCE)
        told_: dict[int, Told] = {}

        def check(place: int) -> None:
            told_[place] = _tried(layout, rows[place], planned[place], commands, log)

        self._all(id, [partial(check, place) for place in range(len(rows))])
        found = [told_[place] for place in range(len(rows))]
        plan = [
            [_step_wire(step) for step in steps] if row.outcome in ("new", "changed") else []
            for row, steps in zip(found, planned, strict=True)
        ]
        self._save(
            id,
            state="checked",
            done=len(rows),
            counts=Json(report.counts(found)),
            told=_kept(layout, [row.to_wire() for row in found], f"told/{id}"),
            plan=_kept(layout, plan, f"plan/{id}"),
        )

    def _run(self, found: Import, plan: list[list[Wire]], about: Context) -> None:
        commands = Commands(self._gateway, about, patience=PATIENCE)
        refused: dict[int, tuple[RowCommand, Problem]] = {}
        last = [found.position]

        def carry_out(places: Sequence[int]) -> None:
            for place in places:
                for n, wire in enumerate(plan[place]):
                    step = RowCommand(**wire)
                    order = _order(step, found.log, f"import-{found.id}-{place}-{n}")
                    answer = commands.carry_out(order)
                    if isinstance(answer, Unavailable):
                        raise answer
                    if isinstance(answer, Problem):
                        refused[place] = (step, answer)
                        break
                    last[0] = max(last[0], answer["position"])

        # Rows of one stream follow each other; different streams go side by side.
        chains: dict[str, list[int]] = {}
        for place, steps in enumerate(plan):
            if steps:
                chains.setdefault(steps[0]["stream"], []).append(place)
        work = [partial(carry_out, places) for places in chains.values()]
        self._all(found.id, work)
        layout = LAYOUTS[found.layout]
        rows = self.told(found.id)
        for place, (_, problem) in refused.items():
            rows[place] = replace(rows[place], outcome="wrong", errors=_findings(layout, problem))
        self._save(
            found.id,
            state="done",
            done=found.total,
            position=last[0],
            counts=Json(report.counts(rows)),
            told=_kept(layout, [row.to_wire() for row in rows], f"told/{found.id}"),
        )

    def _all(self, id: str, work: Sequence[Callable[[], None]]) -> None:
        """Do all of it side by side, with a sign of life now and then."""
        done = 0
        lock = threading.Lock()
        next_beat = time.monotonic() + BEAT

        def counted(one: Callable[[], None]) -> None:
            nonlocal done, next_beat
            one()
            with lock:
                done += 1
                due = time.monotonic() >= next_beat
                if due:
                    next_beat = time.monotonic() + BEAT
            if due:
                self._save(id, done=done)

        side_by_side([partial(counted, one) for one in work])


def _drop_oldest(db: Cursor, actor: str) -> None:
    """Forget the oldest imports that nobody works on, beyond those that are kept."""
    for most, whose, values in ((KEPT_EACH, "actor = %s", (actor,)), (KEPT_ALL, "true", ())):
        db.execute(
            f"delete from import where state in ('checked', 'done', 'failed') and id in (select id"
            f" from import where {whose} order by made_at desc, id offset %s)",
            (*values, most),
        )


def _planned(
    layout: Layout, lines: Sequence[ReadRow], known: Known
) -> tuple[list[Told], list[list[RowCommand]]]:
    """Return what is told about each row before anybody is asked, and its commands."""
    seen: dict[tuple[object, ...], int] = {}
    rows: list[Told] = []
    planned: list[list[RowCommand]] = []
    for line in lines:
        errors, warnings = list(line.errors), list[Finding]()
        steps: list[RowCommand] = []
        if not errors:
            key = layout.key(line.values)
            if key in seen:
                detail = f"Trùng với dòng {seen[key]} của tệp."
                errors.append(Finding("", "row-twice", detail, "mỗi đối tượng một dòng"))
            else:
                seen[key] = line.number
                steps, found = layout.steps(line.values, known)
                errors = [one for one in found if not one.warning]
                warnings = [one for one in found if one.warning]
        outcome: Outcome = "wrong" if errors else "unchanged"
        subject = str(line.values.get("name") or line.values.get("code") or "")
        rows.append(Told(line.number, subject, outcome, (), tuple(errors), tuple(warnings)))
        planned.append([] if errors else steps)
    return rows, planned


def _tried(
    layout: Layout, row: Told, steps: Sequence[RowCommand], commands: Commands, log: str
) -> Told:
    """Return what is told about a row whose commands were decided without being carried out."""
    changes: list[str] = []
    errors: list[Finding] = []
    outcome: Outcome = row.outcome
    for step in steps:
        answer = commands.carry_out(_order(step, log, f"import-try-{uuid.uuid4().hex}"))
        if isinstance(answer, Problem):
            if isinstance(answer, Unavailable):
                raise answer
            errors += _findings(layout, answer)
        elif answer["types"]:
            first = answer["version"] == len(answer["types"])
            outcome = "new" if first and outcome != "changed" else "changed"
            changes += [step.says] if step.says else []
    if errors:
        return replace(row, outcome="wrong", errors=tuple(errors))
    return replace(row, outcome=outcome, changes=tuple(changes))


def _findings(layout: Layout, problem: Problem) -> tuple[Finding, ...]:
    """Return a refusal as what is wrong with a row, each field's under the column that fills it."""
    if not problem.errors:
        return (Finding("", problem.code, problem.detail, problem.rule),)
    return tuple(
        Finding(_heading(layout, error.pointer), error.code, error.detail, problem.rule)
        for error in problem.errors
    )


def _heading(layout: Layout, pointer: str) -> str:
    fits = [c for c in layout.columns if c.field and (pointer + "/").startswith(c.field + "/")]
    return ", ".join(column.heading for column in fits)


def _order(step: RowCommand, log: str, command_id: str) -> Order:
    return Order(step.service, log, step.stream, step.command, step.data, command_id, step.version)


def _step_wire(step: RowCommand) -> Wire:
    return {
        "service": step.service,
        "stream": step.stream,
        "command": step.command,
        "data": step.data,
        "version": step.version,
        "says": step.says,
    }


def _kept(layout: Layout, value: Any, name: str) -> Json:
    return Json(sealed.seal(value, name) if layout.names_people else value, dumps=_dumps)


def _unsealed(plan: Any, id: str) -> Any:
    try:
        return sealed.unseal(plan, f"plan/{id}")
    except sealed.Gone as gone:
        raise Refusal("import-forgotten") from gone


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _import(row: Sequence[Any]) -> Import:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    values["warnings"] = tuple(Finding(**one) for one in values["warnings"])
    return Import(**values)
