"""Dates in plain sentences: years to years, sides of a date, parts of a month, holidays."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.festivals import FESTIVALS, festival
from indexer.question_dates import take_date

TODAY = dt.date(2025, 6, 2)


@pytest.mark.parametrize(
    ("text", "rest", "start", "end"),
    [
        ("2021年到2023年大件运输", "大件运输", "2021-01-01", "2023-12-31"),
        ("2021-2023年的座谈", "的座谈", "2021-01-01", "2023-12-31"),
        ("从2021年3月至2022年6月", "从", "2021-03-01", "2022-06-30"),
        ("2021年5月—7月", "", "2021-05-01", "2021-07-31"),
        ("2022年8月1日至12日", "", "2022-08-01", "2022-08-12"),
        ("2022年8月1日到9月3日", "", "2022-08-01", "2022-09-03"),
        ("2022年3月至今办件", "办件", "2022-03-01", "2025-06-02"),
        ("2022年前三季度", "", "2022-01-01", "2022-09-30"),
        ("2022年8月上旬培训", "培训", "2022-08-01", "2022-08-10"),
        ("2022年2月下旬", "", "2022-02-21", "2022-02-28"),
        ("2022年度", "", "2022-01-01", "2022-12-31"),
        ("去年底", "", "2024-10-01", "2024-12-31"),
        ("2019年以前的慰问", "的慰问", "", "2018-12-31"),
        ("2022年8月8日前", "", "", "2022-08-07"),
        ("2023年之后", "", "2023-01-01", ""),
        ("今年以来开展", "开展", "2025-01-01", ""),
        ("最近一个月", "", "2025-05-03", "2025-06-02"),
        ("上个月的培训", "的培训", "2025-05-01", "2025-05-31"),
        ("去年国庆前后有什么", "有什么", "2024-09-21", "2024-10-17"),
        ("2024年春节期间慰问", "慰问", "2024-02-10", "2024-02-16"),
        ("2022年中秋前", "", "2022-08-31", "2022-09-09"),
        ("2022年元旦后", "", "2022-01-04", "2022-01-13"),
        ("2022年13月", "2022年13月", "", ""),
        ("2023年到2021年", "2023年到2021年", "", ""),
        ("1990年春节", "1990年春节", "", ""),
        ("0000年", "0000年", "", ""),
    ],
)
def test_dates_of_sentences(text: str, rest: str, start: str, end: str) -> None:
    left, found, _ = take_date(text, TODAY)
    assert left.strip() == rest
    assert tuple(day.isoformat() if day else "" for day in found) == (start, end)
    assert len(left) == len(text)


@pytest.mark.parametrize("text", ["去年国庆", "今年以来", "上个月", "本年8月"])
def test_words_that_need_today(text: str) -> None:
    assert take_date(text, None) == (text, (None, None), "")


def test_a_day_at_the_end_is_no_month_that_is_not() -> None:
    assert take_date("2006年底特律", TODAY)[0].strip() == "底特律"
    assert take_date("2022年初级职称", TODAY)[0].strip() == "初级职称"


@pytest.mark.parametrize("name", FESTIVALS)
def test_holidays_of_every_year_known(name: str) -> None:
    for year in range(2010, 2031):
        first, last = festival(name, year)
        assert first.year == year
        assert 3 <= (last - first).days + 1 <= 7
