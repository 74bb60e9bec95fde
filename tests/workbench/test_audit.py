"""`loyalty audit` as a user meets it: what it prints, what it refuses, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.audit import CHECKS, LIMITS
from workbench.auditing import limits_of
from workbench.cli import main

Out = pytest.CaptureFixture[str]


def test_flaws_come_with_place_measure_limit_and_what_others_do(capsys: Out) -> None:
    assert main(["audit", "jd-2013"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("jd-2013 (JD growth-value levels, 2013), for china-marketplace: 8 flaws")
    assert "flaw A3 opaque rule jd-2013 (shipped):" in out
    assert "measured 1 hidden factor" in out
    assert "limit unpublished: 0 factors" in out
    assert "others" in out
    assert "State plan.owners." in out
    assert out.index("flaw A9") < out.index("Not stated") < out.index("Passed:") < out.index("Not judged:")


def test_what_passed_is_told_in_full_when_asked(capsys: Out) -> None:
    assert main(["audit", "clear-steps", "--all"]) == 0
    out = capsys.readouterr().out
    assert "\ngood  A3 opaque rule" in out
    assert "0 flaws, 0 questions" in " ".join(out.split())


def test_the_designs_of_a_study_are_audited_on_its_market(capsys: Out) -> None:
    assert main(["audit", "cdnow-points"]) == 0
    out = capsys.readouterr().out
    assert "one-percent (Points worth 1% of spend), for cdnow" in out
    assert "two-percent (Points worth 2% of spend), for cdnow" in out


def test_a_limit_of_the_user_decides(capsys: Out) -> None:
    assert main(["audit", "tmall-style", "--limit", "top_share=40%", "--limit", "top_worth=0.1"]) == 0
    out = capsys.readouterr().out
    assert "flaw  A5" not in out
    assert "flaw  A6" not in out
    assert "flaw  A7" in out


def test_a_limit_that_the_user_set_is_said_to_be_hers(capsys: Out) -> None:
    assert main(["audit", "tmall-style", "--limit", "top_share=12"]) == 0
    assert "(set by you)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("top_shar=3", "there is no limit 'top_shar', did you mean 'top_share'?"),
        ("anything=3", "there is no limit 'anything'. Limits: bare_levels,"),
        ("top_share=many", "top_share is 'many', which is no number: write e.g. top_share=10"),
        ("top_share=", "top_share is '', which is no number"),
        ("top_share=70", "top_share is 70, may be 1 to 60 percent of a year's buyers"),
        ("top_share=nan", "top_share is nan, may be 1 to 60"),
        ("messages=-1", "messages is -1, may be 1 to 100 a month"),
        ("messages=8%", "messages is '8%', which is no number"),
        ("top_share", "'top_share' is no limit: write e.g. top_share=15%"),
    ],
)
def test_a_limit_that_is_none_is_refused(text: str, words: str, capsys: Out) -> None:
    assert main(["audit", "jd-2013", "--limit", text]) == 2
    shown = capsys.readouterr()
    assert words in " ".join(shown.err.split())
    assert shown.out == ""


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_takes_its_own_bounds(name: str) -> None:
    limit = LIMITS[name]
    for value in (limit.low, limit.high):
        assert limits_of([f"{name}={value:g}"]) == {name: value}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["china-marketplace"], "is a market: name a program or a study"),
        (["jd-2013", "--market", "cdnow"], "jd-2013 is in CNY, but market cdnow is in USD"),
        (["jd-2013", "--market", "china-market"], "did you mean 'china-marketplace'?"),
        (["jd-2014"], "did you mean 'jd-2013'?"),
    ],
)
def test_what_cannot_be_audited_is_told(arguments: list[str], words: str, capsys: Out) -> None:
    assert main(["audit", *arguments]) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert shown.out == ""


def test_a_faulty_file_is_told_as_everywhere(tmp_path: Path, capsys: Out) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("title: Broken\nplan: {owner: me}\n", encoding="utf-8")
    assert main(["audit", str(path)]) == 2
    assert f"{path}:2:8 plan.owner: is not known here, did you mean 'owners'?" in capsys.readouterr().err


def test_a_folder_without_results_is_told(tmp_path: Path, capsys: Out) -> None:
    assert main(["audit", "jd-2013", "--run", str(tmp_path)]) == 2
    assert "no study.json to read in it" in capsys.readouterr().err


def test_strict_ends_with_one_on_a_flaw_only(capsys: Out) -> None:
    assert main(["audit", "clear-steps", "--strict"]) == 0
    assert main(["audit", "tmall-style", "--strict"]) == 1
    assert "flaw  A6" in capsys.readouterr().out


def test_no_program_is_nothing_to_audit(capsys: Out) -> None:
    assert main(["audit", "none"]) == 0
    assert "nothing to audit" in capsys.readouterr().out


def test_json_has_every_check_and_every_limit_with_its_source(capsys: Out) -> None:
    assert main(["audit", "jd-2013", "--json", "--limit", "top_share=20"]) == 0
    told = json.loads(capsys.readouterr().out)
    (one,) = told["audits"]
    assert [finding["number"] for finding in one["findings"]] == [check.number for check in CHECKS]
    flaw = next(finding for finding in one["findings"] if finding["number"] == "A3")
    assert (flaw["kind"], flaw["key"], flaw["value"]) == ("flaw", "status.rating.visible", 1)
    limits = {limit["name"]: limit for limit in told["limits"]}
    assert (limits["top_share"]["value"], limits["top_share"]["default"]) == (20, 10)
    assert all(limit["source"] and limit["unit"] and limit["tag"] for limit in limits.values())
