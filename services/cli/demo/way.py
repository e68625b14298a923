"""The way of a school of the demo, in the order of its days: report, registration, decisions."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kernel.problems import Wire
from libs.law import standards
from libs.law.standards import RuleSet, levels
from services.cli.demo.schools import Entry, School, Year, iso, person
from services.cli.demo.steps import DemoStep
from services.cli.demo.whole_report import WholeReport

OPERATOR = "s:operator"


@dataclass(frozen=True)
class Way:
    """What is done with a school on the days of its round, or on those of an incident."""

    school: School
    days: Entry

    @property
    def year(self) -> Year:
        """The school's year."""
        return self.school.year

    def founding(self) -> Iterator[DemoStep]:
        """Yield how the school and those who act for it come into the register."""
        school, samples = self.school, self.year.samples
        data = {
            "name": school.name,
            "kind": school.entry["kind"],
            "ownership": school.entry["ownership"],
            "areas": list(school.areas),
            "address": school.address,
            "sample": True,
            "opened_on": iso(samples["opened"]),
            "cohorts_completed": samples["cohorts_completed"],
        }
        on = self.year.said["setup"]["registered"]
        yield DemoStep(school.log, f"school-{school.id}", "RegisterSchool", data, OPERATOR, on)
        yield grant(self.year, school.principal, "principal", school.id)
        if "accreditation_decided" in self.days:
            org = self.year.office(self.year.said["people"]["evaluators_office"])
            for member in self._team():
                yield grant(self.year, member["person"], "evaluator", org)

    def self_assessment(self) -> Iterator[DemoStep]:
        """Yield the self-assessment from its opening to the report's submission."""
        school, days = self.school, self.days
        yield self.open()
        council = {
            "decision_number": self._number("council_decision"),
            "members": school.council(self.year.said["council"]["posts"]),
        }
        yield self._by_school("AppointCouncil", council, days["council_appointed"])
        report = WholeReport(self._rules, days["report_completed"])
        deputy, secretary, member = (school.person(n) for n in (1, 2, 3))
        groups = report.groups([secretary], [deputy, member])
        plan = report.plan(days["plan_approved"], days["report_approved"])
        for told in (groups, plan):
            yield self._by_school(*told, days["plan_approved"])
        items = {"items": [self.evidence(c) for c in self.criteria]}
        evidence, on = f"evidence-{school.id}", days["evidence_registered"]
        yield DemoStep(school.log, evidence, "RegisterEvidence", items, school.principal, on)
        for n, criterion in enumerate(self.criteria):
            yield self._by_school("RecordSheet", self._sheet(criterion, n), days["sheets_recorded"])
        on = days["report_completed"]
        for turn, (name, data) in enumerate((*report.texts(), report.confirmed()), 1):
            yield self._by_school(name, data, on, turn=turn)
        # The story may give the same person the same role.
        yield grant(self.year, secretary, "council_member", school.id, turn=9)
        yield from self._reported(secretary)

    def _reported(self, secretary: str) -> Iterator[DemoStep]:
        """Yield the report's completion, approval and submission, and its yearly update."""
        days = self.days
        yield self._by_school("CompleteReport", {}, days["report_completed"], actor=secretary)
        yield self._by_school("ApproveReport", {}, days["report_approved"])
        yield self._by_school("SubmitReport", {}, days["report_submitted"])
        if "updated" in self.school.entry:
            yield from self._updated(self.school.entry["updated"], secretary)

    def _updated(self, again: Entry, secretary: str) -> Iterator[DemoStep]:
        """Yield the yearly update of the report: one sheet is written anew."""
        yield self._by_school("ReopenForUpdate", {"reason": again["reason"]}, again["reopened"])
        criterion = again["criterion"]
        sheet = self._sheet(criterion, self.criteria.index(criterion))
        sheet |= {"improvement": again["improvement"]}
        yield self._by_school("RecordSheet", sheet, again["recorded"], turn=2)
        confirmed, done = {"criteria": [criterion]}, again["completed"]
        yield self._by_school("ConfirmCriteria", confirmed, done, turn=99)
        yield self._by_school("CompleteReport", {}, done, actor=secretary, turn=2)
        yield self._by_school("ApproveReport", {}, again["approved"], turn=2)
        yield self._by_school("SubmitReport", {}, again["submitted"], turn=2)

    def registration(self) -> Iterator[DemoStep]:
        """Yield the registration up to its acceptance by the Sở, with what goes wrong before."""
        days, checker = self.days, self.year.acting("checks")
        yield from self._tried()
        filed = self.registered()
        yield self._case("SubmitRegistration", filed, self.school.principal, days["registered"])
        yield from self._returned(filed)
        if checker is not None:
            checked = {"checked": self.year.samples["checked_before_forwarding"]}
            yield self._case("ForwardRegistration", checked, checker, days["forwarded"])
        checked = {"checked": self.year.samples["checked_so"]}
        yield self._case("AcceptBySo", checked, self.year.acting("accepts"), days["so_accepted"])

    def _tried(self) -> Iterator[DemoStep]:
        """Yield what the school tries before and is refused."""
        tried = self.school.entry.get("tried")
        if tried:
            asked = {**self.registered(), **tried.get("asked", {})}
            how = {"refusal": tried["refusal"], "expected": 0, "turn": 9}
            yield self._case(
                "SubmitRegistration", asked, self.school.principal, tried["day"], **how
            )

    def _returned(self, filed: Wire) -> Iterator[DemoStep]:
        """Yield that the office sends the dossier back once, and what is tried without a right."""
        returned, without = (self.school.entry.get(key) for key in ("returned", "without_grant"))
        if returned:
            reasons, checker = {"reasons": returned["reasons"]}, self.year.acting("checks")
            yield self._case("RequestCompletion", reasons, checker, returned["returned"])
            completed = {**filed, "address": f"{filed['address']} (bổ sung)"}
            on, head = returned["resubmitted"], self.school.principal
            yield self._case("SubmitRegistration", completed, head, on, turn=2)
        if without:
            checked = {"checked": self.year.samples["checked_before_forwarding"]}
            how = {"refusal": without["refusal"], "turn": 9}
            by = person(without["person"])
            yield self._case(without["command"], checked, by, without["tried"], **how)

    def evaluation(self) -> Iterator[DemoStep]:
        """Yield the team's work from its decision to the final report."""
        days, leader = self.days, str(self._team()[0]["person"])
        formed = {"decision_number": self._number("team_decision"), "members": self._team()}
        yield self._case("FormTeam", formed, self.year.acting("decides"), days["team_formed"])
        for turn, member in enumerate(self._team(), 1):
            yield self._declared(str(member["person"]), days["team_formed"], turn)
        texts = {k: self.year.samples[k] for k in ("strengths", "weaknesses", "recommendations")}
        for criterion in self.criteria:
            finding = {"criterion": criterion, "judgements": self._found(criterion), **texts}
            yield self._case("RecordFinding", finding, leader, days["findings_recorded"])
        survey = {"started": iso(days["survey_started"]), "ended": iso(days["survey_ended"])}
        yield self._case("CloseSurvey", survey, leader, days["survey_ended"])
        yield self._case("SendDraft", {}, leader, days["draft_sent"])
        said = self.school.entry.get("with_points", {"points": []})
        reply = {"agreed": not said["points"], "points": said["points"]}
        yield self._case("Reply", reply, self.school.principal, days["reply"])
        if said["points"]:
            answers = {"answers": said["answers"]}
            yield self._case("AnswerReply", answers, leader, days["reply_answered"])
        for turn, member in enumerate(self._team(), 1):
            yield self._case(
                "SignReport", {}, str(member["person"]), days["final_report"], turn=turn
            )
        yield self._case("SubmitFinalReport", {}, leader, days["final_report"])

    def decisions(self) -> Iterator[DemoStep]:
        """Yield both decisions, each granted as far as the team's report earns it."""
        days, director = self.days, self.year.acting("decides")
        granted = {
            "decision_number": self._number("accreditation_decision"),
            "certificate_number": self._number("accreditation_certificate"),
        }
        yield self._case("DecideAccreditation", granted, director, days["accreditation_decided"])
        if self.school.earned[1]:
            proposal = {"document_number": self._number("proposal")}
            on = days["national_standard_proposed"]
            yield self._case("ProposeNationalStandard", proposal, director, on)
            granted = {
                "decision_number": self._number("national_standard_decision"),
                "certificate_number": self._number("national_standard_certificate"),
            }
            chair, on = self.year.acting("recognises"), days["national_standard_decided"]
            yield self._case("DecideNationalStandard", granted, chair, on)

    def open(self, refusal: str | None = None) -> DemoStep:
        """Return the opening of the self-assessment."""
        data = {"year": self.year.starts}
        return self._by_school("OpenCycle", data, self.days["cycle_opened"], refusal)

    def refused(self, on: date, refusal: str) -> DemoStep:
        """Return a registration that is refused."""
        how = {"refusal": refusal}
        return self._case("SubmitRegistration", self.registered(), self.school.principal, on, **how)

    def _sheet(self, criterion: str, turn: int) -> Wire:
        """Return the sheet of a criterion, the `turn`-th of its rule set."""
        code = self.evidence(criterion)["code"]
        judged = [
            {**j, "evidence": [code] if j["met"] else []} for j in self._judgements(criterion, turn)
        ]
        texts = {k: self.year.samples[k] for k in ("strengths", "weaknesses", "improvement")}
        report = WholeReport(self._rules, self.days["report_completed"])
        return report.sheet({"criterion": criterion, "judgements": judged, **texts})

    def registered(self) -> Wire:
        """Return what the school registers for."""
        national = self.school.entry["national_grade"]
        return {
            "purpose": "both" if national else "accreditation",
            "accreditation_grade": self.school.entry["accreditation_grade"],
            "national_grade": national,
            "address": self.school.address,
            "cycle_year": self.year.starts,
        }

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria of the rule set that the school is assessed by."""
        return levels.criteria(self._rules)

    def evidence(self, criterion: str) -> Wire:
        """Return the one item of evidence of a criterion."""
        standard, _, number = criterion.partition(".")
        code = self.year.samples["evidence_code"].format(
            standard=standard, criterion=criterion, serial=1, number=number
        )
        content = f"{self.school.entry['key']}/{criterion}/{self.year.starts}"
        return {
            "code": code,
            "title": self.year.samples["evidence_title"].format(criterion=criterion),
            "sha256": hashlib.sha256(content.encode()).hexdigest(),
            "sample": True,
        }

    @property
    def _rules(self) -> RuleSet:
        return standards.choose(self.school.entry["kind"], self.days["cycle_opened"])

    def _judgements(self, criterion: str, turn: int) -> list[Wire]:
        """Return the school's judgements of a criterion, the `turn`-th of its rule set."""
        rule = self.year.samples["judgements"][self.school.entry["accreditation_grade"]]
        judged: list[Wire] = []
        for level, indicator in levels.indicators(self._rules, criterion):
            how = rule.get(level)
            if how is None or (how == "mixed" and turn % 3 == 2):
                continue
            first = all(j["level"] != level for j in judged)
            met = how == "met" or turn % 3 == 0 or not first
            judged.append({"level": level, "indicator": indicator, "met": met})
        return judged

    def _found(self, criterion: str) -> list[Wire]:
        """Return the team's judgements: the school's, but for those that it sees otherwise."""
        otherwise = {
            (each["level"], each["indicator"])
            for each in self.school.entry.get("otherwise", ())
            if each["criterion"] == criterion
        }
        return [
            {**j, "met": j["met"] is not ((j["level"], j["indicator"]) in otherwise)}
            for j in self._judgements(criterion, self.criteria.index(criterion))
        ]

    def _team(self) -> list[Wire]:
        return self.school.team(self.year.said["team"]["posts"])

    def _number(self, pattern: str) -> str:
        return str(self.year.samples[pattern].format(n=self.school.entry["n"]))

    def _by_school(
        self,
        name: str,
        data: Wire,
        on: date,
        refusal: str | None = None,
        *,
        actor: str | None = None,
        turn: int = 1,
    ) -> DemoStep:
        stream, by = f"cycle-{self.school.in_year}", actor or self.school.principal
        return DemoStep(self.school.log, stream, name, data, by, on, refusal, turn=turn)

    def _case(self, name: str, data: Wire, actor: str | None, on: date, **more: Any) -> DemoStep:
        assert actor is not None
        stream = f"evaluation-{self.school.in_year}"
        return DemoStep(self.school.log, stream, name, data, actor, on, **more)

    def _declared(self, actor: str, on: date, turn: int) -> DemoStep:
        """Somebody of the team says that they have nothing to do with the school."""
        stream, data = f"team-{self.school.in_year}", {"ties": list[Wire]()}
        return DemoStep(self.school.log, stream, "DeclareInterest", data, actor, on, turn=turn)


def grant(year: Year, actor: str, role: str, org: str, turn: int = 1) -> DemoStep:
    """Return that somebody has a role from the year's first day on."""
    people = year.said["people"]
    starts = iso(people["grants_start"])
    data = {"role": role, "org": org, "starts": starts, "ends": None, "basis": people["basis"]}
    on = year.said["setup"]["registered"]
    return DemoStep(year.log, f"grant-{actor[2:]}", "GiveGrant", data, OPERATOR, on, turn=turn)
