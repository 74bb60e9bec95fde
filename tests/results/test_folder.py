"""Published runs: whole or absent, the first writer wins, nothing damaged is read, studies never mix."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.record import ARRAYS, RunRecord, digest, faults
from simulator.results import (
    DamagedError,
    ResultsError,
    RunKey,
    existing,
    facts,
    key_of,
    keys,
    load,
    publish,
    write_study,
)
from simulator.results.container import decode, encode
from tests.results.build import IDENTITY, build_record, hash_of
from tests.results.study import study_of

ROOT = Path(__file__).resolve().parents[2]
SMALL = build_record(weeks=2, customers=4, levels=("only",))


def equal(one: RunRecord, other: RunRecord) -> bool:
    arrays = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)
    rest = [(run.meta, run.parameters, run.levels, run.vintage_origin) for run in (one, other)]
    return arrays and rest[0] == rest[1] and faults(one) == []


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    record = build_record()
    tables = {"groups": {"all": {"goods": 2**60}}}
    stored = load(publish(record, tmp_path, tables, keep_customers=True))
    assert equal(stored.record, record)
    assert stored.tables == tables
    assert stored.digest == digest(record)


def test_facts_are_those_of_the_whole_run(tmp_path: Path) -> None:
    path = publish(SMALL, tmp_path, {"a": 1})
    told, stored = facts(path), load(path)
    assert (told["meta"], told["digest"], told["tables"]) == (
        stored.record.meta,
        stored.digest,
        stored.tables,
    )


def test_customers_are_left_out_unless_asked_for_but_stay_in_the_digest(tmp_path: Path) -> None:
    record = build_record()
    stored = load(publish(record, tmp_path))
    assert stored.record.customers.shape == (0, record.customers.shape[1])
    assert stored.digest == digest(record)


@given(
    name=st.text(),
    level=st.text(),
    value=st.floats(allow_nan=False, allow_infinity=False),
    number=st.integers(-(2**63), 2**63 - 1),
)
def test_hostile_names_and_extreme_numbers_come_back(
    name: str, level: str, value: float, number: int
) -> None:
    record = SMALL._replace(
        meta={**SMALL.meta, "design": name, "note": "sha256=" + name},
        parameters={name: value},
        levels=(level,),
        opening=np.full_like(SMALL.opening, number),
    )
    assert equal(decode(encode(record, keep_customers=True), "run").record, record)


def test_equal_runs_make_equal_bytes() -> None:
    assert encode(build_record(), {"a": 1}) == encode(build_record(), {"a": 1})


def test_a_cut_at_every_byte_is_detected() -> None:
    data = encode(SMALL)
    for length in range(len(data)):
        with pytest.raises(DamagedError):
            decode(data[:length], "run")


def test_every_kind_of_flipped_bit_is_detected() -> None:
    data = encode(SMALL)
    luck = np.random.default_rng(1)
    places = {
        *luck.integers(0, 8 * len(data), 3_000).tolist(),
        *range(64),
        *range(8 * len(data) - 64, 8 * len(data)),
    }
    for place in places:
        wrong = bytearray(data)
        wrong[place // 8] ^= 1 << place % 8
        with pytest.raises(DamagedError):
            decode(bytes(wrong), "run")


@pytest.mark.parametrize("data", [b"week,level\n1,2\n", b"PK\x03\x04", b"PAR1 of somebody else PAR1"])
def test_a_foreign_file_is_refused_as_such(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "runs" / key_of(SMALL.meta).file
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(ResultsError, match="not a result file of the workbench") as told:
        load(path)
    assert not isinstance(told.value, DamagedError)


def test_a_file_of_another_name_in_the_folder_is_refused(tmp_path: Path) -> None:
    publish(SMALL, tmp_path)
    (tmp_path / "runs" / "notes.txt").write_text("mine")
    with pytest.raises(ResultsError, match=r"notes\.txt: not a result file"):
        keys(tmp_path)


def test_a_run_under_another_runs_name_is_refused(tmp_path: Path) -> None:
    path = publish(SMALL, tmp_path)
    moved = path.rename(path.with_name(path.name.replace("uncertain", "fixed")))
    with pytest.raises(ResultsError, match="holds the run uncertain--"):
        load(moved)


def test_a_number_that_is_not_finite_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="cannot be stored"):
        publish(SMALL._replace(parameters={"noticing": float("nan")}), tmp_path)
    assert keys(tmp_path) == {}


def test_a_total_that_is_no_whole_number_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="opening is float64, not int64"):
        publish(SMALL._replace(opening=SMALL.opening.astype(float)), tmp_path)


def test_the_first_writer_wins(tmp_path: Path) -> None:
    path = publish(SMALL, tmp_path, {"writer": 1})
    before = path.read_bytes()
    assert publish(SMALL, tmp_path, {"writer": 2}) == path
    assert path.read_bytes() == before


def test_the_same_run_with_other_numbers_stops_loudly(tmp_path: Path) -> None:
    publish(SMALL, tmp_path)
    other = SMALL._replace(tally=SMALL.tally + 1)
    with pytest.raises(ResultsError, match="other numbers"):
        publish(other, tmp_path)


def test_a_damaged_run_counts_as_absent_and_is_replaced(tmp_path: Path) -> None:
    path = publish(SMALL, tmp_path)
    good = path.read_bytes()
    path.write_bytes(good[:-9])
    assert existing(tmp_path, IDENTITY).runs == {}
    assert existing(tmp_path, IDENTITY).damaged == (path,)
    publish(SMALL, tmp_path)
    assert path.read_bytes() == good


WRITER = """
import sys
from pathlib import Path
from simulator.results import publish
from tests.results.build import build_record
for number in range(20):
    record = build_record(replication=number, weeks=2, customers=4)
    publish(record, Path(sys.argv[1]), {"writer": int(sys.argv[2])})
"""


def test_a_race_of_processes_leaves_each_run_once_and_whole(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str(number)], cwd=ROOT)
        for number in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    found = existing(tmp_path, IDENTITY)
    assert [key.replication for key in found.runs] == list(range(20))
    assert found.damaged == ()
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {key.file for key in found.runs}
    for key, path in found.runs.items():
        alone = build_record(replication=key.replication, weeks=2, customers=4)
        assert load(path).digest == digest(alone)


@pytest.mark.parametrize("call", ["os.fsync", "os.link", "os.fdopen", "tempfile.mkstemp"])
def test_a_full_disk_leaves_nothing_half_done_and_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(call, full)
        with pytest.raises(ResultsError, match="No space left on device"):
            publish(SMALL, tmp_path)
    assert keys(tmp_path) == {}
    assert load(publish(SMALL, tmp_path)).digest == digest(SMALL)


def test_a_disk_without_links_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    with pytest.raises(ResultsError, match="cannot link files"):
        publish(SMALL, tmp_path)
    assert list((tmp_path / "runs").iterdir()) == []


def test_runs_are_in_order_of_their_keys_whenever_they_came(tmp_path: Path) -> None:
    asked = [
        RunKey(mode, hash_of(design), number)
        for mode in ("fixed", "uncertain")
        for design in ("jd", "none")
        for number in (2, 10, 100_000)
    ]
    luck = np.random.default_rng(3)
    for place in luck.permutation(len(asked)):
        mode, design, number = asked[place]
        name = "jd" if design == hash_of("jd") else "none"
        publish(build_record(name, number, mode=mode, weeks=2, customers=4), tmp_path)
    assert list(existing(tmp_path, IDENTITY).runs) == sorted(asked)


@pytest.mark.parametrize("with_study_file", [True, False])
def test_a_folder_of_another_study_is_refused_with_what_differs(
    tmp_path: Path, with_study_file: bool
) -> None:
    publish(SMALL, tmp_path)
    if with_study_file:
        write_study(study_of({}), tmp_path)
    changed = {**IDENTITY, "seed": 8, "market": {**IDENTITY["market"], "basket_mean": 151}}
    with pytest.raises(ResultsError) as told:
        existing(tmp_path, changed)
    message = str(told.value)
    assert "another study" in message
    assert "seed: 7 there, 8 now" in message
    assert "versions" not in message
    assert ("market.basket_mean: 150 there, 151 now" in message) == with_study_file


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert existing(tmp_path / "new", IDENTITY) == ({}, ())
