# ruff: noqa: E731
"""A school's self-assessment, its case and its end, walked at random."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from libs.law import standards
from libs.law.standards.levels import criteria, indicators
from libs.rights import OPERATOR
from services.assessment.cycle.approval import ApproveReport
from services.assessment.cycle.confirmation import CompleteReport
from services.assessment.cycle.council import AppointCouncil
from services.assessment.cycle.opening import OpenCycle
from services.assessment.cycle.rules import COMMANDS
from services.assessment.cycle.sheet import RecordSheet
from services.assessment.cycle.submission import SubmitReport
from services.assessment.evidence import rules as evidence
from services.cli.demo.whole_report import Told, WholeReport
from services.registry.assignment import rules as assignment
from services.registry.lineage import rules as lineage
from services.registry.school import changes
from services.review.evaluation import (
    decisions,
    discontinuing,
    filing,
    registration,
    report,
    signing,
    silence,
    survey,
    terms,
    transfer,
)
from services.review.evaluation.state import Filed, Surveying
from services.review.team.rules import DeclareInterest, KeepMember
from tests.review.world import KINDS, PHONG, SO
from tests.verifier.platform import AGGREGATES, LOG
from tests.verifier.walk import Walk


def _plan(report: WholeReport, head: str) -> Iterator[Told]:
    yield report.groups(["u:m1"], [head, "u:m2"])
    yield report.plan(report.on, report.on + timedelta(60))


BY_SO = date(2026, 7, 7)
"""Since when the Sở decides on the national standard (TT 57/2026)."""


class CaseWalk(Walk):
    """Takes one school from its self-assessment to its decisions, now and then out of order."""

    def assess(self) -> None:
        """Take the self-assessment to its report, now and then out of order."""
        c, e, p = f"cycle-abc_{self.year}", "evidence-abc", "u:principal"
        steps: list[Any] = [
            lambda: self.order(
                e,
                evidence.RegisterEvidence,
                p,
                items=[
                    {
                        "code": self._code(n),
                        "title": f"t{n}",
                        "sha256": f"{n:064x}",
                        "sample": True,
                    }
                    for n in range(2)
                ],
            ),
            lambda: self.order(c, OpenCycle, p, year=self.year),
            lambda: self.order(
                c,
                AppointCouncil,
                p,
                decision_number="1",
                members=[
                    {"person": f"u:m{n}" if n else p, "post": post}
                    for n, post in enumerate(["chair", "secretary", *["member"] * 5])
                ],
            ),
        ]
        report = WholeReport(self._rules(), self.day)
        planned = self.random.random() < 0.8
        if planned:
            steps += [partial(self._told, p, told) for told in _plan(report, p)]
        for code in criteria(self._rules()):
            steps.append(lambda code=code: self._sheet(c, p, code))
        if planned:
            rest = (*report.texts(), report.confirmed())
            steps += [partial(self._told, p, told) for told in rest]
            steps.append(lambda: self.order(c, CompleteReport, "u:m1"))
        steps += [
            lambda: self.order(c, ApproveReport, p),
            lambda: self.order(c, SubmitReport, p),
        ]
        if self.random.random() < 0.3:
            n = self.random.randrange(len(steps))
            steps.insert(self.random.randrange(len(steps)), steps[n])
        for step in steps:
            step()
        self.day += timedelta(self.random.randrange(1, 20))

    def _told(self, actor: str, told: tuple[str, Any]) -> None:
        name, data = told
        self.order(f"cycle-abc_{self.year}", COMMANDS.types[name], actor, **data)

    def _code(self, n: int) -> str:
        """Return the code of an item of evidence, as its set has them."""
        return f"MC.1.1.0{n + 1}" if self._rules().id.startswith("tt57") else f"H1-1.1-0{n}"

    def _rules(self) -> Any:
        return standards.choose("primary", self.day)

    def _sheet(self, stream: str, actor: str, code: str) -> None:
        judged = [
            {
                "level": level,
                "indicator": letter,
                "met": level == 1 or (self.good or self.random.random() < 0.97),
                "evidence": [self._code(self.random.randrange(2))],
            }
            for level, letter in indicators(self._rules(), code)
            if level <= 2
        ]
        texts = dict.fromkeys(("strengths", "weaknesses", "improvement"), "Lời văn")
        described = [{"of_level": n, "text": "Lời văn"} for n in (1, 2)]
        if not self.order(
            stream,
            RecordSheet,
            actor,
            criterion=code,
            judgements=judged,
            descriptions=described,
            **texts,
        ):
            self.order(
                stream,
                RecordSheet,
                actor,
                criterion=code,
                judgements=[{**j, "met": True} for j in judged],
                descriptions=described,
                **texts,
            )

    def review(self, steps: int = 40) -> None:
        """Walk the case: at each stage what is due, now and then something else."""
        s, pick = f"evaluation-abc_{self.year}", self.random
        lead = "u:e0"
        for _ in range(steps):
            self.day += timedelta(pick.choice([0, 0, 1, 1, 2, 4]))
            history = self.platform.log.read(LOG, s)[s]
            state = AGGREGATES["evaluation"].fold(history)
            moves = self._moves(state, s, lead)
            stage = state.state if pick.random() < 0.85 else pick.choice([*moves])
            pick.choice(moves.get(stage) or moves[None])()
            if state.state == "decided" and pick.random() < 0.5:
                return

    def _moves(self, state: Any, s: str, lead: str) -> dict[str | None, list[Any]]:
        pick, o = self.random, self.order
        # Who goes on for the school goes on for its case.
        principal = "u:other" if state.continued else "u:principal"
        reasons = [{"item": "Địa chỉ", "detail": "thiếu"}]
        purpose = pick.choice(["both", "accreditation", "national_standard"])
        target = {
            "both": (1, 1),
            "accreditation": (pick.choice([1, 1, 2]), None),
            "national_standard": (None, 1),
        }[purpose]
        file = lambda: o(
            s,
            filing.SubmitRegistration,
            principal,
            purpose=purpose,
            accreditation_grade=target[0],
            national_grade=target[1],
            address="1",
            cycle_year=self.year,
        )
        members = [
            {"person": f"u:e{n}", "post": post}
            for n, post in enumerate(
                ["leader", "secretary", "member", "member", "member"][: pick.choice([5, 5, 5, 3])]
            )
        ]
        change = lambda: o(
            s,
            survey.ChangeTeam,
            "u:director",
            decision_number=f"{pick.randrange(2)}",
            members=members,
            reason="x",
        )
        term = lambda: o(
            s,
            terms.SetTerm,
            "u:appraiser",
            step=pick.choice(["draft", "reply", "answer", "final"]),
            before=(self.day + timedelta(pick.randrange(5, 20))).isoformat(),
            basis="CV",
            sure=False,
        )
        discontinue = lambda: o(
            s, discontinuing.DiscontinueEvaluation, "u:director", reason="x", basis="CV"
        )
        due = (getattr(state, "reply_before", None) or self.day).isoformat()
        withdraw = lambda: o(s, registration.Withdraw, principal, reason="x")
        ticked = ["letter", "report"]
        forward = lambda: o(s, registration.ForwardRegistration, "u:checker", checked=ticked)
        accept = lambda: o(s, registration.AcceptBySo, "u:appraiser", checked=ticked)
        find = lambda: self._find(s, state)
        final = lambda: o(s, report.SubmitFinalReport, lead)
        sign = lambda: [o(s, signing.SignReport, f"u:e{n}") for n in range(5)]
        excuse = lambda: o(
            s, signing.ExcuseSignature, "u:director", member=f"u:e{pick.randrange(5)}", reason="Ốm"
        )
        decide = [
            lambda: o(
                s,
                decisions.DecideAccreditation,
                "u:director",
                decision_number=f"{pick.randrange(2)}",
                certificate_number="c1",
            ),
            lambda: o(s, decisions.ProposeNationalStandard, "u:director", document_number="t1"),
            lambda: o(
                s,
                decisions.DecideNationalStandard,
                "u:director" if self.day >= BY_SO else "u:chair",
                decision_number="d2",
                certificate_number="c2",
            ),
        ]
        end = lambda: o(
            f"lineage-{LOG}",
            lineage.CloseSchool,
            OPERATOR,
            school="abc",
            ends=self.day.isoformat(),
            basis="NQ",
        )
        merge = lambda: o(
            f"lineage-{LOG}",
            lineage.MergeSchools,
            OPERATOR,
            predecessors=["abc"],
            successor="xyz",
            form=pick.choice(["rename_only", "other"]),
            starts=self.day.isoformat(),
            basis="NQ",
        )
        rename = lambda: o(
            "school-abc",
            changes.RenameSchool,
            OPERATOR,
            name=f"Tên {pick.randrange(9)}",
            starts=self.day.isoformat(),
            basis="QĐ",
        )
        hand_over = lambda: (
            o(
                "assignment-check_dossier_764",
                assignment.EndFunction,
                OPERATOR,
                holder=PHONG,
                ends=self.day.isoformat(),
                basis="NQ",
            ),
            o(
                "assignment-check_dossier_764",
                assignment.AssignFunction,
                OPERATOR,
                holder=SO,
                kinds=list(KINDS),
                starts=self.day.isoformat(),
                basis="NQ",
            ),
            o(s, transfer.TransferCase, "u:checker", function="check_dossier", to=SO, basis="NQ"),
        )
        chance = pick.random()
        seldom = (
            [end, merge]
            if chance < 0.08
            else [rename]
            if chance < 0.16
            else [change, term]
            if chance < 0.22
            else [discontinue]
            if chance < 0.25
            else [hand_over]
            if chance < 0.3
            else []
        )
        return {
            None: [
                file,
                file,
                lambda: o(
                    s,
                    registration.PlanEvaluation,
                    "u:checker",
                    month=f"{self.year}-12",
                    accreditation_grade=1,
                ),
            ],
            "planned": [file],
            "filed": [
                forward,
                forward,
                forward,
                *seldom,
                lambda: o(s, registration.RequestCompletion, "u:checker", reasons=reasons),
                withdraw,
            ],
            "returned": [file],
            "forwarded": [
                accept,
                accept,
                accept,
                lambda: o(s, registration.ReturnBySo, "u:appraiser", reasons=reasons),
            ],
            "accepted": [
                lambda: o(s, survey.FormTeam, "u:director", decision_number="1", members=members),
                *seldom,
            ],
            "withdrawn": [file],
            "discontinued": [file],
            "surveying": [
                find,
                find,
                *seldom,
                lambda: o(
                    s,
                    survey.CloseSurvey,
                    lead,
                    started=self.day.isoformat(),
                    ended=self.day.isoformat(),
                ),
            ],
            "surveyed": [lambda: o(s, report.SendDraft, lead), find, *seldom],
            "draft_sent": [
                lambda: o(s, report.Reply, principal, agreed=True, points=[]),
                lambda: o(s, report.Reply, principal, agreed=False, points=["Ý"]),
                lambda: o(s, report.DeemAgree, lead),
                lambda: o(s, silence.RecordSilence, "s:review", before=due),
                *seldom,
            ],
            "answering": [lambda: o(s, report.AnswerReply, lead, answers=["Trả lời"]), find],
            "finalising": [
                *(sign, sign, final, final, find, excuse),
                lambda: o(
                    s,
                    silence.ReopenReply,
                    "u:appraiser",
                    received_on=(self.day - timedelta(pick.randrange(9))).isoformat(),
                    before=(self.day + timedelta(3)).isoformat(),
                    basis="Sổ đến",
                ),
            ],
            "reported": [*decide, *decide, *seldom],
            "decided": [*decide, end, merge, rename],
        }

    def _declare(self, s: str, state: Filed) -> None:
        """Have those of the team say what they have to do with the school, seldom something."""
        stream = s.replace("evaluation-", "team-")
        for member in state.team.members if isinstance(state, Surveying) else ():
            ties = [{"kind": "kin"}] if self.random.random() < 0.01 else []
            self.order(stream, DeclareInterest, member.person, ties=ties)
            if ties:
                kept = {"person": member.person, "reason": "Xa"}
                self.order(stream, KeepMember, "u:director", **kept)

    def _find(self, s: str, state: Any) -> None:
        if not isinstance(state, Filed):
            return
        self._declare(s, state)
        rules = standards.by_hash(state.registration.rules)
        found = state.findings if isinstance(state, Surveying) else ()
        have = {each.criterion for each in found}
        todo = [code for code in criteria(rules) if code not in have] or [
            self.random.choice(criteria(rules))
        ]
        for code in todo[: 1 + self.random.randrange(len(todo))]:
            sheet = [
                {
                    "level": level,
                    "indicator": letter,
                    "met": (self.good or self.random.random() < 0.98),
                }
                for level, letter in indicators(rules, code)
                if level <= 2
            ]
            self.order(
                s,
                survey.RecordFinding,
                f"u:e{self.random.randrange(5)}",
                criterion=code,
                judgements=sheet,
                strengths="",
                weaknesses="",
                recommendations="",
            )


def walk(seed: int, steps: int = 40) -> CaseWalk:
    """Return a whole history."""
    found = CaseWalk(seed)
    found.found()
    found.assess()
    found.review(steps)
    return found
