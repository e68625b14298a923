"""What a report needs beside its judgements, in sample words: groups, plan, texts, confirmation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from libs.kernel.problems import Wire
from libs.law.standards import RuleSet, levels
from libs.law.standards.report_forms import form_of

SAMPLE = "(dữ liệu mẫu)"
Told = tuple[str, Wire]
"""A command and its data."""


@dataclass(frozen=True, slots=True)
class WholeReport:
    """A report under a rule set, written by the form of a day."""

    rules: RuleSet
    on: date

    def groups(self, secretariat: Sequence[str], heads: Sequence[str]) -> Told:
        """Return the groups, each under its head; the standards go round among them."""
        groups: list[Wire] = [
            {"name": f"Nhóm {n} {SAMPLE}", "head": head, "others": [], "criteria": []}
            for n, head in enumerate(heads, 1)
        ]
        for criterion in levels.criteria(self.rules):
            standard = int(criterion.partition(".")[0])
            groups[(standard - 1) % len(groups)]["criteria"].append(criterion)
        return "FormGroups", {"secretariat": list(secretariat), "groups": groups}

    def plan(self, starts: date, due: date) -> Told:
        """Return the plan, in two steps from the first day to the last."""
        names = ("Thu thập minh chứng, viết phiếu", "Thông qua, hoàn thành, phê duyệt báo cáo")
        days = {"starts_on": starts.isoformat(), "due_on": due.isoformat()}
        steps = [{"name": f"{name} {SAMPLE}", **days} for name in names]
        aim = f"Tự đánh giá đủ mọi tiêu chí theo kế hoạch năm học {SAMPLE}"
        return "ApprovePlan", {"aim": aim, "steps": steps}

    def sheet(self, sheet: Wire) -> Wire:
        """Return a sheet with the present state of each of its levels."""
        described = sorted({each["level"] for each in sheet["judgements"]})
        told = [{"of_level": n, "text": f"Hiện trạng Mức {n} {SAMPLE}."} for n in described]
        return {**sheet, "descriptions": told}

    def texts(self) -> Iterator[Told]:
        """Yield what it says of each standard, and its parts."""
        form = form_of(self.rules, self.on)
        for standard in self.rules.document["standards"]:
            said = dict.fromkeys(form.texts_of_standard, f"Nhận định {SAMPLE}.")
            more = {} if form.texts_of_criterion else {"priorities": f"Ưu tiên {SAMPLE}."}
            texts = {"strengths": "", "limits": "", "priorities": "", **said, **more}
            yield "RecordStandard", {"standard": standard["no"], **texts}
        for part in form.parts:
            if not part.optional:
                text = f"{part.title_vi} {SAMPLE}."
                yield "RecordReportPart", {"report_part": part.code, "text": text}

    def confirmed(self) -> Told:
        """Return that the council confirms every criterion."""
        return "ConfirmCriteria", {"criteria": list(levels.criteria(self.rules))}
