"""From paragraphs to the outline of a bulletin: title block, sections, items, foot.

Nothing is dropped: each paragraph and table goes to exactly one place. What kind of record an item
becomes (activity, statistic, inspection, prose) is decided by `archive.reader`, which can read it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from archive.document import Document, Paragraph, TableBlock
from archive.footer import Footer, is_contributor, is_editorial, read_footer
from archive.line_kinds import continues_item, opens_item
from archive.loose_rows import join_loose_rows
from archive.markers import Marker, MarkerStyle
from archive.placed import PlacedText
from archive.records import BlockRole
from archive.text_parts import Part, TextPart, kind_of_line, take_apart
from archive.title_block import TitleBlock, read_title_block


class Item(msgspec.Struct, frozen=True):
    """One item under a section: marker, headline, paragraphs; `lead_in` is its bold beginning."""

    marker: PlacedText | None
    title: PlacedText | None
    paragraphs: tuple[PlacedText, ...]
    lead_in: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The paragraphs' text without the headline."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


class TableItem(msgspec.Struct, frozen=True):
    """A table with the captions beside it, its continuations in order; or a picture's caption."""

    tables: tuple[TableBlock, ...]
    caption: tuple[PlacedText, ...]


class Aside(msgspec.Struct, frozen=True):
    """A line that belongs to no record though it stands among them (编辑：张三　审核：李四)."""

    role: BlockRole
    placed: PlacedText


Content = Item | TableItem | Aside


class SectionPart(msgspec.Struct, frozen=True):
    """A heading (None for what stands before the first) and what stands directly under it."""

    heading: PlacedText | None
    level: int
    path: tuple[str, ...]
    content: tuple[Content, ...]


class Outline(msgspec.Struct, frozen=True):
    """A bulletin's parts, every paragraph in one of them."""

    title_block: TitleBlock
    sections: tuple[SectionPart, ...]
    footer: Footer


def outline(document: Document) -> Outline:
    """Order a document's blocks into title block, sections and foot."""
    blocks = join_loose_rows(document.blocks)
    title_block = read_title_block(_leading_paragraphs(blocks))
    footer = read_footer(_leading_paragraphs(blocks[title_block.taken :][::-1])[::-1])
    body = blocks[title_block.taken : len(blocks) - footer.taken]
    return Outline(title_block, _Builder(take_apart(body), title_block.contents).sections(), footer)


def _leading_paragraphs(blocks: Sequence[Paragraph | TableBlock]) -> list[Paragraph]:
    """The paragraphs before the first table."""
    paragraphs = []
    for block in blocks:
        if isinstance(block, TableBlock):
            break
        paragraphs.append(block)
    return paragraphs


class _Draft:
    """A section while its content is gathered."""

    def __init__(self, heading: PlacedText | None, path: tuple[str, ...]) -> None:
        self.heading = heading
        self.path = path
        self.content: list[Content] = []

    def finished(self) -> SectionPart:
        return SectionPart(self.heading, len(self.path), self.path, tuple(self.content))


class _OpenItem:
    """The item that is being read: further paragraphs may belong to it."""

    def __init__(self, part: TextPart, *, headline: bool) -> None:
        placed = part.paragraph.placed
        self.marker = part.marker
        self.written = placed.slice(0, len(part.marker.written)) if part.marker else None
        self.title = part.body if headline else None
        self.paragraphs = [] if headline else [part.body]
        self.lead_in = None if headline else _lead_in(part)
        self.inner_style: MarkerStyle | None = None

    def finished(self) -> Item:
        return Item(self.written, self.title, tuple(self.paragraphs), self.lead_in)

    def take_in(self, part: TextPart) -> None:
        """Add a paragraph; a marker inside an item is part of its text (（1） after a colon)."""
        self.paragraphs.append(part.paragraph.placed)
        if part.marker is not None:
            self.inner_style = part.marker.style

    def may_take_in(self, part: TextPart, *, style_goes_on: bool) -> bool:
        """Whether the paragraph `part` goes on with this item rather than beginning its own.

        `style_goes_on` tells that another item with this one's marker style follows the part.
        """
        if not self.paragraphs or is_contributor(part.body.text):
            return True
        if self.lead_in is not None and _lead_in(part) is not None:
            # Bold beginnings set items apart even where they are not numbered.
            return False
        if part.marker is None:
            return self._takes_unmarked(part.body.text, style_goes_on=style_goes_on)
        return part.marker.style == self.inner_style or self._takes_marked(part.marker, part.body)

    def _takes_marked(self, marker: Marker, body: PlacedText) -> bool:
        """Whether a numbered paragraph is a point of this item."""
        announced = self.paragraphs[-1].text.endswith(("：", ":"))
        if self.marker is None:
            # A report may go on in points; a lead-in (巡查情况如下：) only announces items.
            reports = self.title is not None or (announced and opens_item(self.paragraphs[0].text))
            return reports and not opens_item(body.text)
        deeper = marker.rank > self.marker.rank and marker.style != self.marker.style
        return deeper and (announced or not opens_item(body.text))

    def _takes_unmarked(self, text: str, *, style_goes_on: bool) -> bool:
        if self.title is not None:
            # Under a headline everything up to the next line or marker is one report.
            return True
        if self.marker is not None:
            return not opens_item(text) or style_goes_on
        return continues_item(text) or (
            not opens_item(text) and opens_item(self.paragraphs[0].text)
        )


class _Builder:
    """Walks the parts once, keeping the open section path and the open item."""

    def __init__(self, parts: Sequence[Part], contents: Sequence[str]) -> None:
        self.parts = parts
        self.contents = frozenset(contents)
        self.drafts: list[_Draft] = []
        self.stack: list[tuple[int, str]] = []
        self.item: _OpenItem | None = None
        self.captions: list[PlacedText] = []

    def sections(self) -> tuple[SectionPart, ...]:
        for index, part in enumerate(self.parts):
            if isinstance(part, TableBlock):
                self._table(part)
            elif part.kind == "caption" and self._beside_table(index):
                self.captions.append(part.body)
            elif part.kind == "picture":
                # A picture stands anywhere, also in the middle of an item: it parts nothing.
                self._draft().content.append(TableItem((), (part.body,)))
            elif is_editorial(part.paragraph.text):
                self._close_item()
                self._draft().content.append(Aside("editorial", part.paragraph.placed))
            else:
                self._flush_captions()
                self._paragraph(index, part)
        self._flush_captions()
        self._close_item()
        return tuple(draft.finished() for draft in self.drafts)

    def _paragraph(self, index: int, part: TextPart) -> None:
        if part.kind == "short" and not is_contributor(part.body.text):
            kind = kind_of_line(
                self.parts,
                index,
                part,
                self.contents,
                among_headlines=self._among_headlines(),
            )
            if kind == "heading":
                self._heading(part)
                return
            if kind == "headline":
                self._close_item()
                self.item = _OpenItem(part, headline=True)
                return
        item = self.item
        if item and item.may_take_in(part, style_goes_on=self._style_goes_on(index, item.marker)):
            item.take_in(part)
        else:
            self._close_item()
            self.item = _OpenItem(part, headline=False)

    def _among_headlines(self) -> bool:
        """Whether an unnumbered line here rather is a headline: after one, or under numbers."""
        if self.item is not None and self.item.title is not None:
            return True
        if self.item is None and self.drafts:
            items = [one for one in self.drafts[-1].content if not isinstance(one, Aside)]
            if items and isinstance(items[-1], Item) and items[-1].title is not None:
                return True
        return bool(self.stack) and self.stack[-1][0] % 10 in {0, _BRACKETED}

    def _heading(self, part: TextPart) -> None:
        self._close_item()
        rank = _heading_rank(part, self.stack)
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        self.stack.append((rank, " ".join(part.paragraph.raw.text.split())))
        path = tuple(heading for _, heading in self.stack)
        self.drafts.append(_Draft(part.paragraph.placed, path))

    def _draft(self) -> _Draft:
        if not self.drafts:
            self.drafts.append(_Draft(None, ()))
        return self.drafts[-1]

    def _style_goes_on(self, index: int, marker: Marker | None) -> bool:
        """Whether an item of the same style still follows in this section."""
        for later in self.parts[index + 1 :]:
            if isinstance(later, TableBlock) or marker is None:
                return False
            if later.marker is not None:
                return later.marker.style == marker.style and later.kind == "prose"
            if later.kind == "short":
                return False
        return False

    def _close_item(self) -> None:
        if self.item is not None:
            self._draft().content.append(self.item.finished())
            self.item = None

    def _beside_table(self, index: int) -> bool:
        """Whether a table stands just before or up to three lines after."""
        beside = self.parts[max(index - 1, 0) : index + 4]
        return any(isinstance(other, TableBlock) for other in beside)

    def _flush_captions(self) -> None:
        """Captions with no table after them are notes under one: they are its part all the same."""
        if not self.captions:
            return
        captions, self.captions = tuple(self.captions), []
        content = self._draft().content
        if content and isinstance(content[-1], TableItem):
            content[-1] = TableItem(content[-1].tables, (*content[-1].caption, *captions))
        else:
            content.extend(Item(None, None, (caption,)) for caption in captions)

    def _table(self, block: TableBlock) -> None:
        self._close_item()
        content = self._draft().content
        if block.continued and content and isinstance(content[-1], TableItem):
            content[-1] = TableItem((*content[-1].tables, block), content[-1].caption)
        else:
            content.append(TableItem((block,), tuple(self.captions)))
            self.captions = []


_BRACKETED = 2
"""Last digit of the rank of a heading in 【】; numbered ones have 0, plain ones 5."""


def _lead_in(part: TextPart) -> tuple[int, int] | None:
    """The bold beginning of a paragraph's body (按时到岗情况。), as offsets into the body."""
    shift = len(part.paragraph.text) - len(part.body.text)
    for start, end in part.paragraph.bold:
        if start <= shift + 1 and shift < end < shift + len(part.body.text):
            return (0, end - shift)
    return None


def _heading_rank(part: TextPart, stack: Sequence[tuple[int, str]]) -> int:
    """How high a heading stands; unnumbered ones by their setting."""
    if part.marker is not None:
        # Ranks are spread so that an unnumbered heading fits between two numbered ones.
        return 10 * part.marker.rank
    if part.bracketed:
        return 10 + _BRACKETED
    if part.paragraph.align == "center" or not stack:
        return 15
    # A plain short line under a numbered heading parts what stands under that heading.
    numbered = [rank for rank, _ in stack if rank % 10 == 0]
    return (numbered[-1] if numbered else 10) + 5
