"""Who may do and see what, said once more and without looking at the code that decides it.

The world: schools `sch1` (area 764, whose Phòng is `pg1`) and `sch2` (785, `pg2`); `so` above both
Phòng, `ubnd` above it, for the province 79. Everything asked is about sch1, its case, or pg1. A
person is named by role and place: `officerpg1`; a `t` at the end: the grant reaches the offices
below (`officersot`). All grants hold from 10/09/2024 to 19/09/2024.
"""

from dataclasses import dataclass

SCHOOLS = ("sch1", "sch2")
OFFICES = ("pg1", "pg2", "so", "ubnd", "sot", "ubndt")
SCHOOL_ROLES = ("principal", "council_member")
OFFICE_ROLES = ("officer", "director", "chair", "administrator", "evaluator")
OPERATOR, SERVICE, NOBODY = "s:operator", "s:review", "stranger"


def at(roles: str, *places: str) -> frozenset[str]:
    """Return the persons with one of `roles` at one of `places`."""
    return frozenset(role + place for role in roles.split() for place in places)


PEOPLE = at(" ".join(SCHOOL_ROLES), *SCHOOLS) | at(" ".join(OFFICE_ROLES), *OFFICES) | {NOBODY}
ACTORS = PEOPLE | {OPERATOR, SERVICE}

REACHES_PG1 = ("pg1", "sot", "ubndt")
REACHES_SO = ("so", "sot", "ubndt")
PROVINCE = ("so", "sot", "ubnd", "ubndt")

HEAD = at("principal", "sch1")
SCHOOL = at("principal council_member", "sch1")
CHECKER = at("officer", *REACHES_PG1)
APPRAISER = at("officer", *REACHES_SO)
DIRECTOR = at("director", *REACHES_SO)
RECOGNISER = at("director chair", "ubnd", "ubndt")
KEEPER_OF_ALL = at("administrator", *PROVINCE) | {OPERATOR}
KEEPER_HERE = KEEPER_OF_ALL | at("administrator", "pg1")
HANDS_PG1 = at("administrator", *REACHES_PG1)
STAFF_PG1 = at("officer director chair", "pg1") | KEEPER_HERE
OWN_SCHOOL = SCHOOL | KEEPER_HERE
LEADER = at("evaluator", "so")
"""The leader of the team of sch1's case."""
SYSTEM = frozenset({SERVICE})


@dataclass(frozen=True)
class May:
    """Who may; and who has such a role but elsewhere, so that the rules of the case say no."""

    who: frozenset[str]
    elsewhere: frozenset[str] = frozenset()


TEAM = May(LEADER, at("evaluator", *OFFICES) - LEADER)
ADMIN = May(KEEPER_HERE)
PROVINCIAL = May(KEEPER_OF_ALL)

COMMANDS: dict[str, May] = {
    **dict.fromkeys(
        (
            *("cycle/OpenCycle", "cycle/AppointCouncil", "cycle/ApproveReport"),
            *("cycle/PinGuidance", "cycle/FormGroups", "cycle/HandOverCriteria"),
            *("cycle/ApprovePlan", "cycle/PublishReport", "cycle/ReopenForUpdate"),
            *("cycle/AbandonCycle", "cycle/CloseCycle"),
            *("cycle/SubmitReport", "evaluation/SubmitRegistration", "evaluation/Withdraw"),
            *("evaluation/Reply", "complaint/LodgeComplaint", "complaint/WithdrawComplaint"),
            *("figures/LockFigures", "figures/ReopenFigures"),
            *("improvement_plan/DraftImprovementPlan", "improvement_plan/ApproveImprovementPlan"),
            *("improvement_plan/SubmitImprovementPlan", "improvement_plan/ReviewImprovementPlan"),
            *("improvement_plan/ReportImprovementYear", "improvement_plan/CloseImprovementPlan"),
            "improvement_plan/AdjustPlanItem",
        ),
        May(HEAD),
    ),
    **dict.fromkeys(
        (
            *("cycle/RecordSheet", "cycle/CarryOver"),
            *("cycle/TickElements", "cycle/RecordStandard", "cycle/RecordReportPart"),
            # Which member of the council may is asked by the rules.
            *("cycle/CastVote", "cycle/ConfirmCriteria", "cycle/CompleteReport"),
        ),
        May(SCHOOL),
    ),
    # Whoever checks or appraises the school's dossiers.
    **dict.fromkeys(
        ("cycle/CommentReport", "improvement_plan/LeavePlanUnreported"), May(CHECKER | APPRAISER)
    ),
    # Which office the report went to is asked by the rules.
    "cycle/AcknowledgeReport": May(at("officer director", *OFFICES)),
    **dict.fromkeys(
        (
            *("improvement_plan/NamePriorityIssue", "improvement_plan/DropPriorityIssue"),
            *("improvement_plan/AddPlanItem", "improvement_plan/EditPlanItem"),
            *("improvement_plan/RemovePlanItem", "improvement_plan/FollowRecommendation"),
            # Of a plan that is not there: who is to do a thing is not asked.
            "improvement_plan/ReportPlanItem",
        ),
        May(SCHOOL),
    ),
    "improvement_plan/SuperviseImprovementPlan": May(at("officer director chair", *REACHES_PG1)),
    **dict.fromkeys(
        (
            *("evidence/RegisterEvidence", "evidence/ReceiveFile"),
            *("evidence/AddEvidence", "evidence/ReviseEvidence", "evidence/DescribeEvidence"),
            *("evidence/RenumberEvidence", "evidence/WithdrawEvidence", "evidence/ExtendManifest"),
            *("figures/RecordFigures", "figures/WithdrawFigures"),
        ),
        May(SCHOOL),
    ),
    "evidence/LockManifest": May(SYSTEM),
    **dict.fromkeys(
        ("evaluation/ForwardRegistration", "evaluation/RequestCompletion"), May(CHECKER)
    ),
    "evaluation/PlanEvaluation": May(CHECKER | APPRAISER),
    "evaluation/RecordDeskReceipt": May(CHECKER | APPRAISER | {OPERATOR}),
    **dict.fromkeys(
        (
            *("evaluation/AcceptBySo", "evaluation/ReturnBySo", "evaluation/SetTerm"),
            *("evaluation/ReopenReply", "evaluation/NotifyResult"),
        ),
        May(APPRAISER),
    ),
    **dict.fromkeys(
        (
            *("recognition/RecordEarlierRecognition", "recognition/StrikeEarlierRecognition"),
            *("recognition/ConfirmEarlierRecognition", "recognition/DeclineEarlierRecognition"),
        ),
        May(APPRAISER),
    ),
    **dict.fromkeys(
        (
            *("evaluation/FormTeam", "evaluation/FormCouncil", "evaluation/DecideAccreditation"),
            *("evaluation/ProposeNationalStandard", "evaluation/ChangeTeam"),
            *("evaluation/DiscontinueEvaluation", "evaluation/ExcuseSignature", "team/KeepMember"),
        ),
        May(DIRECTOR),
    ),
    **dict.fromkeys(
        ("team/AskDeclarations", "team/AnnounceDraw", "team/DrawMembers"),
        May(APPRAISER | DIRECTOR),
    ),
    "evaluation/DecideNationalStandard": May(RECOGNISER),
    **dict.fromkeys(
        (
            *("recognition/CorrectRecognition", "recognition/CancelRecognition"),
            *("complaint/AcceptComplaint", "complaint/DeclineComplaint"),
            "complaint/SettleComplaint",
        ),
        May(DIRECTOR | at("chair", *REACHES_SO)),
    ),
    **dict.fromkeys(
        (
            *("evaluation/RecordFinding", "evaluation/CloseSurvey", "evaluation/SendDraft"),
            *("evaluation/AnswerReply", "evaluation/DeemAgree", "evaluation/SubmitFinalReport"),
            "team/DeclareInterest",
            "evaluation/SignReport",
            *("agreement/AskForRatings", "agreement/GiveUpRatings", "agreement/SettleDifference"),
            *("rating/RateCriterion", "rating/HandInRating"),
            "preparation/PlanTeamWork",
            "preparation/RecordPreliminarySurvey",
            "preparation/StudyCriterion",
            *("evaluation/CompareFigure", "evaluation/AppraiseCriterion"),
            *("evaluation/CheckCondition", "evaluation/OrderSiteCheck"),
            *("evaluation/RecordSiteCheck", "evaluation/GiveOpinion"),
            "evaluation/ConcludeAppraisal",
        ),
        TEAM,
    ),
    # Asked of check_dossier: who appraises the case holds it too, but not in this function.
    "evaluation/TransferCase": May(CHECKER | KEEPER_HERE, APPRAISER - CHECKER),
    **dict.fromkeys(
        (
            *("evaluation/ContinueEvaluation", "evaluation/EndEvaluation"),
            *("recognition/RecordRecognition", "recognition/CarryOverRecognition"),
            *("recognition/LapseRecognition", "succession/SettleSuccession"),
            *("succession/SettleLater", "agreement/OpenRatings"),
            *("recognition/ReplaceRecognition", "recognition/ReinstateRecognition"),
            *("publication/PublishEarlierRecognition", "publication/MarkReplaced"),
            *("publication/MarkCorrected", "publication/MarkCancelled"),
            *("publication/MarkReinstated", "publication/MarkStruck"),
            *(
                "publication/PublishRecognition",
                "publication/MarkLapsed",
                "publication/MarkCarriedOver",
            ),
            *("school/RecordClosure", "school/RecordMerger"),
            *("school/RecordOrigin", "school/RecordSplit"),
        ),
        May(SYSTEM),
    ),
    **dict.fromkeys(
        (
            *("school/RegisterSchool", "school/ChangeContacts", "school/RecordOperation"),
            *("school/AddIdentifier", "school/EndIdentifier", "school/ChangeAreas"),
            *("school/ChangeKind", "school/ChangeOwnership", "school/ChangeVariant"),
            *("school/OpenCampus", "school/CloseCampus", "school/MoveSchool"),
            *("school/RenameSchool", "organisation/RegisterOrganisation"),
            *("organisation/RenameOrganisation", "organisation/EndOrganisation"),
            "instruction/RegisterInstruction",
        ),
        May(KEEPER_HERE),
    ),
    **dict.fromkeys(
        (
            *("assignment/AssignFunction", "assignment/EndFunction"),
            # Under an office that the own grant does not reach.
            "organisation/PlaceOrganisation",
            *("quorum/StateQuorum", "quorum/WithdrawQuorum"),
            *("instruction/CorrectInstruction", "instruction/DismissInstructionWarning"),
            *("lineage/CloseSchool", "lineage/MergeSchools", "lineage/SplitSchool"),
            # Into areas of another office.
            *("school/ChangeAreas away", "school/MoveSchool away"),
            "person/CorrectPerson",
        ),
        PROVINCIAL,
    ),
    **dict.fromkeys(
        ("person/RegisterPerson", "person/TakePost", "person/LeavePost"), May(HEAD | KEEPER_HERE)
    ),
    **dict.fromkeys(
        (
            *("person/RegisterPerson principal", "person/TakePost principal"),
            *("person/LeavePost principal", "person/RegisterPerson office"),
            *("person/TakePost office", "person/LeavePost office"),
        ),
        ADMIN,
    ),
    # Under ids that are other things': a school's that is the Sở's, the log's or has parts.
    **dict.fromkeys(
        ("school/RegisterSchool @so", "school/RegisterSchool @79", "school/RegisterSchool @sch1_x"),
        May(frozenset(), KEEPER_HERE),
    ),
    **dict.fromkeys(
        (
            *("organisation/RenameOrganisation @so", "instruction/CorrectInstruction @pg1"),
            *("lineage/CloseSchool @sch1", "person/CorrectPerson @pg1"),
        ),
        PROVINCIAL,
    ),
    "plannedlist/OpenList @so_2024": May(at("officer director chair", "so", "sot") | KEEPER_OF_ALL),
    "person/ErasePerson": May(frozenset({OPERATOR})),
    "rules/AdoptRules": May(frozenset({OPERATOR})),
    "timer/ReachDeadline": May(SYSTEM),
    "evaluation/RecordSilence": May(SYSTEM),
    "grant/GiveGrant": May(frozenset({OPERATOR})),
    "grant/GiveGrant principal": May(KEEPER_HERE),
    "grant/GiveGrant council_member": May(KEEPER_HERE | HEAD),
    "grant/ProposeGrant": May(HANDS_PG1),
    "grant/ConfirmGrant": May(HANDS_PG1),
    "grant/DeclineGrant": May(HANDS_PG1),
    "grant/WithdrawGrant": May(HANDS_PG1 | {OPERATOR}),
    "grant/Delegate": May(at("officer", "pg1")),
    "grant/EndDelegation": May(at("officer", "pg1") | HANDS_PG1 | {OPERATOR}),
    **dict.fromkeys(
        (
            *("contact/NameContact", "contact/EndContact", "plannedlist/OpenList"),
            *("plannedlist/PlanSchools", "plannedlist/PlanFromLetter", "plannedlist/AdjustLine"),
            *("plannedlist/WithdrawLine", "roadmap/RegisterRoadmap", "roadmap/SetTarget"),
            *("roadmap/AdjustTarget", "roadmap/DropTarget", "roadmap/CloseRoadmap"),
            *("nomination/NominatePerson", "nomination/WithdrawNomination"),
            # For the office and those below it, of which pg1 has none.
            "roadmap/ReportProgress",
            # By who was asked, which is pg1.
            *("helprequest/AnswerHelp", "helprequest/ForwardHelp"),
        ),
        May(STAFF_PG1),
    ),
    # A list is confirmed by an office above the one that made it.
    "plannedlist/ConfirmList": May(
        at("officer director chair administrator", *PROVINCE) | {OPERATOR}
    ),
    **dict.fromkeys(
        (
            *("headcount/CountStaff", "helprequest/AskForHelp", "helprequest/ReopenHelp"),
            *("helprequest/CloseHelp", "training/RegisterCourse", "training/RecordAttendance"),
            *("training/WithdrawAttendance", "training/CancelCourse"),
            *("duty/AcknowledgeDuty", "duty/WithdrawAcknowledgement"),
        ),
        May(OWN_SCHOOL),
    ),
    **dict.fromkeys(
        (
            *("discussion/OpenDiscussion", "discussion/AddMessage", "discussion/SetTask"),
            *("discussion/CompleteTask", "discussion/WithdrawTask", "discussion/CloseDiscussion"),
        ),
        # The school, and every office that sees its affairs.
        May(SCHOOL | at("officer director chair", *REACHES_PG1, "so", "ubnd")),
    ),
}
"""Every command, those of `grant` by the role in hand as well."""

LEADING = at("director chair administrator", *PROVINCE)
DESK = at("officer director chair administrator", *REACHES_PG1, "so", "ubnd")
PARTIES = SCHOOL | DESK | LEADING | LEADER | {OPERATOR, SERVICE}
"""Who sees what is between a school and its offices: both, and the team of its case."""
OFFICERS = at("officer director chair administrator", *OFFICES) | {OPERATOR, SERVICE}
