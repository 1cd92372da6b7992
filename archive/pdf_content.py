"""What a PDF page's content draws: its operators carried out as far as text and rules need it.

The page tree, fonts, filters and encryption are pdfminer's. Its own interpreter makes an object of
every token and every character; this one calls `archive.pdf_ink.PageInk` with what stands on the
page. Section numbers are those of ISO 32000-1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name

from archive.ink import Ink
from archive.pdf_fonts import Face, Faces
from archive.pdf_ink import IDENTITY, Matrix, PageInk, multiply, page_matrix
from archive.pdf_streams import read_stream
from archive.pdf_text import TextState, show
from archive.pdf_tokens import Name, Operands, operations

# Text rendering modes that fill and stroke: how programs embolden a font that has no bold face
# (table 106).
_STROKED = frozenset({2, 6})
# Forms within forms; producers nest two or three.
_DEEPEST_FORM = 30


class _WrongOperandError(Exception):
    """An operand is not of the kind that its operator takes."""


def read_page(page: Any, number: int, size: tuple[float, float], faces: Faces) -> Ink:
    """Glyphs and rules of one page of pdfminer's; `size` is its width and height as shown.

    Raises `TooMuchOnPage`, and whatever pdfminer raises on a broken page or font.
    """
    ink = PageInk(*size)
    parts = []
    for reference in page.contents:
        stream = resolve1(reference)
        data, whole = read_stream(stream) if isinstance(stream, PDFStream) else (b"", False)
        ink.note_stream(whole=whole)
        parts.append(data)
    # Streams are one content; a token does not go over their ends (7.8.2).
    ContentReader(ink, faces, dict_value(page.resources), page_matrix(page)).run(b"\n".join(parts))
    ink.note_stream(whole=not faces.damaged)
    return ink.ink(number)


def stated_pages(document: Any) -> int:
    """How many pages the file says it has; 0 where it does not say so."""
    tree = resolve1(document.catalog.get("Pages"))
    count = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
    return count if isinstance(count, int) else 0


class ContentReader:
    """Carries out one content stream (a page's, or a form's on it) on `ink`.

    Operators with operands missing or of the wrong kind are passed over, as viewers do (7.8.2).
    """

    def __init__(
        self,
        ink: PageInk,
        faces: Faces,
        resources: Mapping[str, Any],
        ctm: Matrix,
        running: frozenset[int] = frozenset(),
    ) -> None:
        """`running` are the object numbers of the forms around this one."""
        self._ink = ink
        self._faces = faces
        self._resources = resources
        self._running = running
        self._state = TextState(ctm)
        self._saved: list[TextState] = []
        self._fonts: dict[str, Face] = {}
        self._operators: dict[bytes, Callable[[Operands], None]] = {
            word: getattr(self, name) for word, name in _OPERATORS.items()
        }

    def run(self, data: bytes) -> None:
        """Carry out a content stream."""
        operators = self._operators
        arity = _ARITY
        for word, operands in operations(data):
            act = operators.get(word)
            if act is None:
                continue
            count = arity[word]
            if len(operands) > count:
                operands = operands[-count:] if count else []  # noqa: PLW2901  (the last ones count)
            elif len(operands) < count:
                continue
            try:
                act(operands)
            except _WrongOperandError:
                continue

    # --- graphics state ---

    def _save(self, _: Operands) -> None:
        self._saved.append(copy(self._state))

    def _restore(self, _: Operands) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _concatenate(self, operands: Operands) -> None:
        self._state.ctm = multiply(_matrix(operands), self._state.ctm)

    # --- text state and positions ---

    def _begin_text(self, _: Operands) -> None:
        self._set_line(IDENTITY)

    def _set_line(self, matrix: Matrix) -> None:
        state = self._state
        state.matrix = matrix
        state.x = state.y = 0.0

    def _char_space(self, operands: Operands) -> None:
        self._state.char_space = _number(operands[0])

    def _word_space(self, operands: Operands) -> None:
        self._state.word_space = _number(operands[0])

    def _scaling(self, operands: Operands) -> None:
        self._state.scaling = _number(operands[0]) * 0.01

    def _leading(self, operands: Operands) -> None:
        self._state.leading = -_number(operands[0])

    def _rise(self, operands: Operands) -> None:
        self._state.rise = _number(operands[0])

    def _render(self, operands: Operands) -> None:
        self._state.stroked = int(_number(operands[0])) in _STROKED

    def _font(self, operands: Operands) -> None:
        name = str(operands[0])
        face = self._fonts.get(name)
        if face is None:
            fonts = resolve1(self._resources.get("Font"))
            known = isinstance(fonts, dict) and name in fonts
            face = self._faces.face(fonts[name]) if known else self._faces.unknown()
            self._fonts[name] = face
        self._state.face = face
        self._state.size = _number(operands[1])

    def _move(self, operands: Operands) -> None:
        tx, ty = _number(operands[0]), _number(operands[1])
        a, b, c, d, e, f = self._state.matrix
        self._set_line((a, b, c, d, tx * a + ty * c + e, tx * b + ty * d + f))

    def _move_leading(self, operands: Operands) -> None:
        self._state.leading = _number(operands[1])
        self._move(operands)

    def _set_matrix(self, operands: Operands) -> None:
        self._set_line(_matrix(operands))

    def _next_line(self, _: Operands) -> None:
        self._move([0.0, self._state.leading])

    # --- text ---

    def _show(self, operands: Operands) -> None:
        show(self._state, self._ink, operands)

    def _show_array(self, operands: Operands) -> None:
        parts = operands[0]
        if isinstance(parts, list):
            show(self._state, self._ink, parts)

    def _show_on_next(self, operands: Operands) -> None:
        self._next_line([])
        show(self._state, self._ink, operands)

    def _show_spaced(self, operands: Operands) -> None:
        self._state.word_space = _number(operands[0])
        self._state.char_space = _number(operands[1])
        self._show_on_next(operands[2:])

    # --- paths ---

    def _path_move(self, operands: Operands) -> None:
        self._ink.begin_path(_number(operands[0]), _number(operands[1]))

    def _path_line(self, operands: Operands) -> None:
        self._ink.line_to(_number(operands[-2]), _number(operands[-1]))

    def _path_curve(self, operands: Operands) -> None:
        self._ink.curve_to(_number(operands[-2]), _number(operands[-1]))

    def _path_box(self, operands: Operands) -> None:
        x, y, width, height = map(_number, operands)
        self._ink.add_box(x, y, width, height)

    def _path_close(self, _: Operands) -> None:
        self._ink.close_path()

    def _stroke(self, _: Operands) -> None:
        self._ink.paint(self._state.ctm, stroke=True)

    def _close_stroke(self, _: Operands) -> None:
        self._ink.close_path()
        self._ink.paint(self._state.ctm, stroke=True)

    def _fill(self, _: Operands) -> None:
        self._ink.paint(self._state.ctm, stroke=False)

    def _end_path(self, _: Operands) -> None:
        self._ink.drop_path()

    # --- marked content, pictures and forms ---

    def _begin_tag(self, _: Operands) -> None:
        self._ink.begin_tag(None)

    def _begin_properties(self, operands: Operands) -> None:
        properties = operands[1]
        if isinstance(properties, Name):
            named = resolve1(self._resources.get("Properties"))
            properties = resolve1(named.get(properties)) if isinstance(named, dict) else None
        said = resolve1(properties.get("ActualText")) if isinstance(properties, dict) else None
        self._ink.begin_tag(said if isinstance(said, bytes) else None)

    def _end_tag(self, _: Operands) -> None:
        self._ink.end_tag()

    def _inline_picture(self, operands: Operands) -> None:
        attributes = operands[0]
        if isinstance(attributes, dict) and {"W", "H"} <= attributes.keys():
            self._ink.add_picture(self._state.ctm)

    def _draw(self, operands: Operands) -> None:
        """A picture or form of the resources (8.8, 8.10)."""
        known = resolve1(self._resources.get("XObject"))
        reference = known.get(operands[0]) if isinstance(known, dict) else None
        drawn = resolve1(reference)
        if not isinstance(drawn, PDFStream):
            self._ink.note_stream(whole=reference is None)
            return
        kind = literal_name(resolve1(drawn.get("Subtype")))
        if kind == "Image" and "Width" in drawn and "Height" in drawn:
            self._ink.add_picture(self._state.ctm)
        elif kind == "Form" and "BBox" in drawn:
            number = reference.objid if isinstance(reference, PDFObjRef) else id(drawn)
            self._draw_form(drawn, number)

    def _draw_form(self, form: PDFStream, number: int) -> None:
        self._ink.expect_form()
        if number in self._running or len(self._running) >= _DEEPEST_FORM:
            return
        matrix = _matrix([resolve1(one) for one in list_value(form.get("Matrix", _LIST))])
        own = form.get("Resources")
        data, whole = read_stream(form)
        self._ink.note_stream(whole=whole)
        ContentReader(
            self._ink,
            self._faces,
            dict_value(own) if own else self._resources,
            multiply(matrix, self._state.ctm),
            self._running | {number},
        ).run(data)


_LIST = list(IDENTITY)


def _number(operand: object) -> float:
    if isinstance(operand, float):
        return operand
    if isinstance(operand, int) and not isinstance(operand, bool):
        return float(operand)
    raise _WrongOperandError(operand)


def _matrix(operands: Sequence[object]) -> Matrix:
    if len(operands) != len(IDENTITY):
        raise _WrongOperandError(operands)
    a, b, c, d, e, f = map(_number, operands)
    return (a, b, c, d, e, f)


_OPERATORS = {
    b"q": "_save",
    b"Q": "_restore",
    b"cm": "_concatenate",
    b"BT": "_begin_text",
    b"Tc": "_char_space",
    b"Tw": "_word_space",
    b"Tz": "_scaling",
    b"TL": "_leading",
    b"Tf": "_font",
    b"Tr": "_render",
    b"Ts": "_rise",
    b"Td": "_move",
    b"TD": "_move_leading",
    b"Tm": "_set_matrix",
    b"T*": "_next_line",
    b"Tj": "_show",
    b"TJ": "_show_array",
    b"'": "_show_on_next",
    b'"': "_show_spaced",
    b"m": "_path_move",
    b"l": "_path_line",
    b"c": "_path_curve",
    b"v": "_path_curve",
    b"y": "_path_curve",
    b"re": "_path_box",
    b"h": "_path_close",
    b"S": "_stroke",
    b"s": "_close_stroke",
    b"f": "_fill",
    b"F": "_fill",
    b"f*": "_fill",
    b"B": "_stroke",
    b"B*": "_stroke",
    b"b": "_close_stroke",
    b"b*": "_close_stroke",
    b"n": "_end_path",
    b"BMC": "_begin_tag",
    b"BDC": "_begin_properties",
    b"EMC": "_end_tag",
    b"EI": "_inline_picture",
    b"Do": "_draw",
}
_ARITY = dict.fromkeys(_OPERATORS, 0) | {
    b"cm": 6,
    b"Tc": 1,
    b"Tw": 1,
    b"Tz": 1,
    b"TL": 1,
    b"Tf": 2,
    b"Tr": 1,
    b"Ts": 1,
    b"Td": 2,
    b"TD": 2,
    b"Tm": 6,
    b"Tj": 1,
    b"TJ": 1,
    b"'": 1,
    b'"': 3,
    b"m": 2,
    b"l": 2,
    b"c": 6,
    b"v": 4,
    b"y": 4,
    b"re": 4,
    b"BMC": 1,
    b"BDC": 2,
    b"EI": 1,
    b"Do": 1,
}
