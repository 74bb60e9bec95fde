"""The page as a file: self-contained, small, the same bytes again, safe with hostile names, whole."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from reports.page import SECTIONS, write_report
from reports.study import NoResultsError
from tests.reports.synthetic import World, write_folder

LARGEST = 1_000_000
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "</title><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "-->]]><b>&lt;&#x3c;",
    "\u202egnirts\u2066\u200b\u0000\u2028",
    "$\\frac{1}{0}$ % _ ^",
    "javascript:alert(1)",
)


class Outline(HTMLParser):
    """Tags, attributes and text of a page, as a browser would read them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = write_folder(tmp_path_factory.mktemp("study") / "out")
    return write_report(folder).read_text(encoding="utf-8")


def test_the_page_is_small(page: str) -> None:
    assert 100_000 < len(page.encode()) < LARGEST


def test_the_page_is_small_with_eight_designs_over_ten_years(tmp_path: Path) -> None:
    levels = {f"design-{place}": ("a", "b", "c", "d", "e") for place in range(8)}
    world = World(gains=dict.fromkeys(levels, -1e7), levels=levels, weeks=520, replications=10)
    assert write_report(write_folder(tmp_path / "out", world)).stat().st_size < LARGEST


def test_the_page_asks_for_nothing(page: str) -> None:
    outline = Outline(page)
    outside = [
        value
        for name in ("src", "href", "srcset", "action", "data", "poster")
        for value in outline.values(name)
    ]
    assert [value for value in outside if not value.startswith("#")] == []
    assert outline.tags.keys().isdisjoint({"script", "link", "img", "iframe", "object", "base", "form"})
    assert re.search(r"url\((?!#)|@import", page) is None
    policy = next(value for value in outline.values("content") if "default-src" in value)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_every_link_within_the_page_arrives(page: str) -> None:
    outline = Outline(page)
    anchors = Counter(outline.values("id"))
    assert [name for name, count in anchors.items() if count > 1] == []
    aimed = {value[1:] for value in outline.values("href")} | set(re.findall(r"url\(#([^)]+)\)", page))
    labelled = {name for value in outline.values("aria-labelledby") for name in value.split()}
    assert (aimed | labelled) - set(anchors) == set()


def test_drawing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_report(write_folder(tmp_path / "one"))
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    assert write_report(tmp_path / "two").read_bytes() == first.read_bytes()


def test_every_section_is_there_in_order(page: str) -> None:
    places = [page.index(f'<section id="{section.name}"') for section in SECTIONS]
    assert places == sorted(places)
    assert page.index('<section id="verdict"') < places[0]
    assert places[-1] < page.index('<section id="not-for"') < page.index('<section id="reproduce"')


def test_the_page_tells_what_rivals_did_or_that_they_stand_still(page: str, tmp_path: Path) -> None:
    assert "copycat, weeks 0 to 12" in page
    calm = "the rivals of this market keep their prices"
    assert calm in page  # the market of these results tells nothing of rivals
    folder = write_folder(tmp_path / "out")
    facts = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    (folder / "study.json").write_text(json.dumps({**facts, "rivals": {"copycat": {}}}), encoding="utf-8")
    told = write_report(folder).read_text(encoding="utf-8")
    assert calm not in told
    assert "Rivals do not answer" in page
    assert "Rivals do not answer" not in told


def test_the_page_says_at_which_mix_of_money_the_budget_was_not_met(page: str) -> None:
    assert "with 50% of the money in the program the budget could not be met" in page
    assert page.count("the budget could not be met at 50%") == 4  # two moves, in both tables


def test_what_a_reader_needs_to_repeat_the_study_is_printed(page: str) -> None:
    text = " ".join(Outline(page).text)
    for needed in ("5f2c" * 16, "20131015", "0.1.0", "2014-01-06", "00000001cafe"):
        assert needed in text
    assert "Orders in weeks -12 to 0 and 40 to 52." in text  # the results' own definition
    assert "simplified: virtual goods: not modelled" in text
    for tag in ("published", "derived", "assumption"):
        assert tag in text


def test_a_reader_who_does_not_see_is_told_what_figures_show(page: str) -> None:
    outline = Outline(page)
    told = [value for tag, name, value in outline.attributes if tag == "svg" and name == "aria-label"]
    assert len(told) == outline.tags["figure"] >= 9
    assert min(len(text) for text in told) > 40
    assert outline.tags["main"] == outline.tags["nav"] == outline.tags["h1"] == 1
    assert ("html", "lang", "en") in outline.attributes
    assert outline.tags["caption"] == outline.tags["table"]
    assert all(value in {"col", "row", "rowgroup"} for value in outline.values("scope"))


def shape(page: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Return how many of each tag and attribute a page has, drawings apart."""
    outline = Outline(re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    return outline.tags, Counter((tag, name) for tag, name, _ in outline.attributes)


def hostile_page(folder: Path, one: str, other: str) -> str:
    """Return a page in which every text that a user can write is one of two texts."""
    world = World(
        gains={f"jd {one}": -2e7, f"tmall {other}": -3e7}, replications=4, weeks=30,
        question=one, market=other, notes={one: [other]}, titles={"": one, f"tmall {other}": one},
        levels={f"jd {one}": (one, other), f"tmall {other}": ("T1", one)},
    )  # fmt: skip
    write_folder(folder, world)
    for table, column in (("assumptions", "source"), ("promises", "limit"), ("assumptions", "where")):
        path = folder / "tables" / f"{table}.parquet"
        frame = pd.read_parquet(path)
        frame[column] = one
        frame.to_parquet(path, index=False)
    return write_report(folder).read_text(encoding="utf-8")


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    hostile = hostile_page(tmp_path / "hostile", " ".join(HOSTILE), " ".join(reversed(HOSTILE)))
    harmless = hostile_page(tmp_path / "harmless", "one name", "another name")
    assert shape(hostile) == shape(harmless)
    drawings = re.findall(r"<svg.*?</svg>", hostile, flags=re.DOTALL)
    tags = {tag for drawing in drawings for tag in Outline(drawing).tags}
    assert tags <= {"svg", "defs", "g", "path", "use", "clippath", "rect"}
    attributes = [found for drawing in drawings for found in Outline(drawing).attributes]
    assert not {name for _, name, _ in attributes if name.startswith("on") or not name.isascii()}
    told = [value for tag, name, value in attributes if tag == "svg" and name == "aria-label"]
    assert any(HOSTILE[0] in text and HOSTILE[2] in text for text in told)
    assert not set(hostile) & set("\u202e\u2066\u200b\u0000\u2028")


def test_results_with_fewer_tables_make_a_shorter_page(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out")
    for name in ("tiers", "levels", "flows", "mix", "gap", "promises", "vintages", "parameters", "beside"):
        (folder / "tables" / f"{name}.parquet").unlink()
    page = write_report(folder).read_text(encoding="utf-8")
    assert 'id="promises"' not in page
    assert 'id="figure-tiers"' not in page
    assert 'id="figure-profit"' in page


def test_a_folder_without_results_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(NoResultsError, match=r"no study\.json"):
        write_report(tmp_path)
    (tmp_path / "study.json").write_text("{", encoding="utf-8")
    with pytest.raises(NoResultsError, match="not readable as JSON"):
        write_report(tmp_path)
    (tmp_path / "study.json").write_text("{}", encoding="utf-8")
    with pytest.raises(NoResultsError, match="no headline figures"):
        write_report(tmp_path)


def test_a_study_of_the_baseline_alone_says_that_nothing_is_compared(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", World(gains={}, replications=2, weeks=20))
    text = write_report(folder).read_text(encoding="utf-8")
    assert "Nothing is compared here: only no program was run." in text
    assert 'id="differences"' in text  # its figures and definitions stay
