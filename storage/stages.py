"""How far runs came, stage by stage."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from models.stages import Stage
from models.stored import StageRun
from storage.engine import writing
from storage.tables import Run, RunStage
from storage.types import now

_ORDER = {stage: place for place, stage in enumerate(Stage)}


def begin_stage(engine: Engine, run_id: int, stage: Stage) -> None:
    """Notes that a run is in this stage now."""
    with writing(engine) as session:
        session.add(RunStage(run_id=run_id, stage=stage, status="running", started_at=now()))


def end_stage(engine: Engine, run_id: int, stage: Stage, seconds: float, trouble: str | None) -> None:
    """Notes the end of a stage: `failed` with its trouble, else `finished`."""
    status = "finished" if trouble is None else "failed"
    told = {"finished_at": now(), "seconds": seconds, "status": status, "trouble": trouble}
    with writing(engine) as session:
        session.execute(
            update(RunStage).where(RunStage.run_id == run_id, RunStage.stage == stage).values(**told)
        )


def stages_of(session: Session, run_ids: Collection[int]) -> dict[int, tuple[StageRun, ...]]:
    """The stages that runs began, in their order, by run."""
    found: dict[int, list[StageRun]] = defaultdict(list)
    for row in session.scalars(select(RunStage).where(RunStage.run_id.in_(run_ids))):
        found[row.run_id].append(StageRun(**{name: getattr(row, name) for name in StageRun.model_fields}))
    return {
        run_id: tuple(sorted(stages, key=lambda one: _ORDER[one.stage])) for run_id, stages in found.items()
    }


def last_with(session: Session, stage: Stage) -> int:
    """Key of the last run that came to the end of a stage; 0 where none did."""
    ended = select(func.max(RunStage.run_id)).where(RunStage.stage == stage, RunStage.status == "finished")
    return session.scalar(ended) or 0


def runs_since(session: Session, run_id: int, kind: str) -> tuple[int, ...]:
    """Keys of the runs of a command after the one given, oldest first."""
    query = select(Run.id).where(Run.id > run_id, Run.kind == kind).order_by(Run.id)
    return tuple(session.scalars(query))
