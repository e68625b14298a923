"""What people, offices and schools write into their registers, walked at random."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from libs.rights import OPERATOR
from services.registry.contact import rules as contact
from services.registry.headcount import rules as headcount
from services.registry.help_request import rules as help_request
from services.registry.instruction import rules as instruction
from services.registry.nomination import rules as nomination
from services.registry.organisation import rules as organisation
from services.registry.person import rules as person
from services.registry.planned_list import rules as planned_list
from services.registry.roadmap import rules as roadmap
from services.registry.training import rules as training
from tests.review.world import PHONG, SO
from tests.verifier.walk import Walk

LETTER = f"{SO}_2"
CODES = ("c1", "c2")
Move = Callable[[], object]


class RegisterWalk(Walk):
    """Keeps every register a little: names, posts, courses, plans, contacts, questions."""

    def keep(self, steps: int, people: bool = True) -> None:
        """Write into the registers, likely things and foolish ones, as time goes on."""
        self._letter()
        self._above()
        often = [self._training, self._roadmap, self._planned, self._help]
        often += [self._person] if people else []
        registers = [*often, *often, self._headcount, self._contact, self._nomination]
        for _ in range(steps):
            self.day += timedelta(self.random.choice([0, 0, 1, 3]))
            self.random.choice(self.random.choice(registers)())()

    def _letter(self) -> None:
        entries = [
            {"name": f"Trường {n}", "month": "2025-12", "accreditation_grade": 1} for n in range(3)
        ]
        duty = {
            "actor": "school",
            "duty": "Nộp",
            "kind": "planned",
            "effect": "none",
            "area": "79",
            "kinds": ["primary"],
            "entries": entries,
        }
        self.order(
            f"instruction-{LETTER}",
            instruction.RegisterInstruction,
            OPERATOR,
            issuer=SO,
            issuer_name="Sở",
            subject="Kế hoạch",
            obligations=[{"code": "R1", **duty}],
        )

    def _above(self) -> None:
        place = {"parent": SO, "starts": "2020-01-01", "basis": "QĐ"}
        self.order(f"organisation-{PHONG}", organisation.PlaceOrganisation, OPERATOR, **place)

    def _day(self, *offsets: int) -> str:
        return (self.day + timedelta(self.random.choice(offsets))).isoformat()

    def _person(self) -> list[Move]:
        stream, pick = f"person-{self.random.randrange(2):031x}a", self.random.choice
        post = {"post": pick(["teacher", "staff"]), "org": "abc", "basis": "QĐ"}

        def move(kind: type, /, **values: Any) -> Move:
            return lambda: self.order(stream, kind, OPERATOR, **values)

        return [
            move(person.RegisterPerson, name="Nguyễn Văn Mẫu", email="mau@example.edu.vn"),
            move(person.RegisterPerson, name="Trần Thị Mẫu", sample=True),
            move(person.RegisterPerson, name="Mẫu", first_post={**post, "starts": self._day(0)}),
            move(person.CorrectPerson, **pick([{"name": "Tên mới"}, {"phone": "028 1234"}])),
            move(person.TakePost, starts=self._day(0, 30), **post),
            move(person.TakePost, starts=self._day(0), ends=self._day(10, 60), **post),
            move(person.LeavePost, ends=self._day(0, 5, 30), **post),
            move(person.LeavePost, ends=self._day(0, 5, 30), **post),
            *([move(person.ErasePerson, reason="requested")] if pick([0, 0, 1]) else []),
        ]

    def _training(self) -> list[Move]:
        pick = self.random.choice
        owner, actor = pick([("abc", "u:principal"), (PHONG, "u:checker")])
        stream = f"training-{owner}_{self.random.randrange(2)}"

        def move(kind: type, /, **values: Any) -> Move:
            return lambda: self.order(stream, kind, actor, **values)

        course = {
            "title": "Lớp",
            "provider": "Đơn vị",
            "subject": "software",
            "held_on": self._day(-20, -5, 5),
            "basis": "Kế hoạch",
            "validity_months": pick([None, 12]),
        }
        came = [{"person": f"u:t{n}", "post": "teacher", "org": "abc"} for n in range(pick([1, 3]))]
        return [
            move(training.RegisterCourse, **course),
            move(training.RecordAttendance, attendees=came),
            move(training.RecordAttendance, attendees=came),
            move(training.WithdrawAttendance, person=f"u:t{pick([0, 1])}", reason="Nhầm"),
            move(training.CancelCourse, reason="Hoãn"),
        ]

    def _headcount(self) -> list[Move]:
        people = {name: self.random.randrange(3) for name in ("managers", "teachers", "staff")}
        stream = f"headcount-abc_{self.random.choice([2024, 2025])}"
        return [lambda: self.order(stream, headcount.CountStaff, "u:principal", **people)]

    def _roadmap(self) -> list[Move]:
        pick, stream = self.random.choice, f"roadmap-{SO}_1"

        def move(kind: type, actor: str = "u:appraiser", /, **values: Any) -> Move:
            return lambda: self.order(stream, kind, actor, **values)

        code, year = pick(CODES), pick([2025, 2026])
        target = {"code": code, "measure": "evaluated", "by_year": year}
        progress = {"school": "abc", "measure": "evaluated", "basis": "Báo cáo"}
        plan = {"issuer_name": "Sở", "title": "Kế hoạch", "last_year": 2026}
        seldom = [move(roadmap.CloseRoadmap, reason="Hết")] if pick([0, 0, 0, 1]) else []
        return [
            move(roadmap.RegisterRoadmap, **plan),
            move(roadmap.SetTarget, area="79", **target),
            move(roadmap.SetTarget, schools=["abc"], percent=50, **target),
            move(roadmap.AdjustTarget, code=code, percent=80, by_year=year, reason="Khó"),
            move(roadmap.DropTarget, code=code, reason="Thôi"),
            *[
                move(
                    roadmap.ReportProgress,
                    actor,
                    as_of=self._day(0, -3),
                    state=pick(["under_way", "reached"]),
                    **progress,
                )
                for actor in ("u:appraiser", "u:checker")
            ],
            *seldom,
        ]

    def _planned(self) -> list[Move]:
        pick = self.random.choice
        owner, actor = pick([(SO, "u:appraiser"), (PHONG, "u:checker")])
        stream = f"plannedlist-{owner}_2025"

        def move(kind: type, by: str = actor, /, **values: Any) -> Move:
            return lambda: self.order(stream, kind, by, **values)

        plans = [
            {"name": f"Trường {n}", "month": pick(["2025-11", "2025-12", "2026-03"])}
            for n in self.random.sample(range(5), 2)
        ]
        line = {"line": self.random.randrange(1, 6), "reason": "Lý do"}
        reason = pick(["", "Bổ sung"])
        opened = {"basis": "Kế hoạch", "before": self._day(10, 40)}
        return [
            move(planned_list.OpenList, **opened),
            move(planned_list.PlanSchools, schools=plans, reason=reason),
            move(planned_list.PlanSchools, schools=plans[:1], reason=reason),
            move(planned_list.PlanFromLetter, instruction=LETTER, code="R1", reason=reason),
            move(planned_list.AdjustLine, month=pick(["2026-04", "2026-05"]), **line),
            move(planned_list.WithdrawLine, **line),
            move(planned_list.ConfirmList, "u:appraiser", basis=pick(["TB", "TB 2"])),
            self._put_right,
        ]

    def _put_right(self) -> None:
        place = f"/obligations/R1/entries/{self.random.randrange(3)}/name"
        wrong = [{"path": place, "value": f"Trường {self.random.randrange(9)}"}]
        stream = f"instruction-{LETTER}"
        self.order(
            stream, instruction.CorrectInstruction, OPERATOR, corrections=wrong, basis="Công văn"
        )

    def _contact(self) -> list[Move]:
        pick = self.random.choice
        office, actor = pick([(SO, "u:appraiser"), (PHONG, "u:checker")])
        who = f"u:c{self.random.randrange(3)}"

        def move(kind: type, /, **values: Any) -> Move:
            return lambda: self.order(f"contact-{office}", kind, actor, **values)

        return [
            move(
                contact.NameContact,
                person=who,
                kinds=["primary"],
                starts=self._day(0, 3),
                phone="028 0000",
                answer_within=pick([None, 3, 5]),
                basis="QĐ",
            ),
            move(contact.EndContact, person=who, ends=self._day(0, 3, 9), basis="QĐ"),
        ]

    def _help(self) -> list[Move]:
        pick = self.random.choice
        owner, actor = pick([("abc", "u:principal"), (PHONG, "u:checker")])
        stream = f"helprequest-{owner}_{self.random.randrange(2)}"

        def move(kind: type, by: str = actor, /, **values: Any) -> Move:
            return lambda: self.order(stream, kind, by, **values)

        helpers = ("u:checker", "u:appraiser")
        text = pick(["Hỏi gì?", "Gọi 028 3894 0000"])
        return [
            move(
                help_request.AskForHelp,
                topic="other",
                subject="Hỏi",
                text=text,
                confirmed=True,
                kind=pick([None, "primary"]),
            ),
            *[
                move(help_request.ForwardHelp, by, office=pick([SO, PHONG]), reason="Thuộc Sở")
                for by in helpers
            ],
            *[
                move(help_request.AnswerHelp, by, text=text, confirmed=pick([True, False]))
                for by in helpers
            ],
            move(help_request.ReopenHelp, reason="Chưa rõ"),
            move(help_request.CloseHelp, helped=True),
        ]

    def _nomination(self) -> list[Move]:
        stream = f"nomination-{PHONG}_2025"
        nominee = {"person": f"u:n{self.random.randrange(3)}", "task": "guide"}

        def move(kind: type, /, **values: Any) -> Move:
            return lambda: self.order(stream, kind, "u:checker", **nominee, **values)

        works = {"works_at": self.random.choice(["abc", "xyz"]), "kinds": ["primary"]}
        return [
            move(nomination.NominatePerson, basis="Công văn", **works),
            move(nomination.WithdrawNomination, reason="Bận"),
        ]


def register_walk(seed: int) -> RegisterWalk:
    """Return a whole history of the registers but of people, no act of whom can be told again under
    another command id: what their texts are committed to follows from it."""
    found = RegisterWalk(seed)
    found.found()
    found.keep(80, people=False)
    return found
