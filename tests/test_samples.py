"""The sample generator: deterministic, true to its truth, and as varied as it promises."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from corpus.samples import Issue, grammar, issue_count, make_issue, names, typeset, write_samples
from corpus.samples.blocks import Table
from corpus.samples.calendar import chinese_number, chinese_year, edition, span
from corpus.samples.figures import cumulative
from corpus.samples.issue import split_recipients
from corpus.samples.press import _Glyph, break_lines
from corpus.samples.scene import Manner
from corpus.samples.styles import LABEL
from corpus.samples.truth import Period, TrueActivity, decode

ROOT = Path(__file__).parents[1]
SEED = 7


@cache
def issues() -> tuple[Issue, ...]:
    return tuple(make_issue(k, SEED) for k in range(110))


@cache
def activities() -> tuple[TrueActivity, ...]:
    return tuple(one for issue in issues() for one in issue.truth.activities)


def printed(issue: Issue) -> list[str]:
    """The characters of each page in the order of its content.

    Not by pdfium, which loses a lone character between a change of font and a line's end.
    """
    import pdfplumber  # noqa: PLC0415  (slow to import; only here)

    with pdfplumber.open(io.BytesIO(typeset(issue))) as document:
        return ["".join(char["text"] for char in page.chars) for page in document.pages]


def written_mentions(one: TrueActivity) -> list[str]:
    return [
        *(mention.written for mention in one.departments),
        *(mention.written for mention in one.dates),
        *(mention.written for mention in one.counts),
        *(mention.written for mention in one.places),
        *(mention.written for mention in one.organisations),
        *(mention.written for mention in one.persons),
        *(mention.written for mention in one.documents),
    ]


def period_of(issue: Issue) -> Period:
    period = issue.truth.period
    assert period is not None
    return period


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_same_seed_same_bytes_other_seed_other_text() -> None:
    assert typeset(make_issue(3, SEED)) == typeset(make_issue(3, SEED))
    assert make_issue(3, SEED).truth == make_issue(3, SEED).truth
    assert make_issue(3, SEED).truth.activities != make_issue(3, 8).truth.activities


def test_an_issue_does_not_depend_on_how_many_are_made(tmp_path: Path) -> None:
    few = write_samples(tmp_path / "few", 3, SEED)
    more = write_samples(tmp_path / "more", 5, SEED)
    assert [p.name for p in few] == [p.name for p in more[:3]]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(few, more, strict=False))


def test_a_new_process_makes_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "corpus.samples", str(tmp_path), "--issues", "2"]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    made = sorted(tmp_path.glob("*.pdf"))
    assert len(made) == 2
    for path in made:
        again = next(i for i in issues() if i.name == path.stem)
        assert path.read_bytes() == typeset(again)
        assert decode(path.with_suffix(".truth.json").read_bytes()) == again.truth


def test_names_of_files_are_one_to_one() -> None:
    assert len({issue.name for issue in issues()}) == len(issues())


def test_beyond_the_last_issue() -> None:
    assert issue_count() > 5000
    with pytest.raises(IndexError):
        make_issue(issue_count(), SEED)


@pytest.mark.parametrize("k", range(0, 44, 3))
def test_everything_true_stands_on_the_pages(k: int) -> None:
    issue = issues()[k]
    if issue.setting.bold == "overprint" or issue.setting.running_head:
        pytest.skip("printed twice, or with a running head between the pages")
    text = "".join(
        squeeze(page).removesuffix(squeeze(issue.setting.page_number.format(number)))
        for number, page in enumerate(printed(issue), 1)
    )
    assert issue.title in text
    assert issue.title == f"{issue.truth.series}{LABEL}"
    for one in issue.truth.activities:
        assert one.marker + squeeze(one.text or "") in text
    for figure in issue.truth.statistics:
        assert figure.written in text
    for finding in issue.truth.inspections:
        assert finding.aspect in text
        assert finding.finding in text
    for section in issue.truth.sections:
        assert section.heading in text


def test_mentions_stand_in_their_text() -> None:
    for one in activities():
        text = one.text or ""
        assert [w for w in written_mentions(one) if w not in text] == []
        for person in one.persons:
            assert (person.post or "") + person.name in text


def test_no_number_in_a_text_is_unknown_to_its_truth() -> None:
    """Every figure belongs to a count, a date or a document: none slipped into a frame."""
    for one in activities():
        text = one.text or ""
        for written in written_mentions(one):
            text = text.replace(written, "", 1)
        assert not re.search(r"\d", text), text


def test_dates_lie_in_the_period() -> None:
    for issue in issues():
        period = period_of(issue)
        for one in issue.truth.activities:
            for date in one.dates:
                assert period.start <= date.start <= date.end <= period.end


def test_departments_carry_their_place_and_bear_the_name_of_their_day() -> None:
    old = re.compile(r"工商行政管理局|环境保护|国土资源|质量技术监督|食品药品监督")
    for issue in issues():
        end = period_of(issue).end
        for one in issue.truth.activities:
            for department in one.departments:
                assert len(department.name) > len("局") + 2
                if old.search(department.name):
                    assert (end.year, end.month) <= (2018, 9)
                if "市场监督管理局" in department.name or "自然资源" in department.name:
                    assert end.year >= 2019


def test_first_actor_and_main_type() -> None:
    for one in activities():
        assert one.types
        assert not set(one.types) & set(one.types_also_right)
        if {department.role for department in one.departments} - {"mentioned"}:
            assert any(department.role == "actor" for department in one.departments)


def test_cumulative_figures_accumulate_and_reset() -> None:
    publisher = next(p for p in names.publishers() if p.id == "my")
    first, last = span(publisher.cycle, 2019)
    resets = 0
    for before, after in pairwise(range(first, min(first + 120, last))):
        old, new = edition(publisher.cycle, before), edition(publisher.cycle, after)
        come_old, done_old = cumulative(publisher, "", "行政许可", before)
        come_new, done_new = cumulative(publisher, "", "行政许可", after)
        assert done_new <= come_new
        if old.end.year == new.end.year:
            assert come_new > come_old
            assert done_new >= done_old
        else:
            resets += 1
            assert come_new < come_old
    assert resets == 2


def test_sums_of_tables_add_up() -> None:
    seen = 0
    for issue in issues():
        rows = [s for s in issue.truth.statistics if s.table and s.measure == "受理"]
        total = [s.value for s in rows if s.scope == "合计"]
        if total:
            seen += 1
            assert total == [sum(s.value for s in rows if s.scope != "合计")]
    assert seen


def test_some_table_goes_on_over_a_page_and_some_figure_has_its_change_beside_it() -> None:
    broken = 0
    for issue in issues():
        tables = [block for block in issue.blocks if isinstance(block, Table)]
        if tables and issue.setting.bold == "font":
            first = next(cell.text for cell in tables[0].cells if cell.row == tables[0].head)
            last = next(cell.text for cell in tables[0].cells[::-1] if cell.column == 0)
            pages = printed(issue)
            starts = [n for n, page in enumerate(pages) if first in page]
            ends = [n for n, page in enumerate(pages) if last in page]
            broken += starts[-1] < ends[-1] and starts[0] != ends[0]
        if broken:
            break
    assert broken
    assert any(s.change and s.table for issue in issues() for s in issue.truth.statistics)


def test_matter_enough() -> None:
    known = [d for d in names.departments() if not d.held_out]
    by_level = sum(bool(d.forms(level)) for d in known for level in names.LEVELS)
    places = {path for p in names.publishers() for _, path in p.places}
    affairs = {affair for d in known for affair in d.affairs}
    assert by_level >= 60
    assert len(places) >= 80
    assert len(affairs) >= 60


def test_a_fifth_is_held_out() -> None:
    def share(flags: list[bool]) -> float:
        return sum(flags) / len(flags)

    assert 0.12 < share([d.held_out for d in names.departments()]) < 0.3
    assert 0.1 < share([p.held_out for p in names.publishers()]) < 0.3
    assert 0.15 < share([one.held_out for one in activities()]) < 0.35
    known = sum(map(len, grammar.frames("heads", held_out=False).values()))
    apart = sum(map(len, grammar.frames("heads", held_out=True).values()))
    assert 0.15 < apart / (known + apart) < 0.35


def test_held_out_names_do_not_occur_in_known_items() -> None:
    apart = [
        form
        for department in names.departments()
        if department.held_out
        for level in names.LEVELS
        for form in department.forms(level)[:1]
    ]
    for one in activities():
        if not one.held_out:
            assert not [form for form in apart if form in (one.text or "")]


def test_held_out_names_are_in_no_lexicon() -> None:
    lexicon = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "corpus" / "lexicon").glob("*.t*"))
    )
    data = names.strings("matter.toml", "companies")
    apart = [*data["held_out_names"], *data["held_out_associations"]]
    apart += [affair for d in names.departments() if d.held_out for affair in d.affairs]
    assert not [name for name in apart if name in lexicon]


def test_no_two_items_read_alike() -> None:
    texts = Counter(one.text for one in activities())
    assert max(texts.values()) == 1


def test_variety() -> None:
    """Every variant of form that the design lists occurs among a hundred issues or so."""
    text = "\n".join(getattr(block, "text", "") for issue in issues() for block in issue.blocks)
    for form in (
        r"〔\d{4}〕第\d+期",
        r"总第 \d+ 期",
        r"第[二三四]?十[一二三]?期",
        r"（总第\d+期）",
    ):
        assert re.search(form, text), form
    for form in (r"二〇[一二].年", r"\d{4}-\d\d-\d\d", r"\d{4}\.\d+\.\d+", "[０-９]"):
        assert re.search(form, text), form
    for mark in ("（1）", "(1)", "1.", "1．", "1、", "①", "第一，", "(一)", "（一）", "【"):
        assert mark in text, mark
    for word in ("本期要目", "编者按", "供稿", "抄送", "主送", "签发", "注：", "内部资料"):
        assert word in text, word
    settings = [issue.setting for issue in issues()]
    assert len({setting.page_number for setting in settings}) >= 4
    assert {setting.bold for setting in settings} == {"font", "overprint"}
    assert any(setting.running_head for setting in settings)
    assert any(setting.digit_spaces for setting in settings)
    kinds = Counter(type(block).__name__ for issue in issues() for block in issue.blocks)
    assert {"Table", "Columns", "Picture", "Split", "Rule"} <= set(kinds)
    ratings = {one.rating for issue in issues() for one in issue.truth.inspections}
    assert ratings == {"良好", "问题", None}


def test_years_and_new_year() -> None:
    assert {issue.truth.year for issue in issues()} >= {2014, 2016, 2018, 2020}
    every = [period_of(make_issue(k, SEED)) for k in range(0, 900, 3)]
    assert any(period.start.year < period.end.year for period in every)


def test_types_all_occur() -> None:
    kinds = {kind for one in activities() for kind in one.types}
    assert len(kinds) == 18


def test_five_pages_on_average() -> None:
    sample = [len(pypdfium2.PdfDocument(typeset(issue))) for issue in issues()[:22]]
    assert sum(sample) / len(sample) >= 5


def test_nothing_that_ships_imports_the_samples() -> None:
    for folder in ("archive", "indexer", "web", "corpus/lexicon"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = [alias.name for alias in getattr(node, "names", [])]
                module = getattr(node, "module", None) or ""
                assert "corpus.samples" not in " ".join([module, *named]), path


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (401, "四百零一")]
)
def test_chinese_numbers(number: int, written: str) -> None:
    assert chinese_number(number) == written


def test_chinese_year() -> None:
    assert chinese_year(2022) == "二〇二二"
    with pytest.raises(ValueError, match="not between"):
        chinese_number(0)


def test_recipients_part_outside_brackets() -> None:
    text = "各县（市、区）政务服务中心，中心各处（室）、直属单位"
    assert split_recipients(text) == ("各县（市、区）政务服务中心", "中心各处（室）", "直属单位")


def test_lines_break_where_chinese_may() -> None:
    def lines(text: str, ems: float) -> list[str]:
        glyphs = [_Glyph(letter, bold=False) for letter in text]
        broken = break_lines(glyphs, ems * 10, 10, 0)
        return ["".join(glyph.letter for glyph in line) for line in broken]

    assert lines("甲乙丙丁，戊", 4) == ["甲乙丙", "丁，戊"]
    assert lines("甲乙丙（丁）", 4) == ["甲乙丙", "（丁）"]
    assert lines("甲乙丙12345件", 4) == ["甲乙丙", "12345件"]
    assert "".join(lines("9" * 30, 4)) == "9" * 30


@pytest.mark.parametrize("text", ["甲[乙", "甲{乙", "甲[乙|[丙]"])
def test_broken_templates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="open"):
        grammar.parse(text)


def test_manner_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Manner(dates=("day",)).wide_digits = True  # type: ignore[misc]
