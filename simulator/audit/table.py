"""The audit as rows: what reports, the command and other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.audit import Finding, Run, audit, buyers_of
from simulator.audit.check import LIMITS
from simulator.audit.evidence import facts_of
from simulator.scenario import Scenario
from simulator.scenario.study import NO_PROGRAM, Study

AUDIT = "audit"
COLUMNS = {
    "design": "str", "number": "str", "name": "str", "kind": "str", "says": "str", "measured": "str",
    "value": "float64", "limit_name": "str", "limit": "float64", "unit": "str", "limit_source": "str",
    "place": "str", "key": "str", "source": "str", "run": "str", "others": "str",
}  # fmt: skip


def row_of(design: str, finding: Finding) -> dict[str, Any]:
    """Return a finding as a row; what does not apply is None or empty."""
    check, judged = finding.check, finding.judged
    limit = LIMITS[check.limit] if check.limit else None
    return {
        "design": design,
        "number": check.number,
        "name": check.name,
        "kind": judged.kind.value,
        "says": judged.says,
        "measured": judged.measured,
        "value": judged.value,
        "limit_name": check.limit or "",
        "limit": finding.limit,
        "unit": limit.unit if limit else "",
        "limit_source": f"{limit.tag}: {limit.source.removeprefix('assumption: ')}" if limit else "",
        "place": finding.place,
        "key": finding.key,
        "source": check.source,
        "run": finding.run,
        "others": finding.others,
    }


def write_audit(study: Scenario[Study], folder: Path) -> list[Path]:
    """Audit the designs of a finished study with its own tables as evidence; write the table `audit`.

    Parameters
    ----------
    study
        The loaded study.
    folder
        Its results, tables and all; only designs that are in them are audited.

    Raises
    ------
    AuditError, ResultsError
        When the folder holds no study, or the disk refuses.
    """
    from simulator.results import frame_of, write_frames

    if study.market is None:
        raise ValueError(f"{study.name} is no study")
    buyers = buyers_of(study.market.model)
    rows = [
        row_of(name, finding)
        for name in facts_of(folder)["designs"]
        if name in study.designs and name != NO_PROGRAM
        for finding in audit(study.designs[name], buyers, study=study.model, run=Run(folder, name))
    ]
    return write_frames({AUDIT: frame_of(rows, COLUMNS)}, folder)
