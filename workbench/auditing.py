"""The command `loyalty audit`: what it is asked, the audit of a program or a study's designs, its telling."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from workbench.options import path_of
from workbench.writing import known, wrapped

if TYPE_CHECKING:
    from simulator.audit import Finding
    from simulator.scenario import Scenario

USUAL_MARKET = "china-marketplace"

Audited = Annotated[
    str, typer.Argument(help="A program or a study: the name of a shipped one, or a file.", metavar="FILE")
]
MarketName = Annotated[
    str | None,
    typer.Option(
        "--market", help=f"Market that it is for; without, the study's, else {USUAL_MARKET}.", metavar="NAME"
    ),
]
Limits = Annotated[
    list[str] | None,
    typer.Option("--limit", help="A limit of your own: top_share=15%. Repeatable.", metavar="NAME=VALUE"),
]
RunFolder = Annotated[
    Path | None,
    typer.Option(
        "--run", parser=path_of, help="Results of a study of it, for simulated evidence.", metavar="FOLDER"
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="End with 1 when there is a flaw.")]
Everything = Annotated[bool, typer.Option("--all", help="Tell what is good, too.")]


class Audit(NamedTuple):
    """What was found in one program."""

    name: str  # as asked for, or the design's in a study
    program: Scenario[Any]
    market: str
    findings: list[Finding]

    def of(self, kind: str) -> list[Finding]:
        """Return the findings of a kind."""
        return [finding for finding in self.findings if finding.judged.kind == kind]


def limits_of(texts: list[str] | None) -> dict[str, float]:
    """Return the limits that the command line sets.

    Raises
    ------
    typer.BadParameter
        When one is of another form, has no such name, is no number or out of its range.
    """
    from simulator.audit import LIMITS
    from simulator.units import did_you_mean, plain

    limits = {}
    for text in texts or ():
        name, sign, written = (part.strip() for part in text.partition("="))
        if not sign:
            raise typer.BadParameter(f"{text!r} is no limit: write e.g. top_share=15%", param_hint="--limit")
        if name not in LIMITS:
            near = did_you_mean(name, LIMITS) or "."
            raise typer.BadParameter(
                f"there is no limit {name!r}{near} Limits: {', '.join(LIMITS)}", param_hint="--limit"
            )
        limit = LIMITS[name]
        number = written.removesuffix("%").rstrip() if limit.unit.startswith("percent") else written
        try:
            value = float(number)
        except ValueError:
            raise typer.BadParameter(
                f"{name} is {written!r}, which is no number: write e.g. {name}={plain(limit.default)}",
                param_hint="--limit",
            ) from None
        if not limit.low <= value <= limit.high:
            raise typer.BadParameter(
                f"{name} is {written}, may be {plain(limit.low)} to {plain(limit.high)} {limit.unit}",
                param_hint="--limit",
            )
        limits[name] = value
    return limits


def audits(name: str, market: str | None, limits: Mapping[str, float], folder: Path | None) -> list[Audit]:
    """Audit a program, or every design of a study.

    Raises
    ------
    ScenarioError, AuditError
        When a file cannot be used, is a market, or is in another currency than the market.
    """
    from simulator.audit import AuditError, audit, buyers_of, run_of
    from simulator.scenario import load
    from simulator.scenario.study import NO_PROGRAM

    asked = load(name)
    if asked.kind == "market":
        raise AuditError(f"{name} is a market: name a program or a study, and the market with --market")
    study = asked.model if asked.kind == "study" else None
    people = asked.market if asked.market and market is None else load(market or USUAL_MARKET, "market")
    designs = (
        {key: one for key, one in asked.designs.items() if key != NO_PROGRAM} if study else {name: asked}
    )
    found = []
    for design, program in designs.items():
        currency = program.model.currency
        if currency and currency != people.model.currency:
            raise AuditError(
                f"{design} is in {currency}, but market {people.name} is in {people.model.currency}: "
                "name another with --market"
            )
        run = run_of(folder, program) if folder else None
        findings = audit(program, buyers_of(people.model), limits, study, run)
        found.append(Audit(design, program, people.name, findings))
    return found


def audit_lines(found: Audit, *, everything: bool) -> Iterator[str]:
    """Return an audit as lines for a terminal: flaws, questions, then what is good."""
    from simulator.audit.wording import counted

    if not found.findings:
        yield f"{found.name} ({found.program.model.title}): no program, so there is nothing to audit"
        return
    flaws, questions, good, idle = (found.of(kind) for kind in ("flaw", "question", "good", "not judged"))
    yield wrapped(
        f"{found.name} ({found.program.model.title}), for {found.market}: {counted(len(flaws), 'flaw')}, "
        f"{counted(len(questions), 'question')}, {len(good)} passed, {len(idle)} not judged"
    )
    for finding in flaws:
        yield from _told(finding, "flaw")
    if questions:
        yield "\nNot stated, so nobody can judge it; answer in the file's plan clause:"
    for finding in questions:
        yield wrapped(f"  {finding.check.number:<4}{finding.check.name}: {finding.judged.says}", " " * 6)
    if everything:
        for finding in good:
            yield from _told(finding, "good")
    yield ""
    if good and not everything:
        passed = ", ".join(f"{finding.check.number} ({finding.check.name})" for finding in good)
        yield wrapped(f"Passed: {passed}", "  ")
    if idle:
        reasons = "; ".join(f"{finding.check.number} ({finding.judged.says})" for finding in idle)
        yield wrapped(f"Not judged: {reasons}", "  ")


def _told(finding: Finding, kind: str) -> Iterator[str]:
    check, judged = finding.check, finding.judged
    key = f" {finding.key}" if finding.key else ""
    yield f"\n{kind}  {check.number} {check.name}  {finding.place}{key}"
    yield wrapped(f"  {judged.says}", "  ")
    told = {
        "measured": judged.measured,
        "limit": _limit(finding),
        "run": finding.run,
        "others": finding.others,
    }
    for label, text in told.items():
        if text:
            yield wrapped(f"  {label:<10}{text}", " " * 12)


def _limit(finding: Finding) -> str:
    from simulator.audit import LIMITS
    from simulator.units import plain

    if finding.check.limit is None or finding.limit is None:
        return ""
    limit = LIMITS[finding.check.limit]
    share = limit.unit.startswith("percent")
    value = plain(finding.limit) + ("%" if share else "") + f" {limit.unit.removeprefix('percent ')}"
    whose = limit.tag if finding.limit == limit.default else "set by you"
    return f"{limit.name}: {value}, {limit.meaning} ({whose})"


def as_json(found: list[Audit], limits: Mapping[str, float]) -> str:
    """Return audits as one JSON object, with every limit and where its default comes from."""
    from simulator.audit import LIMITS
    from simulator.audit.table import row_of

    told = {
        "audits": [
            {
                "name": one.name,
                "title": one.program.model.title,
                "market": one.market,
                "findings": [row_of(one.name, finding) for finding in one.findings],
            }
            for one in found
        ],
        "limits": [
            {**limit._asdict(), "value": limits.get(name, limit.default)} for name, limit in LIMITS.items()
        ],
    }
    return json.dumps(known(told), ensure_ascii=False, allow_nan=False)
