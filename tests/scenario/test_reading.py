from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from simulator.scenario import ScenarioError, load, validate
from simulator.scenario.reading import DEEPEST, LARGEST, Place, read

GOOD = b"title: A program\n"


def tree(folder: Path, text: str) -> object:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return read(path).tree()


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (b"\xef\xbb\xbf" + GOOD, "1:1", "starts with a byte order mark"),
        (GOOD.decode().encode("utf-16"), "1:1", "is in UTF-16"),
        (b"title: A\ncompany: caf\xe9\n", "2:13", "not in UTF-8 from here on"),
        (b"title: \xed\xa0\x80\n", "1:8", "not in UTF-8"),
        (b"title: A\x00B\n", "1:9", "U+0000 is a control character"),
        (b"title: A\x1b[31mB\n", "1:9", "U+001B is a control character"),
        (
            "title: A\ncompany: \u202egnihtyna\n".encode(),
            "2:10",
            "U+202E is a character that changes the direction",
        ),
        ("title: A\u2066B\n".encode(), "1:9", "U+2066 is a character that changes the direction"),
        ("title: A\u200bB\n".encode(), "1:9", "U+200B is a hidden character"),
        ("title: A\ufeffB\n".encode(), "1:9", "U+FEFF is a hidden character"),
        ("title: A\u2028B\n".encode(), "1:9", "U+2028 is a hidden character"),
        (b'title: A\ncompany: "B \\U00110000"\n', "2:13", "an escape that stands for no character"),
        (b"title: A\n" + b"# padding\n" * 5000, "1:1", f"may have at most {LARGEST:,}"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_a_reader_cannot_see_is_refused(tmp_path: Path, raw: bytes, place: str, words: str) -> None:
    path = tmp_path / "hidden.yaml"
    path.write_bytes(raw)
    messages = validate(path)
    assert len(messages) == 1
    assert messages[0].startswith(f"{path}:{place} ")
    assert words in messages[0]


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\u202e", "\\ud800", "\\u200b"])
def test_escapes_hide_nothing_either(tmp_path: Path, escape: str) -> None:
    path = tmp_path / "escaped.yaml"
    path.write_text(f'title: "A{escape}B"\n', encoding="utf-8")
    messages = validate(path)
    assert len(messages) == 1
    assert messages[0].startswith(f"{path}:1:8 title: U+")


def test_words_mean_what_they_say(tmp_path: Path) -> None:
    text = """
a: [no, yes, on, off, NO, null, ~, true, false, "true"]
b: [1, -1, 012, 1e3, 0x1F, 1_000, 12:30:45, .inf, .nan, 1.50, -0.5, "5", 2014-01-06, 03-08]
c: {on: 1, 2013: x, "quoted key": y}
"""
    assert tree(tmp_path, text) == {
        "a": ["no", "yes", "on", "off", "NO", None, None, True, False, "true"],
        "b": [
            1, -1, "012", "1e3", "0x1F", "1_000", "12:30:45", ".inf", ".nan", Decimal("1.50"),
            Decimal("-0.5"), "5", "2014-01-06", "03-08",
        ],
        "c": {"on": 1, "2013": "x", "quoted key": "y"},
    }  # fmt: skip


def test_every_key_and_value_knows_its_place(tmp_path: Path) -> None:
    path = tmp_path / "places.yaml"
    path.write_text(
        "title: A\ntiers:\n  levels:\n    gold: {from: 500}\n  list:\n    - one\n", encoding="utf-8"
    )
    root = read(path)
    node, found = root.at(("tiers", "levels", "gold", "from"))
    assert found
    assert (node.key, node.place) == (Place(str(path), 4, 12), Place(str(path), 4, 18))
    assert root.at(("tiers", "list", 0))[0].place == Place(str(path), 6, 7)
    nearest, found = root.at(("tiers", "levels", "silver", "from"))
    assert not found
    assert nearest.key == Place(str(path), 3, 3)


def test_depth_is_bounded_before_it_costs_anything(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("title: " + "[" * 20_000 + "]" * 20_000, encoding="utf-8")
    assert f"nested more than {DEEPEST} deep" in validate(path)[0]


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    assert "there is no file" in validate(folder)[0]
    assert "there is no file" in validate(tmp_path / "missing.yaml")[0]
    assert "there is no scenario" in validate("x" * 5_000)[0]
    assert "there is no scenario" in validate("jd\0-2013")[0]


def test_the_error_carries_what_it_prints() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("jd-2014")
    assert "did you mean 'jd-2013'?" in str(caught.value)
    assert caught.value.messages == (str(caught.value),)
