"""One item of a bulletin: sentences from the grammar, and the truth that goes with them."""

from __future__ import annotations

from random import Random

import msgspec

from corpus.samples import grammar, names
from corpus.samples.calendar import Edition
from corpus.samples.grammar import Frame
from corpus.samples.names import Department, Publisher
from corpus.samples.scene import Manner, Scene
from corpus.samples.truth import TrueActivity

TYPES = (
    *("培训", "座谈", "调研", "督导", "宣讲", "指导服务", "慰问", "会议", "巡查"),
    *("培训", "指导服务", "宣讲", "审批办理"),
    *("交流学习", "审批办理", "上门服务", "揭牌启动", "荣誉表彰"),
    *("开放体验", "接待咨询", "统计通报"),
)
"""Types as often as bulletins have them: the core ones twice as often as the further ones."""
LEADER_TYPES = ("进大厅", "调研", "慰问")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An item as made: its sentences, a headline for it, and the truth but for its place."""

    sentences: tuple[str, ...]
    headline: str
    truth: TrueActivity


def _usable(frame: Frame, publisher: Publisher, department: Department, rng: Random) -> bool:
    needs = {
        "lower": lambda: names.lower_office(rng, publisher, department),
        "upper": lambda: names.upper_office(rng, publisher, department),
    }
    return all(needs[need]() is not None for need in frame.needs)


def _head(
    rng: Random, publisher: Publisher, department: Department, kind: str, *, held_out: bool
) -> Frame:
    heads = grammar.frames("heads", held_out=held_out)
    offered = heads.get(kind) or grammar.frames("heads", held_out=False)[kind]
    if held_out and rng.random() < 0.25:
        offered = grammar.frames("heads", held_out=False)[kind]
    usable = [frame for frame in offered if _usable(frame, publisher, department, rng)]
    if usable:
        return rng.choice(usable)
    fallback = grammar.frames("heads", held_out=False)[kind]
    return rng.choice([f for f in fallback if _usable(f, publisher, department, rng)])


def write(
    rng: Random,
    publisher: Publisher,
    edition: Edition,
    manner: Manner,
    kind: str,
    *,
    held_out: bool,
) -> Written:
    """One item of the type `kind`; `held_out` draws names and frames from the part kept apart."""
    known = names.available(publisher, edition.end, publisher.level, held_out=held_out)
    department = rng.choice(known)
    if kind == "荣誉表彰" and publisher.upper and not held_out:
        department = rng.choice([one for one in known if not one.matter] or list(known))
    frame = _head(rng, publisher, department, kind, held_out=held_out)
    scene = Scene(
        rng=rng,
        publisher=publisher,
        edition=edition,
        manner=manner,
        held_out=held_out,
        frame=frame,
        department=department,
    )
    sentences = [grammar.fill(frame.body, rng, scene.fill)]
    scene.frame = msgspec.structs.replace(frame, measures=())
    middles = _middles(rng, manner, kind, held_out)
    sentences += [grammar.fill(middle.body, rng, scene.fill) for middle in middles]
    closing = rng.choice(grammar.frames("closings", held_out=held_out)["common"])
    sentences.append(grammar.fill(closing.body, rng, scene.fill))
    also = {name for one in (frame, *middles) for name in one.also} - {kind}
    truth = _truth(scene, kind, also, held_out=held_out or publisher.held_out)
    headline = _headline(scene, kind)
    return Written(sentences=tuple(s for s in sentences if s), headline=headline, truth=truth)


def _middles(rng: Random, manner: Manner, kind: str, held_out: bool) -> list[Frame]:  # noqa: FBT001
    count = rng.randint(*manner.length)
    own = grammar.frames("middles", held_out=False).get(kind, ())
    common = grammar.frames("middles", held_out=held_out)["common"]
    first = sorted(rng.sample(range(len(own)), min(len(own), count - 1)))
    rest = rng.sample(common, min(len(common), count - len(first)))
    return [own[number] for number in first] + rest


_HEADLINES = {
    "培训": "{affair}业务培训[顺利开展|提质增效|夯实窗口基础]",
    "座谈": "{actor}[问计于企|听民意、解企忧]",
    "调研": "[深入一线|沉到基层]摸实情",
    "督导": "{actor}[压实责任|动真碰硬]抓整改",
    "宣讲": "{affair}政策[送到家|落地有声]",
    "指导服务": "{affair}[靠前服务|提前介入|全程指导]见实效",
    "慰问": "[情暖窗口一线|关怀暖人心]",
    "会议": "{actor}[安排部署|推进]{affair}工作",
    "巡查": "[强化大厅管理|严肃窗口纪律]",
}


def _headline(scene: Scene, kind: str) -> str:
    """A headline that names no department which the sentences do not name."""
    template = _HEADLINES.get(kind, "{actor}[优化{affair}服务|{affair}再提速]")
    if "actor" not in scene.memory and "{actor}" in template:
        template = "{affair}工作[有序推进|再上台阶]"
    return grammar.fill(grammar.parse(template), scene.rng, scene.fill)


def _truth(scene: Scene, kind: str, also: set[str], *, held_out: bool) -> TrueActivity:
    date = next((one for one in scene.dates if one.role == "activity"), None)
    return TrueActivity(
        order=0,
        section=(),
        marker="",
        departments=tuple(scene.departments),
        date=date,
        dates=tuple(scene.dates),
        types=(kind,),
        types_also_right=tuple(sorted(also)),
        counts=tuple(scene.counts),
        places=tuple(scene.places),
        organisations=tuple(scene.organisations),
        persons=tuple(scene.persons),
        documents=tuple(scene.documents),
        held_out=held_out,
    )
