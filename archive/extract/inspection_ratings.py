"""What a finding of a patrol amounts to: praise, a fault, or a plain fact.

A fault is known by its form (未 or 不 with what should have been done, 无人, 缺) or by the words
for what patrols find (脱岗, 玩手机, 凌乱, 失灵); a denied fault (未发现脱岗) is praise.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

Rating = Literal["良好", "问题"]

_DENIED: Final = re.compile(
    r"(?:未(?:再)?(?:发现|出现|见|发生|接到|收到|接|查出|存在)|(?:并|均)?没有(?:发现|出现|发生|收到|接到)?"
    r"|无(?:一|任何)?|不存在|杜绝|零(?![散乱星食碎])|避免了?|未有|暂未发现|暂无)[^，,。；;：:]{0,30}"
)
"""A fault that is denied: 无迟到、早退现象; to the end of its clause."""
_OTHER_NEGATION: Final = re.compile(
    r"无(?:人|烟|障碍|差别|偿|纸|声|法|故|证|精打采)|未(?:发现|出现|见|发生|有)(?:工作)?人|无(?:标识|标志|指示)"
)
"""无人在岗 is a fault and 无烟大厅 a name: neither denies one."""
_DENIED_WORDS: Final = re.compile(
    r"现象|情况|情形|异常|行为|投诉|差评|举报|隐患|扯皮|推诿|纠纷|争执|拥堵|积压"
)

_NOT_DONE: Final = (
    r"(?<![从尚])未(?!来|成年|婚|雨绸缪|发现|出现|见|发生|接|收到|查出|超|有|央|知|必|尝|能见|满|"
    r"涉及|造成|影响)"
)
"""未 with what should have been done (未佩戴工牌, 未使用文明用语)."""
_NOT_SO: Final = (
    r"不(?:太|够|很|完全)?(?:规范|满意|到位|及时|整齐|整洁|统一|符|按|足|高|严|佳|强|齐|在岗|在位|"
    r"在状态|清|明(?!显)|畅|熟|完善|健全|完整|文明|耐心|热情|认真|主动|合|良|达标|一致|吻合|相符|能|"
    r"全|准(?!入)|稳|工作|亮|显示|出票|灵|力|彻底|遵守|服从|着|戴|佩|穿|集中|专注|当|妥|雅|慎|细|实|"
    r"好|理想|平|牢|见(?!面)|在|理|文|尊|配合|接听|接电话)"
)
"""不 with what should be so; 不断, 不仅, 不定期, 不打烊 tell no fault."""
_LACKING: Final = (
    r"无人|无(?:标识|标志|指示)|无(?:故|证)|无精打采|缺(?:纸|勤|岗|席|失|少|损|位|页|乏|漏)|空岗|空置|"
    r"空缺|断(?:网|电|线)|没(?:有)?(?:人|在岗|佩戴|穿|着)"
)
_CONDUCT: Final = (
    r"迟到|早退|晚到|脱岗|离岗|旷工|串岗|睡岗|溜岗|缺勤|擅自|中途离开|违规|违纪|违反|"
    r"(?:玩|看|刷|用|摆弄|低头看)手机|手机游戏|打?游戏|(?:看|观看|浏览|刷)[^，,。；;]{0,6}(?:视频|电影|电视剧|小说|网页|网站|新闻|股票|抖音)|炒股|聊天|闲聊|闲谈|扎堆|"
    r"吃(?:东西|零食|早餐|早点|午餐|食物)|嗑瓜子|网购|上网购物|购物网站|(?:吸|抽)烟|大声喧哗|打瞌睡|睡觉|打盹|趴在|私人电话|"
    r"拖鞋|短裤|背心|便装|便服|奇装异服|带(?:孩子|小孩)|冷漠|生硬|冷淡|推诿|敷衍|拖延|争吵|吵架|顶撞|懒散|松懈|松散|懈怠|涣散|"
    r"做与工作无关|与工作无关|代打卡|代签|漏打卡|漏签"
)
_STATE: Final = (
    r"杂乱|凌乱|零乱|脏乱|散乱|混乱|乱(?:堆|放|停|摆|贴|扔)|堆(?:放|积|满)(?!整齐)|摆放(?:水杯|雨伞|私人|杂物|食品|食物|零食)|占用|破损|破旧|损坏|"
    r"故障|失灵|失效|缺失|卡(?:纸|顿|死)|死机|黑屏|中断|异常|异味|漏水|渗水|积水|积灰|积尘|灰尘|污渍|污迹|水渍|烟头|堵塞|闲置|脱落|松动|老化|停用|"
    r"过(?:长|久|慢|期|高|低)|缓慢|超时|超期|逾期|滞后|偏(?:慢|长|低|多|少)|(?:较|很|太|偏|状况|卫生|态度|质量|效果|环境|秩序)差|较(?:乱|脏|慢|重|低|弱)|严重|有误|错误|出错|漏洞|隐患|薄弱|欠缺|短板|"
    r"不足|弱化|有待|需(?:要)?(?:进一步)?(?:加强|整改|改进|提高|规范|完善)|问题|漏报|误报|拥堵|拥挤|滞留|积压|不亮"
)
_TREATED: Final = (
    r"投诉|通报批评|批评|约谈|扣(?:分|除|发|绩效)|扣\d|责令|责成|整改|警告|告诫|诫勉|问责|检讨|检查书|纠正|(?:当场|现场|口头|予以|已经?)提醒|退回(?:原单位)?|"
    r"已报修|报修|待修|维修(?:更换|中)|正在(?:更换|维修|修复)|黄牌|红牌"
)
_EXISTS: Final = r"(?:存在|出现|有)[^，,。；;]{1,30}(?:情况|现象|行为|苗头)"
_SOME: Final = r"个别|少数|部分(?:窗口|人员|工作人员|同志|单位)"
_FAULT: Final = re.compile(
    f"{_NOT_DONE}|{_NOT_SO}|{_LACKING}|{_CONDUCT}|{_STATE}|{_TREATED}|{_EXISTS}|{_SOME}"
)
_NO_FAULT: Final = re.compile(
    r"满意度?不|不(?:合理|良|合格)率|(?:问题|隐患|投诉|故障|异常)(?:为|数)?(?:0|零|无)|(?:问题|隐患)(?:已)?全部(?:整改|销号)(?:到位|完毕|完成)"
    r"|(?:问题)?整改(?:率|完成率)?(?:达到?)?100[%％]|批评教育|表扬和?批评|投诉(?:电话|箱|渠道|窗口|率)|问题(?:导向|清单)|处理(?:群众)?异常|检查书"
)
"""Words of faults in names of other things (投诉电话, 整改率100%)."""

_PRAISE: Final = re.compile(
    r"良好|较好|很好|更好|优良|优秀|优异|优质|好转|整洁|整齐|干净|洁净|完好|平稳|稳定|井然|井井有条|严明|热情|耐心|周到|细致|饱满|文明(?:用语|礼貌|服务|有礼)|礼貌|"
    r"满意度(?:较|很)?高|好评(?!率|系统|器|制|差)|称赞|表扬|点赞|肯定|全勤|全员(?:准时|按时|到岗|在岗|打卡|全部)|全部(?:准时|按时|到岗|在岗|到位|符合|合格|达标)|"
    r"(?:能|均|都|全部|全员|人员|按照?要求)(?:够)?(?:准时|按时|提前)[^，,。；;]{0,8}(?:到岗|上岗|上班|打卡|签到|到位)|^(?:准时|按时)(?:到岗|上岗|上下?班|打卡)|在岗在位|在岗履职|齐全|齐备|畅通|自觉遵守|严格遵守|严格执行|严守|"
    r"符合(?:要求|规定|标准|规范)|达标|无异常|合格|圆满|过硬|明显(?:改善|提升|好转|缩短|增强)|(?:群众|企业)满意|较强|统一着装|落落大方|端庄|得体|坚守岗位|微笑服务"
)
"""Praise wherever it stands."""
_OUTCOME: Final = re.compile(
    r"(?:到位|有序|规范|(?<![端统机备梯]运行)正常|统一|熟练|流畅|高效|顺畅|顺利|清晰|缩短|改善|提升|尽责|负责|主动|积极|准确|安静|明亮|到岗|在岗|认真|严格|及时|清楚)(?=[，,。；;]|$)"
)
"""Praise that closes its clause (环境规范。); 有序引导 only says how something is done."""
_RATED: Final = re.compile(
    r"(?:(?:总体|整体|基本|情况|秩序|纪律|表现|状态|状况|效果|均|都|较为|比较|普遍|全部)[^，,。；;]{0,8})"
    r"(?:正常|规范|到位|有序|好)|(?:均|都|全部|基本|普遍)能(?:够)?"
)
_MEASURE: Final = re.compile(
    r"须|应当|要求|必须|继续|加强|进一步|安排|开展|实行|措施|每日|每天|对[^，,。；;]{1,16}到位"
)
"""A finding that tells what is done (须出示健康码) describes and gives no rating by its outcome."""
_MACHINES: Final = re.compile(r"设备|设施|系统|运行|终端")
_OUTCOME_LONGEST: Final = 34
"""Characters of a finding that its outcome rates; a longer one describes how things are done."""
_NOTHING: Final = re.compile(r"(?:无|没有|未发生|未发现|零|0)(?:[起人次例件]|人次)?[。；]?")
_FAULT_NAME: Final = re.compile(
    r"(?:迟到|早退|脱岗|离岗|空岗|缺岗|旷工|串岗|违纪|违规|扣分|不规范行为)(?:、?(?:迟到|早退|脱岗|离岗|空岗|旷工|串岗))*(?:人员|单位|窗口)?"
)
"""Under the name of a fault, who and how many are the fault (迟到：市农委2人次)."""
_GOOD_NAME: Final = re.compile(r"表扬|红榜|红旗|先进|标兵|好的方面|亮点|优点|值得肯定")
_BAD_NAME: Final = re.compile(r"问题|不足|批评|黄牌|红牌|后进|黑榜|曝光|违纪|违规|负面")


@lru_cache(maxsize=2048)
def rate(finding: str, aspect: str = "", named: str = "") -> Rating | None:
    """What a finding amounts to.

    问题 where a fault is told, 良好 where it is praised or no fault was found, None where it only
    describes. 无 is 良好 where the aspect itself is a fault (脱岗情况：无). Where the finding says
    neither, the aspect or the words it stands under (`named`: 红榜, 存在以下问题) may.
    """
    if _NOTHING.fullmatch(finding.strip()) and _FAULT.search(aspect):
        return "良好"
    if _FAULT_NAME.fullmatch(aspect) and not _NOTHING.fullmatch(finding.strip()):
        return "问题"
    remaining = _DENIED.sub(_without_fault, finding)
    denied = remaining != finding
    if _FAULT.search(_NO_FAULT.sub("", remaining)):
        return "问题"
    if denied or _praised(remaining, aspect) or _NO_FAULT.search(remaining):
        return "良好"
    names = f"{aspect} {named}"
    if _BAD_NAME.search(names):
        return "问题"
    return "良好" if _GOOD_NAME.search(names) else None


def tells_fault(text: str) -> bool:
    """Whether a fault is told that is not denied."""
    return rate(text) == "问题"


def _praised(text: str, aspect: str) -> bool:
    if _PRAISE.search(text) or (_MACHINES.search(aspect) and "正常" in text):
        return True
    return (
        len(text) <= _OUTCOME_LONGEST
        and not _MEASURE.search(text)
        and bool(_OUTCOME.search(text) or _RATED.search(text))
    )


def _without_fault(match: re.Match[str]) -> str:
    """无迟到早退 and 未发现问题 leave nothing; 未佩戴工牌, 无人在岗 and 无烟大厅 stay."""
    written = match[0]
    if _OTHER_NEGATION.match(written):
        return written
    return "" if _FAULT.search(written) or _DENIED_WORDS.search(written) else written
