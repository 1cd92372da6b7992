"""Page pictures: every character is in a region of its role, and the region lies on its ink."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from archive.audit import audit_pages, read_for_audit
from archive.page_pictures import LEGEND_WIDTH, draw_map, label_font, legend_characters, tag_text
from archive.page_regions import ROLES, STRAY, PageMap, Region, map_file, map_pages
from archive.pages import Page
from archive.problems import BadFile
from archive.records import Block, BlockRole, Box, Bulletin
from corpus.samples import write_samples
from tests.typesetting import Sheet
from tests.zhoubao_process import ROOT, zhoubao

REAL = ROOT / "corpus" / "bulletins" / "2022-26-401.pdf"
FORMS = [REAL, *(REAL.parent / "forms" / f"{name}.pdf" for name in ("chromium", "libreoffice"))]
SAMPLES = 12


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [*FORMS, *write_samples(tmp_path_factory.mktemp("samples"), SAMPLES, 11)]


def boxes_of(page: Page) -> list[Box]:
    cells = (cell for table in page.tables for cell in table.cells)
    lines = [*page.lines, *(line for cell in cells for line in cell.lines)]
    return [
        (x0, line.top, x1, line.bottom)
        for line in lines
        for text, x0, x1 in zip(
            line.text, (line.edges or ())[::2], (line.edges or ())[1::2], strict=True
        )
        if not text.isspace()
    ]


def contains(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] + 0.01
        and outer[1] <= inner[1] + 0.01
        and outer[2] >= inner[2] - 0.01
        and outer[3] >= inner[3] - 0.01
    )


def test_every_character_stands_in_a_region(files: list[Path]) -> None:
    for file in files:
        pages, bulletin = read_for_audit(file)
        for page, mapped in zip(pages, map_pages(pages, bulletin), strict=True):
            regions = [region.box for region in mapped.regions]
            for box in boxes_of(page):
                assert any(contains(region, box) for region in regions), (file.name, page.number)


def test_regions_count_what_the_account_counts(files: list[Path]) -> None:
    for file in files:
        pages, bulletin = read_for_audit(file)
        by_place: Counter[str] = Counter()
        for mapped in map_pages(pages, bulletin):
            by_place.update(mapped.counts)
        account = Counter(audit_pages(file, pages, bulletin).roles)
        assert +by_place == +account, file.name


def test_every_role_has_a_name_and_a_colour_of_its_own() -> None:
    kinds = {"activity", "statistic", "inspection", "section", "unparsed", STRAY}
    assert set(ROLES) == {*get_args(BlockRole), *kinds}
    assert len({role.name for role in ROLES.values()}) == len(ROLES)
    assert len({role.colour for role in ROLES.values()}) == len(ROLES)


# --- what was lost is seen ---


@pytest.fixture(scope="module")
def real() -> tuple[tuple[Page, ...], Bulletin]:
    return read_for_audit(REAL)


def strays_of(pages: tuple[PageMap, ...]) -> Counter[int]:
    return Counter({page.number: page.counts.get(STRAY, 0) for page in pages})


def test_a_record_left_out_is_stray(real: tuple[tuple[Page, ...], Bulletin]) -> None:
    pages, bulletin = real
    lost = bulletin.activities[0]
    without = msgspec.structs.replace(bulletin, activities=bulletin.activities[1:])
    mapped = map_pages(pages, without)
    assert strays_of(mapped).total() == len(lost.text)
    assert {page.number for page in mapped if page.counts.get(STRAY)} == {
        span.page for span in lost.spans
    }
    regions = [region.box for region in mapped[0].regions if region.role == STRAY]
    assert any(contains(region, lost.spans[0].box or (0, 0, 0, 0)) for region in regions)


def test_one_character_left_out_of_a_line_is_stray(
    real: tuple[tuple[Page, ...], Bulletin],
) -> None:
    pages, bulletin = real
    first, *others = bulletin.activities
    position = first.text.index("省市场")
    text = f"{first.text[:position]} {first.text[position + 1 :]}"
    lossy = msgspec.structs.replace(first, text=text)
    without = msgspec.structs.replace(bulletin, activities=(lossy, *others))
    assert strays_of(map_pages(pages, without)) == Counter({1: 1})


def test_red_is_for_what_needs_a_look(real: tuple[tuple[Page, ...], Bulletin]) -> None:
    pages, bulletin = real
    whole = map_pages(pages, bulletin)[0]
    without = map_pages(pages, msgspec.structs.replace(bulletin, statistics=()))[0]
    assert _red(draw_map(REAL, whole, 5), whole) == 0
    assert _red(draw_map(REAL, without, 5), without) > 2000


def _red(picture: Image.Image, mapped: PageMap) -> int:
    """Pixels of the page's text in the tint of what was lost."""
    page = picture.crop((0, 0, picture.width - LEGEND_WIDTH, picture.height))
    scale = page.width / mapped.width
    text = page.crop((0, round(400 * scale), page.width, page.height))
    return sum(
        count
        for count, colour in text.getcolors(1 << 24) or ()
        if isinstance(colour, tuple) and colour[0] == 255 and colour[1] == colour[2] < 160
    )


# --- the picture lies on the page ---


def blocks_of(pages: tuple[Page, ...]) -> tuple[PageMap, ...]:
    """The pages' lines as so many headings, whatever they say."""
    return tuple(
        PageMap(
            page.number,
            page.width,
            page.height,
            tuple(
                Region("heading", (line.x0, line.top, line.x1, line.bottom), index, first=True)
                for index, line in enumerate(page.lines)
            ),
            {"heading": sum(len(line.text) for line in page.lines)},
            (),
        )
        for page in pages
    )


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("media", ["0 0 500 700", "120 60 620 760", "-80 -40 420 660"])
@pytest.mark.parametrize("crop", [None, "150 100 400 600"])
def test_regions_lie_on_the_ink(tmp_path: Path, turn: int, media: str, crop: str | None) -> None:
    file = tmp_path / "page.pdf"
    _letters(file, turn, media, crop)
    pages, _ = read_for_audit(file)
    (mapped,) = blocks_of(pages)
    assert (mapped.width, mapped.height) == ((500, 700) if turn % 180 == 0 else (700, 500))
    picture = draw_map(file, mapped, 1)
    bare = draw_map(file, msgspec.structs.replace(mapped, regions=(), counts={}), 1)
    page = (0, 0, picture.width - LEGEND_WIDTH, round(mapped.height * 120 / 72))
    ink = bare.crop(page).convert("L").point([255 if level < 128 else 0 for level in range(256)])
    found = ink.getbbox()
    assert found is not None
    scale = (page[2] - page[0]) / mapped.width
    low, top, high, bottom = (edge / scale for edge in found)
    regions = [region.box for region in mapped.regions]
    around = (
        min(box[0] for box in regions) - 1,
        min(box[1] for box in regions) - 1,
        max(box[2] for box in regions) + 1,
        max(box[3] for box in regions) + 1,
    )
    # What is drawn lies inside the regions and fills nearly all of their length.
    assert contains(around, (low, top, high, bottom))
    assert max(high - low, bottom - top) > 0.9 * max(around[2] - around[0], around[3] - around[1])


def _letters(file: Path, turn: int, media: str, crop: str | None) -> None:
    """A page with one line that reads upright when the page is shown (built-in font)."""
    x0, y0, x1, y1 = map(float, media.split())
    canvas = Canvas(str(file), pagesize=(500, 700), pageCompression=0, invariant=1)
    canvas.translate((x0 + x1) / 2, (y0 + y1) / 2)
    canvas.rotate(turn)
    canvas.setFont("Helvetica", 16)
    canvas.drawString(-60, 10, "HALL REPORT 26")
    canvas.showPage()
    canvas.save()
    entries = f"/MediaBox [ {media} ] /Rotate {turn}"
    if crop:
        entries += f" /CropBox [ {crop} ]"
    content = re.sub(rb"/Rotate 0", b"", file.read_bytes())
    content = re.sub(rb"/MediaBox \[ [^]]*\]", entries.encode(), content)
    file.write_bytes(content)


def test_the_page_keeps_its_proportions(files: list[Path]) -> None:
    for file in files[:: len(files) // 3]:
        for mapped in map_file(file).pages[:2]:
            picture = draw_map(file, mapped, 9)
            width = picture.width - LEGEND_WIDTH
            assert picture.height / width == pytest.approx(
                mapped.height / mapped.width, abs=1.5 / width
            )


def test_a_low_page_has_room_for_its_legend(tmp_path: Path) -> None:
    sheet = Sheet(width=595, height=120)
    sheet.put(60, 40, "一、窗口工作动态")
    file = sheet.save(tmp_path / "strip.pdf")
    (mapped,) = map_file(file).pages
    picture = draw_map(file, mapped, 1)
    assert (picture.width - LEGEND_WIDTH) / 120 == pytest.approx(595 / 72, rel=0.01)
    assert picture.height > 120 * 120 / 72


def test_a_poster_is_drawn_smaller(tmp_path: Path) -> None:
    sheet = Sheet(width=9000, height=6000)
    sheet.put(60, 40, "一、窗口工作动态", 200)
    file = sheet.save(tmp_path / "poster.pdf")
    (mapped,) = map_file(file).pages
    assert max(draw_map(file, mapped, 1).size) <= 3000 + LEGEND_WIDTH


def test_a_page_without_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph("一、窗口工作动态")
    sheet.new_page()
    sheet.new_page()
    sheet.paragraph("8月10日，市行政审批局组织开展企业开办培训，窗口人员35名参加。")
    file = sheet.save(tmp_path / "gap.pdf")
    pages = map_file(file).pages
    assert [bool(page.regions) for page in pages] == [True, False, True]
    picture = draw_map(file, pages[1], 3)
    page = picture.crop((0, 0, picture.width - LEGEND_WIDTH, picture.height))
    assert page.getcolors() == [(page.width * page.height, (255, 255, 255))]


def test_text_stays_readable() -> None:
    """Black on any tint keeps the contrast of WCAG 2.2, level AAA."""
    (first, *_) = map_file(REAL).pages
    regions = tuple(
        Region(role, (20, 20 * index, 40, 20 * index + 10), index, first=True)
        for index, role in enumerate(ROLES, 1)
    )
    picture = draw_map(REAL, msgspec.structs.replace(first, regions=regions), 1)
    scale = (picture.width - LEGEND_WIDTH) / first.width
    for region in regions:
        tint = picture.getpixel((round(30 * scale), round((region.box[1] + 5) * scale)))
        assert isinstance(tint, tuple)
        assert tint[:3] != (255, 255, 255)
        assert (_luminance(tint) + 0.05) / 0.05 > 7, region.role


def _luminance(colour: tuple[float, ...]) -> float:
    """Relative luminance (WCAG 2.2)."""
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour[:3]
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# --- labels ---


def test_the_font_has_every_character_of_the_labels() -> None:
    font = label_font(40)
    missing = bytes(font.getmask("\u9f98"))
    lacking = [each for each in legend_characters() if bytes(font.getmask(each)) == missing]
    assert lacking == []


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ((), ""),
        (("a5",), "a5"),
        (("s1", "s2", "s3", "s7"), "s1–3、7"),
        (("s9", "s10", "s11"), "s9–11"),
        (("s4", "s4"), "s4"),
    ],
)
def test_tags_in_few_words(tags: tuple[str, ...], told: str) -> None:
    assert tag_text(tags) == told


def test_records_that_share_a_text_share_its_tags(
    real: tuple[tuple[Page, ...], Bulletin],
) -> None:
    pages, bulletin = real
    (first,) = (
        region
        for region in map_pages(pages, bulletin)[0].regions
        if region.role == "statistic" and region.first
    )
    assert tag_text(first.tags) == "s1–6"


def test_text_that_stands_nowhere_has_no_region(
    real: tuple[tuple[Page, ...], Bulletin],
) -> None:
    pages, bulletin = real
    nowhere = Block(role="footnote", text="不在页上")
    more = msgspec.structs.replace(bulletin, blocks=(*bulletin.blocks, nowhere))
    assert map_pages(pages, more)[0].counts == map_pages(pages, bulletin)[0].counts


# --- the command ---


def test_parse_writes_a_picture_of_every_page(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pictures"
    answer = zhoubao("parse", REAL, "--audit", "--pictures", folder)
    assert answer.json() == zhoubao("parse", REAL, "--audit").json()
    written = sorted(folder.iterdir())
    assert [file.name for file in written] == [f"page-0{number}.png" for number in range(1, 6)]
    for file in written:
        with Image.open(file) as picture:
            assert picture.format == "PNG"
    assert str(folder) in answer.err


def test_wrong_ways_to_ask_for_pictures(tmp_path: Path) -> None:
    text = REAL.with_suffix(".txt")
    told = zhoubao("parse", text, "--audit", "--pictures", tmp_path / "p", expect=2)
    assert "纯文本" in told.err
    assert "--audit" in zhoubao("parse", REAL, "--pictures", tmp_path / "p", expect=2).err
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    assert "不是文件夹" in zhoubao("parse", REAL, "--audit", "--pictures", taken, expect=2).err
    assert not (tmp_path / "p").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    told = zhoubao("parse", REAL, "--audit", "--pictures", taken / "below", expect=1)
    assert "写入" in told.err
    assert "Traceback" not in told.err


def test_a_scan_has_no_map() -> None:
    with pytest.raises(BadFile, match="扫描件"):
        map_file(REAL.parent / "forms" / "scan.pdf")


# --- docs/provenance.md ---


def test_the_page_on_provenance_is_what_the_parser_reads() -> None:
    generator = runpy.run_path(str(ROOT / "docs" / "generate_provenance.py"))
    assert generator["PAGE"].read_text(encoding="utf-8") == generator["page_text"]()
    for name, file in (("item_picture", "ITEM_PICTURE"), ("page_picture", "PAGE_PICTURE")):
        with Image.open(generator[file]) as kept:
            assert kept.size == generator[name]().size
