"""Where something stands, as a person would say it: 二、（一）(4), 服务剪影 第2条."""

from __future__ import annotations

from archive.markers import split_marker
from archive.records import Activity, AnyRecord, Bulletin, Inspection, Section, Statistic


def headings_place(headings: tuple[str, ...]) -> str:
    """The headings' markers run together (二、（一）); a heading without one is named in full."""
    place = ""
    for heading in headings:
        marker = split_marker(heading)
        if marker is not None:
            place += marker.written
        else:
            place += (" " if place else "") + heading
    return place


def record_place(bulletin: Bulletin, record: AnyRecord) -> str:
    """Where a record stands: headings and marker, else its place among those without a marker."""
    if isinstance(record, Statistic):
        return figure_place(record)
    if isinstance(record, Section):
        return headings_place((record.heading,)) if record.heading else "正文"
    if not isinstance(record, Activity | Inspection):
        return "未归类的文字"
    above = headings_place(record.section)
    if record.marker:
        named = bool(record.section) and split_marker(record.section[-1]) is None
        return f"{above} {record.marker}" if named else above + record.marker
    peers = bulletin.activities if isinstance(record, Activity) else bulletin.inspections
    unmarked = [peer.id for peer in peers if peer.section == record.section and not peer.marker]
    if len(unmarked) == 1 and above:
        return above
    return f"{above} 第{unmarked.index(record.id) + 1}条".strip()


def figure_place(figure: Statistic) -> str:
    """What a figure is of: its category, else its scope, else the heading it stands under."""
    named = figure.category or figure.scope
    if figure.table and figure.scope and figure.category:
        named = f"{figure.scope} {figure.category}"
    return named or headings_place(figure.section[-1:]) or figure.measure
