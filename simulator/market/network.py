"""Who hears whom: nobody in particular, a small world, or a few people whom very many know.

Order of parts: the fields, checks, the network in whole numbers, its ties.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator import chance
from simulator.chance import customer_key, uniform
from simulator.fields import Clause, Fault, Path, Range, Whole
from simulator.rule import compiled
from simulator.units import Share

KINDS = ("mean_field", "small_world", "scale_free")
MEAN_FIELD, SMALL_WORLD, SCALE_FREE = range(len(KINDS))
DEGREE, REWIRING = 8, 100  # where a network states neither: ties of a customer, thousandths
LUCK = 0x6E6574776F726B  # the luck of the ties, apart from every panel's and replication's
TURNS = 16  # at finding somebody whom a newcomer does not know yet
KEPT = 2  # networks in memory: a study's of the day, and the solver's


class Network(Clause):
    """Who talks to whom. Regions are communities; ties lie within them but for those that are rewired."""

    kind: Literal["mean_field", "small_world", "scale_free"] = Field(
        description="mean_field: everybody hears everybody of the region alike; small_world: neighbours on a "
        "ring, and some far ties; scale_free: whoever is known by many gets to be known by more."
    )
    degree: Annotated[Whole, Range(2, 32)] | None = Field(
        default=None, description="Mean number of ties of a customer, an even number; 8 when left out."
    )
    rewiring: Annotated[Share, Range(0, 100, digits=1)] | None = Field(
        default=None,
        description="Ties that go to anybody in the market instead, in percent; 10% when left out.",
    )


class NetworkTable(NamedTuple):
    """A network in whole numbers."""

    kind: int = MEAN_FIELD
    degree: int = 0  # mean ties of a customer; 0 in a mean field
    rewiring: int = 0  # share of ties that go to anybody, thousandths


def check(network: Network, path: Path = ("network",)) -> Iterator[Fault]:
    """Check a network across its fields."""
    ties = network.kind != KINDS[MEAN_FIELD]
    for name in ("degree", "rewiring"):
        if not ties and getattr(network, name) is not None:
            text = "is for a small_world or scale_free network, in a mean_field nobody has ties: remove it"
            yield Fault((*path, name), text)
    if network.degree is not None and network.degree % 2:
        near = f"{network.degree - 1} or {network.degree + 1}"
        yield Fault((*path, "degree"), f"is {network.degree}, must be even: write {near}")


def network_table(network: Network | None) -> NetworkTable:
    """Return a checked network in whole numbers; left out, it is a mean field."""
    if network is None or network.kind == KINDS[MEAN_FIELD]:
        return NetworkTable()
    rewiring = REWIRING if network.rewiring is None else network.rewiring.thousandths
    return NetworkTable(KINDS.index(network.kind), network.degree or DEGREE, rewiring)


# ---- its ties -------------------------------------------------------------------------------------------


class Ties(NamedTuple):
    """Who knows whom, both ways, in compressed rows: customer i knows neighbours[offsets[i]:offsets[i+1]]."""

    offsets: NDArray[np.int64]  # (N + 1,)
    neighbours: NDArray[np.int32]  # in rising order within a row


@lru_cache(maxsize=KEPT)
def ties_of(table: NetworkTable, communities: tuple[int, ...], stream: int) -> Ties:
    """Return the ties of a market, the same each time; communities are blocks of neighbouring numbers.

    Parameters
    ----------
    communities
        Number of people in each.
    stream
        The key of its luck.

    Source: small world, Watts & Strogatz 1998; scale-free, Barabasi & Albert 1999, each within a community;
    the far end of a rewired tie is anybody in the market, an assumption for the latter.
    """
    customers, half = sum(communities), table.degree // 2
    if table.kind == MEAN_FIELD:
        return Ties(np.zeros(0, np.int64), np.zeros(0, np.int32))
    near = np.zeros(customers * half, np.int64)
    far = np.zeros(customers * half, np.int64)
    first = made = 0
    for people in communities:
        if table.kind == SMALL_WORLD:
            made = _ring(near, far, made, first, people, half)
        else:
            made = int(_grow(near, far, made, first, people, half, np.uint64(stream)))
        first += people
    near, far = near[:made], far[:made]
    _rewire(near, far, table.rewiring / 1000.0, customers, np.uint64(stream))
    return _rows(near, far, customers)


def _ring(
    near: NDArray[np.int64], far: NDArray[np.int64], made: int, first: int, people: int, half: int
) -> int:
    """Tie everybody of a community to the next people on its ring; return the number of ties made so far."""
    steps = min(half, (people - 1) // 2)
    if steps < 1:
        return made
    end = made + people * steps
    own = np.repeat(np.arange(people), steps)
    near[made:end] = first + own
    far[made:end] = first + (own + np.tile(np.arange(1, steps + 1), people)) % people
    return end


@compiled
def _grow(
    near: NDArray[np.int64],
    far: NDArray[np.int64],
    made: int,
    first: int,
    people: int,
    half: int,
    stream: np.uint64,
) -> int:
    """Let a community grow: newcomers tie themselves to people in proportion to the ties that these have.

    The first ones all know each other. Return the number of ties made so far.
    """
    begin = made
    for i in range(people):
        key = customer_key(stream, first + i)
        known = made - begin
        own = made
        for n in range(min(half, i)):
            other = first + n
            if i > half:
                other = _met(near, far, begin, known, own, made, key, n)
            near[made] = first + i
            far[made] = other
            made += 1
    return made


@compiled
def _met(
    near: NDArray[np.int64],
    far: NDArray[np.int64],
    begin: int,
    known: int,
    own: int,
    made: int,
    key: np.uint64,
    n: int,
) -> int:
    """Return whom a newcomer meets for the n-th tie: an end of any tie there is, somebody new if possible.

    Who was met before in all of the turns is met again, and the tie counts once.
    """
    other = 0
    for turn in range(TURNS):
        end = int(uniform(key, 0, chance.NETWORK_TIE, n * TURNS + turn) * 2.0 * known)
        tie = begin + end // 2
        other = int(near[tie]) if end % 2 == 0 else int(far[tie])
        again = False
        for before in range(own, made):
            if far[before] == other:
                again = True
        if not again:
            break
    return other


@compiled
def _rewire(
    near: NDArray[np.int64], far: NDArray[np.int64], share: float, customers: int, stream: np.uint64
) -> None:
    """Let a share of ties go to anybody in the market instead; ties of one customer stand side by side."""
    n = 0
    for tie in range(near.shape[0]):
        n = n + 1 if tie > 0 and near[tie] == near[tie - 1] else 0
        key = customer_key(stream, int(near[tie]))
        if uniform(key, 0, chance.NETWORK_REWIRED, n) < share:
            far[tie] = int(uniform(key, 0, chance.NETWORK_FAR_END, n) * customers)


def _rows(near: NDArray[np.int64], far: NDArray[np.int64], customers: int) -> Ties:
    """Return ties in rows, both ways; nobody is tied to himself, or twice to the same."""
    room = np.bincount(near, minlength=customers) + np.bincount(far, minlength=customers)
    begin = np.concatenate([[0], np.cumsum(room)])
    rows, length = np.zeros(begin[-1], np.int32), np.zeros(customers, np.int64)
    for one, other in ((near, far), (far, near)):
        _enter(one, other, begin, rows, length)
    held = np.arange(len(rows)) - np.repeat(begin[:-1], room) < np.repeat(length, room)
    return Ties(np.concatenate([[0], np.cumsum(length)]), rows[held])


@compiled
def _enter(
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    begin: NDArray[np.int64],
    rows: NDArray[np.int32],
    length: NDArray[np.int64],
) -> None:
    """Enter the other end of every tie into the row of the one, in rising order and once."""
    for tie in range(one.shape[0]):
        i, new = int(one[tie]), int(other[tie])
        first = int(begin[i])
        end = first + int(length[i])
        place = end
        while place > first and rows[place - 1] > new:
            place -= 1
        if new == i or (place > first and rows[place - 1] == new):
            continue
        for later in range(end, place, -1):
            rows[later] = rows[later - 1]
        rows[place] = new
        length[i] += 1
