"""Every screen, by who looks at it: for the checks that hold of all, and for the pictures."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.cli.demo.plan import Plan


@dataclass(frozen=True)
class Screen:
    """A page: what its picture is called, who looks at it (empty: anybody), its address."""

    name: str
    login: str
    address: str
    portal: bool = False


def screens(plan: Plan) -> Iterator[Screen]:
    """Yield every screen of the console and the portal."""
    known, begun = plan.school("hoa-sen").id, plan.school("binh-chanh-mau-2").id
    log = plan.schedule["schools_log"]
    year = plan.schedule["school_year"]
    principal, officer = "hieu-truong", "chuyen-vien-so"
    for name, address in (
        ("portal", "/"),
        ("portal-search", "/?q=hoa+sen"),
        ("portal-nothing", "/?q=khong+co+truong+nay"),
        ("portal-school", f"/school/{log}/{known}"),
        ("portal-certificate", "/certificate?number=K%C4%90CLGD-M%E1%BA%AAU-002"),
        ("portal-about", "/about"),
    ):
        yield Screen(name, "", address, portal=True)
    for name, address in (
        ("sign-in", "/console/sign-in"),
        ("recovery", "/console/recovery"),
        ("invitation", "/console/invitation"),
        ("not-found", "/console/nowhere"),
        ("components", "/console/kit"),
    ):
        yield Screen(name, "", address)
    for name, address in (
        ("my-work", "/console"),
        ("tasks", "/console/tasks"),
        ("cycles", f"/console/cycles/{log}/{begun}"),
        ("cycle", f"/console/cycle/{log}/{begun}_{year}"),
        ("criterion-sheet", f"/console/criterion-sheet/{log}/{begun}_{year}/1.1"),
        ("cycle-exchange", f"/console/cycle-exchange/{log}/{begun}_{year}"),
        ("act", f"/console/act/{log}/cycle/{begun}_{year}/AppointCouncil"),
        ("open-cycle", f"/console/open-cycle/{log}/{begun}"),
        ("receipt", f"/console/receipt/{log}/1"),
        *(
            (name, f"/console/{name}/{log}/{begun}_{year}")
            for name in (
                *("council", "groups", "hand-over", "work-plan", "carry-over"),
                *("council-meeting", "report-comments", "report-versions", "cycle-check"),
            )
        ),
        ("report-step", f"/console/report-step/{log}/{begun}_{year}/approve"),
        ("report-text", f"/console/report-text/{log}/{begun}_{year}"),
        ("report-text-standard", f"/console/report-text/{log}/{begun}_{year}/standard-1"),
        ("evidence", f"/console/evidence/{log}/{begun}"),
        ("evidence-add", f"/console/evidence-add/{log}/{begun}"),
        ("evidence-add-paper", f"/console/evidence-add/{log}/{begun}?kind=place"),
        ("evidence-import", f"/console/evidence-import/{log}/{begun}"),
        ("evidence-pick", f"/console/evidence-pick/{log}/{begun}_{year}/1.1?for=1-a"),
        ("my-criteria", f"/console/my-criteria/{log}/{begun}"),
        ("sheet-match", f"/console/criterion-sheet/{log}/{begun}_{year}/1.1?view=match"),
        ("evidence-manifest", f"/console/evidence-manifest/{log}/{begun}_{year}"),
        ("people", f"/console/people/{log}/{begun}"),
        ("people-add", f"/console/people/{log}/{begun}/add"),
        ("people-import", f"/console/people/{log}/{begun}/import"),
        ("people-training", f"/console/people/{log}/{begun}/training"),
        ("school", f"/console/school/{log}/{begun}"),
        ("figures", f"/console/figures/{log}/{begun}"),
        ("figures-entry", f"/console/figures/{log}/{begun}/{year}/pupils"),
        ("figures-lock", f"/console/figures/{log}/{begun}/{year}/lock"),
        ("figures-quotes", f"/console/figures/{log}/{begun}/quotes"),
        ("figures-history", f"/console/figures/{log}/{begun}/history"),
        ("figures-import", f"/console/figures/{log}/{begun}/import"),
        ("plans", f"/console/plans/{log}/{begun}"),
        ("documents", f"/console/documents/{log}/{begun}"),
        ("document", f"/console/documents/{log}/{begun}/cycle/{begun}_{year}/evidence_list"),
        ("public-record", f"/console/public-record/{log}/{begun}"),
        ("registration", f"/console/registration/{log}/{begun}"),
        ("notices", "/console/notices"),
        ("profile", "/console/profile"),
        ("api-keys", "/console/api-keys"),
        ("help", "/console/help"),
        ("help-requests", f"/console/help-requests/{log}/{begun}"),
        ("discussions", f"/console/discussions/{log}/{begun}"),
        ("discussion-begin", f"/console/discussions/{log}/{begun}?{_sheet(begun, year)}"),
        ("second-factor-setup", "/console/second-factor-setup"),
    ):
        yield Screen(name, principal, address)
    last = f"/console/plan/{log}/{known}_{year + 1}"
    for name, address in (
        ("plan", last),
        ("plan-list", f"{last}?view=list"),
        ("plan-item", f"{last}/item/1"),
        ("plan-add", f"{last}/add"),
        ("plan-new", f"{last}/new?born_of=own_initiative"),
        ("plan-approve", f"{last}/approve"),
        ("plan-reviews", f"{last}/reviews"),
        ("plan-recommendations", f"{last}/recommendations"),
        ("plan-report", f"{last}/report"),
        ("plans-school", f"/console/plans/{log}/{known}"),
        ("draft-reply", f"/console/draft-reply/{log}/{known}_{year}"),
        ("registration-known", f"/console/registration/{log}/{known}"),
        ("duties-school", f"/console/duties/{log}/{known}?year=2024"),
        ("eligibility-school", f"/console/eligibility/{log}/{known}/{known}?year=2024"),
        ("documents-case", f"/console/documents/{log}/{known}"),
        (
            "document-decision",
            f"/console/documents/{log}/{known}/evaluation/{known}_{year}/accreditation_decision",
        ),
    ):
        yield Screen(name, "hieu-truong-hoa-sen", address)
    for name, address in (
        ("my-work-officer", "/console"),
        ("plans-office", f"/console/plans/{log}/{plan.office('so-hcm')}"),
        ("plans-criteria", f"/console/plans/{log}/{plan.office('so-hcm')}/criteria"),
        ("plans-recommendations", f"/console/plans/{log}/{plan.office('so-hcm')}/recommendations"),
        ("find-school", f"/console/find-school/{log}?q=hoa+sen"),
        ("recognitions", f"/console/recognitions/{log}/{known}"),
        ("school-steps", f"/console/school/{log}/{known}?view=steps"),
        ("cycle-done", f"/console/cycle/{log}/{known}_{year}"),
        ("council-done", f"/console/council/{log}/{known}_{year}"),
        ("report-submitted", f"/console/report-step/{log}/{known}_{year}/submit"),
        ("report-text-done", f"/console/report-text/{log}/{known}_{year}/standard-1"),
        ("sheet-done", f"/console/criterion-sheet/{log}/{known}_{year}/1.1"),
        ("evidence-done", f"/console/evidence/{log}/{known}"),
        ("school-reports", f"/console/school-reports/{log}?year={year}"),
        ("planned", f"/console/planned/{log}/{plan.office('phong-go-vap')}?year=2024"),
        ("planned-line", f"/console/planned/{log}/{plan.office('phong-go-vap')}/2024/2"),
        ("duties", f"/console/duties/{log}/{plan.office('so-hcm')}?year=2024"),
        ("duties-list", f"/console/duties/{log}/{plan.office('so-hcm')}/list?year=2024&state=late"),
        ("duties-own", f"/console/duties/{log}/{plan.office('phong-go-vap')}/own?year=2024"),
        ("eligibility", f"/console/eligibility/{log}/{plan.office('so-hcm')}?year=2024"),
        ("workload", f"/console/eligibility/{log}/{plan.office('so-hcm')}/workload?year=2024"),
        ("report-reading", f"/console/report-reading/{log}/{known}_{year}"),
        ("cases", f"/console/cases/{log}"),
        ("case", f"/console/case/{log}/{known}_{year}"),
        ("case-steps", f"/console/case/{log}/{known}_{year}?view=steps"),
        ("findings", f"/console/findings/{log}/{known}_{year}"),
        ("findings-criterion", f"/console/findings/{log}/{known}_{year}/1.1"),
        ("report-reading-sheet", f"/console/report-reading/{log}/{known}_{year}/1.1"),
    ):
        yield Screen(name, officer, address)
    waiting = f"{plan.school('luong-the-vinh').id}_{year}"
    for name, address in (
        ("case-waiting", f"/console/case/{log}/{waiting}"),
        ("appraisal", f"/console/appraisal/{log}/{waiting}"),
        ("appraisal-criterion", f"/console/appraisal/{log}/{waiting}/1.1"),
        ("forwarding", f"/console/forwarding/{log}/{plan.office('phong-go-vap')}"),
    ):
        yield Screen(name, "chuyen-vien-phong", address)
    reported = f"{plan.school('thien-an').id}_{year}"
    decide = f"/console/case-step/{log}/{reported}/decide-accreditation"
    yield Screen("case-step", "giam-doc-so", decide)
    team = f"/console/team/{log}/{plan.school('mai-huong').id}_{year}"
    yield Screen("team", "giam-doc-so", team)
    making = team.replace("/team/", "/team-making/")
    yield Screen("team-making", "giam-doc-so", making)
    declared = f"/console/declaration/{log}/{plan.school('le-hoan').id}_{year}"
    yield Screen("declaration", "thanh-vien-doan-le-hoan", declared)
    rated = f"{log}/{plan.school('hanh-thong').id}_{year}"
    yield Screen("preparation", "doan-hanh-thong-0", f"/console/preparation/{rated}")
    report = f"{log}/{plan.school('tran-van-on').id}_{year}"
    yield Screen("sign-report", "doan-tran-van-on-1", f"/console/case-step/{report}/sign-report")
    yield Screen("visit", "doan-hanh-thong-1", f"/console/visit/{rated}")
    yield Screen("ratings", "doan-hanh-thong-1", f"/console/ratings/{rated}")
    yield Screen("differences", "doan-hanh-thong-0", f"/console/differences/{rated}")
    complaint = f"/console/complaint/{log}"
    yield Screen("complaints", "giam-doc-so", complaint)
    yield Screen("complaint", "hieu-truong-hoa-sen", f"{complaint}/{known}_accreditation{year}")
    change = f"/console/recognition-change/{log}/{known}_accreditation{year}"
    yield Screen("recognition-correct", "giam-doc-so", f"{change}/correct")
    yield Screen("recognition-cancel", "giam-doc-so", f"{change}/cancel")
    yield Screen("name-openings", "quan-tri", f"/console/name-openings/{log}")


def _sheet(school: str, year: int) -> str:
    """Return what names a criterion's sheet in an address."""
    return f"matter=sheet&cycle={school}_{year}&criterion=1.1"
