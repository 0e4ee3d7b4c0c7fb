"""What waits for somebody of a bureau: claims to decide, imports to commit, drafts to sign, jobs that run."""

from collections.abc import Collection

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from api.jobs.records import OPEN
from api.storage.tables import Claim, CultivationList, ImportRow, Job


def waiting(session: Session, region: str, places: Collection[str], codes: Collection[str]) -> dict[str, int]:
    """Return how much waits.

    Parameters
    ----------
    region : str
        The place of whoever asks: lists are drawn up by its bureau alone.
    places, codes : collection of str
        The places that they see, as ids and as 6-digit codes.
    """
    savable = exists().where(ImportRow.job_id == Job.id, ImportRow.text.is_not(None))
    counts = {
        "claims": select(func.count(Claim.id)).where(Claim.region.in_(codes), Claim.state == "pending"),
        "imports": select(func.count(Job.id)).where(
            Job.region.in_(places), Job.kind == "import", Job.state == "done", Job.committed_at.is_(None), savable
        ),
        "drafts": select(func.count(CultivationList.id)).where(CultivationList.office == region, CultivationList.state == "draft"),
        "jobs": select(func.count(Job.id)).where(Job.region.in_(places), Job.state.in_(OPEN)),
    }
    return {name: session.scalar(counted) or 0 for name, counted in counts.items()}
