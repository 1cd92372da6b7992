"""What holds of a paragraph's figures until a sentence, list or bracket ends."""

from __future__ import annotations

import msgspec


class Frame(msgspec.Struct):
    """What holds until a sentence or bracket ends.

    `named_alone` counts categories in a row without a measure of their own (其中咨询3件，投诉5件),
    `run` those since the last measure, `member_unit` is the unit of the last of them. `sub` tells
    that a list is open, `parts` that 其中 opened it, `opened` before which figure; `outer` and
    `outer_scope` are category and scope before it. `scopes` counts the scopes named in the
    sentence. `named` tells that this sentence names the platform, `direct` that it names a way
    that is no system (通过窗口办理). `by_platform` tells that the members of the list are systems
    and other ways (其中政务服务网…，短信…，实体大厅…), `outer_platform` is the system before it.
    """

    scope: str | None = None
    category: str | None = None
    named_alone: int = 0
    run: int = 0
    member_unit: str | None = None
    sub: bool = False
    parts: bool = False
    opened: int = 0
    outer: str | None = None
    outer_scope: str | None = None
    scopes: int = 0
    platform: str | None = None
    outer_platform: str | None = None
    by_platform: bool = False
    named: bool = False
    direct: bool = False
