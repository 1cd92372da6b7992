"""Departments written two ways in one item, or at a level that cannot act in the publisher's hall.

民政厅 and 民政部 differ in one character and are slips of the pen for one another; a ministry that
is quoted, reported to or received is none, so both checks look at what a department does there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.checks.kinds import Check
from archive.checks.location import record_place
from archive.records import Activity, Bulletin, Date, DepartmentMention
from corpus.lexicon.department_rows import endings_by_form, state_bodies_by_form
from corpus.lexicon.department_sites import GENERIC, leading_places
from corpus.lexicon.departments import aliases, resolve
from corpus.lexicon.places import Place, home_of

_RANK = {"state": 0, "province": 1, "city": 2, "county": 3}
_LEVEL = {"state": "国家部委", "province": "省级部门", "city": "市级部门", "county": "县级部门"}
_HOME = {"province": "省级", "city": "市级", "county": "县级"}

_BODY = re.compile(r"(?:委员会|办公室|总局|总署|厅|局|部|署|委|办)$")
_LONGER = re.compile(r"[门队长分]")
"""What makes 民政部 part of another word: 民政部门, 公安部队, 司法部长, 财政部分."""

_WINDOW = re.compile(r"(?:派驻|驻)?(?:政务服务)?(?:中心|大厅)?窗口")
_HALL_WORK = re.compile(
    r"窗口|工作人员|审批处?室?(?!权)|表示|承诺|答复|介绍|积极|主动|现场|立即|当场|及时|热情|耐心|认真"
    r"|将(?:积极|继续|进一步|加强|加大|持续|切实|严格|认真|全力)"
)
"""What a department does in its own hall, as the words right behind its name."""

_OTHER_PART_BEFORE = re.compile(
    r"(?:向|报|经|由|根据|按照?|依据?|据|与|和|同|受|获|被|赴|到|对接|转发|落实|贯彻|来自|通过|争取|国家|中央)$"
)
_OTHER_PART_AFTER = re.compile(
    r"办公厅|[正副]?部长|党组|有关|相关|调研|督[查导]|检查|考察|专家|评估|验收|印发|下发|出台|发布|公布|批[准复]"
    r"|核准|部署|要求|明确|规定|决定|通报|授予|召开|文件|令|公告|系统|官网|网站|平台|《|一行|[\u4e00-\u9fff]{1,6}司"
)
_SERVICES = frozenset({"培训", "指导服务", "审批办理", "上门服务", "接待咨询"})
_VISIT = re.compile(
    r"调研|考察|督查|检查|一行|[来赴到莅]|评估|验收|座谈|印发|发布|召开|视频|授予|通报"
)
_LED_FROM_ABOVE = re.compile(
    r"税务|银行|海关|外汇|烟草|邮政|统计|金融|气象|民用航空|移民|矿山|能源|地震|铁路|档案"
)
"""Bodies whose local branches bear the state body's name and keep windows in local halls."""

_LONGEST_NAME_IN_HALL = 9
_BARE_BUREAU = re.compile(r"[\u4e00-\u9fff]{2,8}局")


def check_departments(bulletin: Bulletin) -> Iterator[Check]:
    """Both checks over all items of an issue whose publisher's place is known."""
    home = next(
        (
            home
            for text in (bulletin.publisher, bulletin.series, bulletin.title)
            if text and (home := home_of(text))
        ),
        None,
    )
    if home is None:
        return
    day = bulletin.published or (bulletin.period.end if bulletin.period else None)
    for activity in bulletin.activities:
        odd = _odd_pair(activity, home, day)
        if odd is not None:
            first, second = odd
            message = f"同一条中写作“{first.written}”，又写作“{second.written}”。"
            yield _check("department-inconsistent", bulletin, activity, second, message)
        for mention in activity.departments:
            if odd is None or mention is not odd[1]:
                message = _wrong_level(activity, mention, home, day) or ""
                if message:
                    yield _check("department-level", bulletin, activity, mention, message)


def _check(
    kind: str, bulletin: Bulletin, activity: Activity, mention: DepartmentMention, message: str
) -> Check:
    return Check(
        kind=kind,
        bulletin=bulletin.id,
        record=activity.id,
        where=record_place(bulletin, activity),
        message=message,
        spans=mention.spans,
    )


def _odd_pair(
    activity: Activity, home: Place, day: Date | None
) -> tuple[DepartmentMention, DepartmentMention] | None:
    """An actor and a department of the same matter with another body word that does its work."""
    for actor in activity.departments:
        if actor.role != "actor":
            continue
        for other in activity.departments:
            if (
                other is not actor
                and other.name != actor.name
                and is_bare(other.written)
                and _body(other.written) != _body(actor.written)
                and _stems(actor, home, day) & _stems(other, home, day)
                and _does_hall_work(activity.text, other.written)
            ):
                return actor, other
    return None


def is_bare(written: str) -> bool:
    """Whether the name says neither a place nor a level (民政部, 民政厅; not 省民政厅)."""
    if written.startswith(("国家", "中国", "中央", "国务院", *GENERIC)):
        return False
    return written in state_bodies_by_form() or not leading_places(written, None)[1]


def _body(written: str) -> str:
    found = _BODY.search(written)
    return found[0] if found else ""


def _stems(mention: DepartmentMention, home: Place, day: Date | None) -> frozenset[str]:
    """The matter in all its spellings: 民政, or 人社 and 人力资源和社会保障."""
    resolved = resolve(mention.written, home, day)
    names = {mention.written, resolved.name, *aliases(resolved.name)}
    stems = set()
    for name in names:
        bare = name[leading_places(name, home)[1] :].removeprefix("国家")
        bare = next((bare[len(word) :] for word in GENERIC if bare.startswith(word)), bare)
        stems.add(_BODY.sub("", bare))
    return frozenset(stem for stem in stems if len(stem) > 1)


def _does_hall_work(text: str, written: str) -> bool:
    """Whether the name stands as the subject of hall work, and nowhere in another part."""
    works = False
    for start, end in _occurrences(text, written):
        if _OTHER_PART_BEFORE.search(text[max(0, start - 3) : start]):
            return False
        if _OTHER_PART_AFTER.match(text, end):
            return False
        begins = not start or not "\u4e00" <= text[start - 1] <= "\u9fff"
        works = works or (begins and _HALL_WORK.match(text, end) is not None)
    return works


def _occurrences(text: str, written: str) -> Iterator[tuple[int, int]]:
    start = text.find(written)
    while start >= 0:
        end = start + len(written)
        if not _LONGER.match(text, end):
            yield start, end
        start = text.find(written, end)


def _wrong_level(
    activity: Activity, mention: DepartmentMention, home: Place, day: Date | None
) -> str | None:
    """What is wrong with the level of an acting department, None where nothing is."""
    written = mention.written
    ministry = written in state_bodies_by_form() and not _LED_FROM_ABOVE.search(written)
    if mention.role != "actor" or not mention.spans or not (is_bare(written) or ministry):
        return None
    window = any(
        _WINDOW.match(activity.text, end) for _, end in _occurrences(activity.text, written)
    )
    resolved = resolve(written, home, day)
    own = _HOME[home.level]
    level = resolved.level
    if level is not None and resolved.known and _RANK[level] < _RANK[home.level]:
        acts = window or (level == "state" and _serves(activity, mention))
        part = "窗口的主办单位" if window else "周报中的主办单位"
        return f"{own}{part}写作{_LEVEL[level]}“{written}”。" if acts else None
    if window and _is_lower(written, home, day):
        right = resolve(written[:-1] + "厅", home, day).name
        return f"{own}窗口的主办单位写作“{written}”，{own}应为“{right}”。"
    return None


def _serves(activity: Activity, mention: DepartmentMention) -> bool:
    """Whether a ministry without 窗口 gives a hall's services at the head of an item."""
    if not _SERVICES.intersection(activity.types[:1]):
        return False
    first = next(one for one in activity.departments if one.role == "actor")
    end = mention.spans[-1].end
    sentence = re.split(r"[。！\n]", activity.text[end:], maxsplit=1)[0]
    return (
        first is mention
        and not _VISIT.search(sentence)
        and not _OTHER_PART_AFTER.match(activity.text, end)
        and not _OTHER_PART_BEFORE.search(activity.text[: mention.spans[0].start])
    )


def _is_lower(written: str, home: Place, day: Date | None) -> bool:
    """Whether a province's department of that matter is a 厅 and only lower levels' a 局."""
    if home.level != "province" or not _BARE_BUREAU.fullmatch(written):
        return False
    if len(written) > _LONGEST_NAME_IN_HALL or written not in endings_by_form():
        return False
    here = resolve(written, home, day)
    above = resolve(written[:-1] + "厅", home, day)
    return (
        above.known
        and above.level == "province"
        and not (here.known and here.level == "province")
        and not home.name.endswith("市")
    )
