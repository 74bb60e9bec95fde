"""Kept work: found again by any thread, and made again where it is damaged."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from simulator.customers.state import STATE_RECORD
from simulator.engine.kept import Arrays, folder, kept, key_of


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def people() -> Arrays:
    return {"state": np.zeros(3, STATE_RECORD), "weeks": np.arange(3)}


def never() -> Arrays:
    raise AssertionError("it is there")


class Waste:
    """Garbage whose end runs Python code, so that threads change hands in the middle of a parse."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        for _ in range(3):
            pass


@pytest.fixture
def busy_collector() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(50, 5, 5)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("busy_collector")
def test_threads_that_read_at_once_all_find_it() -> None:
    made = kept("people", "k", people)

    def read(_: int) -> bool:
        for _ in range(30):
            Waste()
        found = kept("people", "k", never)
        return all((found[name] == made[name]).all() for name in made)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(1_000)))


def test_a_damaged_file_is_made_again() -> None:
    kept("people", "k", people)
    (path,) = folder().glob("people-*.npz")
    path.write_bytes(path.read_bytes()[:100])
    calls = []

    def again() -> Arrays:
        calls.append(1)
        return people()

    kept("people", "k", again)
    assert calls == [1]
    kept("people", "k", never)


def test_a_key_tells_arrays_apart_by_value_kind_and_shape() -> None:
    ones = np.ones(4)
    keys = {
        key_of((part,)) for part in (ones, ones.astype(np.float32), ones.reshape(2, 2), 2 * ones, (ones, 1))
    }
    assert len(keys) == 5
    assert key_of((ones, "a")) == key_of((ones.copy(), "a")) != key_of((ones, "b"))
