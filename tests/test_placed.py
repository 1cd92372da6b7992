from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.placed import PlacedText, Run, join, select


def placed(text: str, page: int = 1) -> PlacedText:
    """Ten points a character, one run."""
    edges = tuple(edge for i in range(len(text)) for edge in (10.0 * i, 10.0 * i + 10))
    return PlacedText(text, (Run(0, len(text), page, 5.0, 21.0, edges),) if text else ())


texts = st.lists(st.text("甲乙丙 1a", max_size=6), max_size=4)


def letters(value: PlacedText) -> list[tuple[str, int, float]]:
    """Each covered character with its page and left edge."""
    found = []
    for run in value.runs:
        assert run.edges is not None
        found += [
            (value.text[run.start + i], run.page, run.edges[2 * i]) for i in range(run.length)
        ]
    return found


def test_spans_over_two_lines_of_two_pages() -> None:
    both = join((placed("林地", 1), placed("报批", 2)))
    spans = both.spans(1, 3)
    assert [(s.page, s.box, s.start, s.end) for s in spans] == [
        (1, (10.0, 5.0, 20.0, 21.0), 1, 2),
        (2, (0.0, 5.0, 10.0, 21.0), 2, 3),
    ]


def test_a_separator_stands_on_no_page() -> None:
    both = join((placed("甲"), placed("乙")), "\n")
    assert both.text == "甲\n乙"
    assert both.spans(1, 2) == ()
    assert [span.start for span in both.spans()] == [0, 2]


@given(texts, st.integers(0, 30), st.integers(0, 30))
def test_slicing_keeps_every_character_at_its_place(parts: list[str], a: int, b: int) -> None:
    whole = join(placed(text, page) for page, text in enumerate(parts, 1))
    start, end = sorted((min(a, len(whole.text)), min(b, len(whole.text))))
    part = whole.slice(start, end)
    assert part.text == whole.text[start:end]
    assert letters(part) == letters(whole)[start:end]


@given(texts)
def test_selecting_drops_only_what_is_not_kept(parts: list[str]) -> None:
    whole = join(placed(text, page) for page, text in enumerate(parts, 1))
    kept = select(whole, (i for i, c in enumerate(whole.text) if c != " "))
    assert kept.text == whole.text.replace(" ", "")
    assert letters(kept) == [each for each in letters(whole) if each[0] != " "]


@given(texts)
def test_spans_cover_the_text_in_order(parts: list[str]) -> None:
    whole = join((placed(text) for text in parts), "\n")
    covered = "".join(whole.text[span.start : span.end] for span in whole.spans())
    assert covered == whole.text.replace("\n", "")
