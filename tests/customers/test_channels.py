"""Channels of communication: whom each gets to, what it costs, and how many contacts are borne."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.awareness import fatigue
from simulator.customers.contacting import reaches
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.program.table import MAIL, PHONE, SMS
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 52, 400
QUIET = {"order_exposure": 0.0, "talk_rate": 0.0}
MONTHLY: Tree = {"contacts": "2 per month", "cost_per_contact": "0.5 CNY"}


def lived(communication: Tree, values: dict[str, float] | None = None, **more: Tree) -> tuple[World, Life]:
    tree = {"title": "A", "currency": "CNY", "communication": communication, **more}
    world = world_with(tree, {**QUIET, **(values or {})}, customers=CUSTOMERS, weeks=WEEKS)
    return world, live(world, Kernel(world), WEEKS)


def by(**channels: Tree) -> Tree:
    return {"channels": channels}


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_a_channel_gets_to_its_share_of_people_for_good_and_each_channel_to_its_own() -> None:
    world, _ = lived(by(mail={**MONTHLY, "reach": "60%"}, sms={**MONTHLY, "reach": "60%"}))
    p, people = world.program[0], range(CUSTOMERS)
    found = [
        [reaches(world.traits[i], world.state[i], p, channel) for i in people] for channel in (MAIL, SMS)
    ]
    mail, sms = (np.array(one) for one in found)
    assert mail.mean() == pytest.approx(0.6, abs=0.07)
    assert (mail & sms).mean() == pytest.approx(0.36, abs=0.07)  # one says nothing of the other
    world.state["key"] += 1  # other luck, the same people
    assert [reaches(world.traits[i], world.state[i], p, MAIL) for i in people] == found[0]


def test_contacts_are_paid_by_channel_and_add_up() -> None:
    a_month = 365.25 / 84.0
    _, texts = lived(by(sms={**MONTHLY, "reach": "50%"}))
    assert total(texts, chart.COMMUNICATION_COST) == pytest.approx(
        CUSTOMERS * 0.5 * WEEKS * 50 * 2 / a_month, rel=0.1
    )
    _, mail = lived(by(mail={"contacts": "1 per month", "cost_per_contact": "3 CNY"}))
    _, both = lived(
        by(sms={**MONTHLY, "reach": "50%"}, mail={"contacts": "1 per month", "cost_per_contact": "3 CNY"})
    )
    parts = total(texts, chart.COMMUNICATION_COST) + total(mail, chart.COMMUNICATION_COST)
    assert total(both, chart.COMMUNICATION_COST) == pytest.approx(parts, rel=0.02)


def test_people_hear_of_the_program_by_the_channels_that_get_to_them_alone() -> None:
    world, _ = lived(by(phone={"contacts": "1 per week", "reach": "40%"}), {"exposure_phone": 0.8})
    p = world.program[0]
    reached = np.array([reaches(world.traits[i], world.state[i], p, PHONE) for i in range(CUSTOMERS)])
    assert (world.state["aware"][~reached] == 0).all()
    assert world.state["aware"][reached].mean() > 0.95


def test_members_and_others_may_be_told_apart() -> None:
    _, members = lived(by(email={**MONTHLY, "to": "members"}), {"order_exposure": 1.0})
    _, others = lived(by(email={**MONTHLY, "to": "others"}), {"order_exposure": 1.0})
    assert total(members, chart.COMMUNICATION_COST) > 0 < total(others, chart.COMMUNICATION_COST)
    assert members.tally[:, 0, :, chart.COMMUNICATION_COST].sum() == 0
    assert others.tally[:, 1:, :, chart.COMMUNICATION_COST].sum() == 0


# ---- how many are borne ---------------------------------------------------------------------------------


def test_contacts_beyond_what_is_borne_add_nothing() -> None:
    assert [fatigue(contacts, 4.0) for contacts in (0.0, 4.0, 8.0, 40.0)] == [1.0, 1.0, 0.5, 0.1]


@pytest.mark.parametrize("form", ["plain", "channels"])
def test_too_many_contacts_weary_and_are_no_longer_taken_in(form: str) -> None:
    def contacted(often: str, off: float) -> tuple[World, Life]:
        contacts: Tree = {"contacts": often}
        tree = contacts if form == "plain" else by(email=contacts)
        values = {"contact_tolerance": off, "contact_annoyance": 0.002}
        values |= {"campaign_exposure": 0.005, "exposure_email": 0.005}
        return lived(tree, values, membership={"join": "opt_in", "hassle": "5000 CNY"})

    (weary, _), (patient, _) = contacted("16 per month", 4.0), contacted("16 per month", 1000.0)
    assert weary.state["aware"].sum() < 0.6 * patient.state["aware"].sum()
    satisfaction = [world.state["satisfaction"].mean(dtype=np.float64) for world in (weary, patient)]
    assert satisfaction[0] < satisfaction[1] - 0.02
    few = [contacted("4 per month", tolerance)[1].digests for tolerance in (4.0, 1000.0)]
    assert few[0] == few[1]


@pytest.mark.parametrize("channel", ["app_push", "email", "mail", "phone", "sms"])
def test_each_channel_is_taken_in_with_a_chance_of_its_own(channel: str) -> None:
    told, other = (
        lived(by(**{channel: MONTHLY}), {"order_exposure": 0.3, **changed})[1].digests["tally"]
        for changed in ({}, {f"exposure_{channel}": 0.37})
    )
    assert told != other
