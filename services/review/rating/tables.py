"""From the events of a member's rating to the read tables."""

from psycopg2.extras import Json

from libs.engine.read_tables import insert, insert_once, row_of, seen, update
from libs.log.database import Cursor
from libs.log.entry import Recorded
from libs.rights import school_of
from libs.rights.blind import case_of
from services.review.rating.events import CriterionRated, RatingEvent, RatingHandedIn


def project(db: Cursor, event: Recorded, own: RatingEvent) -> None:
    """Bring the rows of a member's rating up to `event`."""
    case, round_ = case_of(row_of(event)["id"])
    of = {"school": school_of(event.stream), "evaluation": case, "round": round_}
    insert_once(db, "rater", {**row_of(event), **of, "rater": event.envelope["actor"]})
    match own:
        case CriterionRated():
            _sheet(db, event, own, of)
            db.execute(
                "update rater set rated = rated || %s"
                " where log = %s and id = %s and not %s = any (rated)",
                ([own.criterion], event.log, row_of(event)["id"], own.criterion),
            )
        case RatingHandedIn():
            update(db, "rater", event, {"rating_handed_in_on": event.on})
    seen(db, "rater", event)


def _sheet(db: Cursor, event: Recorded, rated: CriterionRated, of: dict[str, object]) -> None:
    """Write what was judged of a criterion in place of what was before."""
    standard, _, number = rated.criterion.partition(".")
    row = {
        "log": event.log,
        "id": f"{row_of(event)['id']}_{int(standard):02}_{int(number or 0):02}",
        "position": event.position,
        **of,
        "rater": event.envelope["actor"],
        "criterion": rated.criterion,
        "verdicts": Json(
            [
                {"level": each.level, "indicator": each.indicator, "met": each.met}
                for each in rated.judgements
            ]
        ),
        "text": rated.text,
        "rated_on": event.on,
    }
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in ("log", "id"))
    insert(db, "rating_sheet", row, f"on conflict (log, id) do update set {changed}")
