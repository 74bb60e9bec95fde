"""The accounts at rivals with a program: people who never met it, or as they have lived with it so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.chance import customer_key, stream_key
from simulator.customers.houses import Houses, no_houses
from simulator.customers.page import PAGE_RECORD
from simulator.customers.population import rates_at_rivals
from simulator.customers.state import (
    STATE_RECORD,
    TRAIT_RECORD,
    Lived,
    Records,
    fresh_rings,
    fresh_state,
)
from simulator.program.table import ProgramTable
from simulator.rule import compiled

HOUSE = 0x7269766173  # the luck of what happens at a rival, apart from that at the firm


def build_houses(
    traits: Records,
    numbers: Any,
    tables: Sequence[ProgramTable | None],
    program: np.dtype[np.void],
    luck: tuple[int, int],
    started: Lived | None,
) -> Houses:
    """Return the accounts of a run.

    Parameters
    ----------
    tables
        By rival, those that are left out have none; empty where no rival ever has a program.
    program
        The record of a program.
    luck
        Seed and replication.
    started
        What people have lived so far; accounts that it does not hold are new.
    """
    if not any(table is not None for table in tables):
        return no_houses(program)
    rates = rates_at_rivals(traits, numbers)
    customers, rivals = rates.shape
    tables = (*tables, *[None] * rivals)[:rivals]
    people = np.zeros((rivals, customers), TRAIT_RECORD)
    accounts = np.zeros((rivals, customers), STATE_RECORD)
    width = max(fresh_rings(0, table).shape[1] for table in tables if table is not None)
    rings = np.zeros((rivals, customers, width), np.int32)
    feelings = (numbers.satisfaction_reference, numbers.trust_reference)
    for rival, table in enumerate(tables):
        people[rival] = traits
        people[rival]["rate"] = rates[:, rival]
        accounts[rival] = fresh_state(customers, *feelings, table.rating_start if table else 0)
    if started is not None and len(started.accounts):
        accounts[...] = started.accounts
        rings[:, :, : started.purses.shape[2]] = started.purses
        for account, table in zip(accounts, tables, strict=True):
            account["rating"][account["member"] == 0] = table.rating_start if table else 0
    for rival in range(rivals):
        _give_keys(accounts[rival], traits, np.uint64(stream_key(*luck)), rival)
    return Houses(people, accounts, rings, np.zeros(rivals, program), np.zeros(rivals, PAGE_RECORD))


@compiled
def _give_keys(accounts: Records, traits: Records, stream: Any, rival: int) -> None:
    """Give every customer a key of the luck at a rival, apart from that at the firm."""
    apart = customer_key(customer_key(stream, HOUSE), rival)
    for i in range(accounts.shape[0]):
        accounts[i].key = customer_key(apart, int(traits[i].identity))
