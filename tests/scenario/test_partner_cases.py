"""What a worked case says of visits to partners is read exactly, or else refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.cases import read_cases
from simulator.scenario.happenings import Event
from tests.scenario.test_cases import messages

CASES = Path(__file__).resolve().parents[1] / "cases"
PARTNERS = str(CASES / "partners.yaml")


def test_visits_and_uses_become_plain_events() -> None:
    read = {case.name: case.events for case in read_cases(CASES / "partners.cases.yaml")}
    assert read["a_visit_earns_its_full_steps"] == (Event(1, "at_partner", 15_999, partner=0),)
    assert read["no_more_than_is_held_is_used"][1] == Event(2, "burn", points=500, partner=2)


@pytest.mark.parametrize(
    ("program", "event", "message"),
    [
        (PARTNERS, "at_partner: 10 CNY", "lacks partner, which may be fuel, bank, cinema"),
        (PARTNERS, "burn: 10, partner: fule", "'fule' is no partner, did you mean 'fuel'?"),
        (PARTNERS, "at_partner: 10 CNY, partner: cinema", "no points are earned at 'cinema'"),
        (PARTNERS, "burn: 10, partner: bank", "no points are used at 'bank'"),
        (PARTNERS, "look: true, partner: bank", "it is for an event with at_partner or burn"),
        ("tmall-style", "burn: 10, partner: bank", "'bank' is no partner: may be nothing"),
    ],
)
def test_what_cannot_be_is_refused(program: str, event: str, message: str, tmp_path: Path) -> None:
    told = messages(
        tmp_path / "x.cases.yaml",
        program=program,
        events=f"[{{on: 2014-01-07, {event}}}]",
        then="{paid: 0 CNY}",
    )
    assert len(told) == 1, told
    assert message in told[0]
