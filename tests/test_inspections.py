"""Findings of hall patrols: aspect, finding and rating as a careful reader takes them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.inspection_headings import patrol_of
from archive.extract.inspection_ratings import rate
from archive.extract.inspections import find_inspections

GOOD, BAD = "良好", "问题"

ITEMS: list[tuple[str, list[tuple[str, str, str | None]]]] = [
    # --- the real bulletin
    ("按时到岗情况。总体情况良好。", [("按时到岗情况", "总体情况良好。", GOOD)]),
    (
        "工作区域标准化执行情况。总体情况良好。",
        [("工作区域标准化执行情况", "总体情况良好。", GOOD)],
    ),
    ("着装情况。总体情况良好。", [("着装情况", "总体情况良好。", GOOD)]),
    ("纪律秩序。总体情况良好。", [("纪律秩序", "总体情况良好。", GOOD)]),
    (
        "大厅防控情况。大厅人员管控到位，进出人员须出示“健康码”，落实体温监测，物业对大厅各点位消杀落实到位，大厅运行保障有序。",
        [
            (
                "大厅防控情况",
                "大厅人员管控到位，进出人员须出示“健康码”，落实体温监测，物业对大厅各点位消杀落实到位，大厅运行保障有序。",
                None,
            )
        ],
    ),
    # --- other lead-ins
    (
        "考勤情况：全员按时到岗，无迟到早退现象。",
        [("考勤情况", "全员按时到岗，无迟到早退现象。", GOOD)],
    ),
    (
        "着装情况：个别窗口工作人员未按规定着装。",
        [("着装情况", "个别窗口工作人员未按规定着装。", BAD)],
    ),
    ("在岗情况：发现3人脱岗。", [("在岗情况", "发现3人脱岗。", BAD)]),
    (
        "卫生情况：各窗口桌面整洁，物品摆放整齐。",
        [("卫生情况", "各窗口桌面整洁，物品摆放整齐。", GOOD)],
    ),
    (
        "工作牌佩戴：市公安局窗口1人未佩戴工作牌。",
        [("工作牌佩戴", "市公安局窗口1人未佩戴工作牌。", BAD)],
    ),
    (
        "服务态度。窗口人员服务热情，未发现推诿扯皮现象。",
        [("服务态度", "窗口人员服务热情，未发现推诿扯皮现象。", GOOD)],
    ),
    (
        "环境卫生：A区3号窗口台面物品凌乱，已当场整改。",
        [("环境卫生", "A区3号窗口台面物品凌乱，已当场整改。", BAD)],
    ),
    (
        "疫情防控：继续执行扫码、测温、戴口罩措施。",
        [("疫情防控", "继续执行扫码、测温、戴口罩措施。", None)],
    ),
    (
        "设备运行情况：叫号机、自助机运行正常。",
        [("设备运行情况", "叫号机、自助机运行正常。", GOOD)],
    ),
    ("设备设施：2号自助机故障，已报修。", [("设备设施", "2号自助机故障，已报修。", BAD)]),
    ("安全检查情况：未发现安全隐患。", [("安全检查情况", "未发现安全隐患。", GOOD)]),
    ("请假情况：市民政局窗口张某请事假1天。", [("请假情况", "市民政局窗口张某请事假1天。", None)]),
    (
        "上班纪律：存在个别人员上班时间玩手机的现象。",
        [("上班纪律", "存在个别人员上班时间玩手机的现象。", BAD)],
    ),
    ("办件时效：无超期办件，没有群众投诉。", [("办件时效", "无超期办件，没有群众投诉。", GOOD)]),
    (
        "精神面貌情况。整体较好，个别同志有待加强。",
        [("精神面貌情况", "整体较好，个别同志有待加强。", BAD)],
    ),
    ("仪容仪表：符合要求。", [("仪容仪表", "符合要求。", GOOD)]),
    # --- the subject is the aspect
    ("大厅秩序总体良好。", [("", "大厅秩序总体良好。", GOOD)]),
    (
        "工作纪律方面，未发现迟到、早退、脱岗等问题。",
        [("工作纪律方面", "未发现迟到、早退、脱岗等问题。", GOOD)],
    ),
    ("窗口人员着装情况较好。", [("", "窗口人员着装情况较好。", GOOD)]),
    ("从考勤情况看，个别窗口有迟到现象。", [("考勤情况", "个别窗口有迟到现象。", BAD)]),
    # --- several aspects in one item
    (
        "考勤情况：全员到岗；着装情况：统一规范；卫生情况：个别窗口桌面凌乱。",
        [
            ("考勤情况", "全员到岗；", GOOD),
            ("着装情况", "统一规范；", GOOD),
            ("卫生情况", "个别窗口桌面凌乱。", BAD),
        ],
    ),
    (
        "一是工作纪律方面，总体良好；二是环境卫生方面，个别窗口物品堆放杂乱。",
        [("工作纪律方面", "总体良好；", GOOD), ("环境卫生方面", "个别窗口物品堆放杂乱。", BAD)],
    ),
    (
        "（1）到岗情况：全部到岗。（2）佩戴工作牌情况：2人未佩戴。",
        [("到岗情况", "全部到岗。", GOOD), ("佩戴工作牌情况", "2人未佩戴。", BAD)],
    ),
    # --- one aspect with a list of faults stays one; words that name no aspect lead over to several
    (
        "考勤纪律：一是个别人员迟到；二是部分窗口未按要求打卡。",
        [("考勤纪律", "一是个别人员迟到；二是部分窗口未按要求打卡。", BAD)],
    ),
    (
        "存在问题：一是个别人员迟到；二是部分窗口未按要求摆放物品。",
        [
            ("", "个别人员迟到；", BAD),
            ("", "部分窗口未按要求摆放物品。", BAD),
        ],
    ),
    (
        "本周巡查情况：考勤方面，全员到岗；着装方面，1人未穿工装，已提醒；卫生方面，整洁。",
        [
            ("考勤方面", "全员到岗；", GOOD),
            ("着装方面", "1人未穿工装，已提醒；", BAD),
            ("卫生方面", "整洁。", GOOD),
        ],
    ),
    (
        "工作纪律。全员到岗。着装挂牌。1人未佩戴工牌。",
        [("工作纪律", "全员到岗。", GOOD), ("着装挂牌", "1人未佩戴工牌。", BAD)],
    ),
    # --- no aspect named
    ("本周共巡查20次，未发现违纪行为。", [("", "本周共巡查20次，未发现违纪行为。", GOOD)]),
    (
        "市税务局窗口李某上班时间吃零食，予以通报批评。",
        [("", "市税务局窗口李某上班时间吃零食，予以通报批评。", BAD)],
    ),
    (
        "考勤方面：本周应到220人，实到215人，请假5人。",
        [("考勤方面", "本周应到220人，实到215人，请假5人。", None)],
    ),
    ("脱岗情况：0起", [("脱岗情况", "0起", GOOD)]),
    ("迟到早退：无。", [("迟到早退", "无。", GOOD)]),
    (
        "纪律情况：本周未接到群众投诉，无违反工作纪律情况。",
        [("纪律情况", "本周未接到群众投诉，无违反工作纪律情况。", GOOD)],
    ),
    (
        "去向公示情况：去向牌与实际在岗情况不吻合。",
        [("去向公示情况", "去向牌与实际在岗情况不吻合。", BAD)],
    ),
    (
        "从考勤情况来看，大部分窗口人员能按时到岗，但仍有少数人员存在迟到现象。",
        [("考勤情况", "大部分窗口人员能按时到岗，但仍有少数人员存在迟到现象。", BAD)],
    ),
    (
        "便民设施：轮椅、充电宝使用正常，雨伞架有1处损坏。",
        [("便民设施", "轮椅、充电宝使用正常，雨伞架有1处损坏。", BAD)],
    ),
    (
        "大厅5S管理情况。各窗口桌面整洁，无私人物品摆放。",
        [("大厅5S管理情况", "各窗口桌面整洁，无私人物品摆放。", GOOD)],
    ),
    # --- only introductions
    ("本周大厅巡查情况如下：", []),
    ("   ", []),
]


@pytest.mark.parametrize(("text", "expected"), ITEMS)
def test_reads_aspect_finding_and_rating(
    text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    found = find_inspections(text)
    assert [(item.aspect, item.finding, item.rating) for item in found] == expected
    for item in found:
        assert text[slice(*item.finding_at)] == item.finding
        if item.aspect_at is not None:
            assert text[slice(*item.aspect_at)] == item.aspect


def test_a_bold_lead_in_is_the_aspect() -> None:
    text = "政务大厅工作人员配戴口罩等防护用品总体情况良好。"
    (found,) = find_inspections(text, bold=((0, 17),))
    assert found.aspect == text[:17]
    assert found.finding == "总体情况良好。"
    assert found.rating == GOOD


def test_bold_with_its_mark() -> None:
    (found,) = find_inspections("按时到岗情况。总体情况良好。", bold=((0, 7),))
    assert (found.aspect, found.aspect_at) == ("按时到岗情况", (0, 6))
    assert (found.finding, found.finding_at) == ("总体情况良好。", (7, 14))


def test_a_text_all_in_bold_has_no_bold_lead_in() -> None:
    text = "着装情况：规范。"
    (found,) = find_inspections(text, bold=((0, len(text)),))
    assert found.aspect == "着装情况"


FINDINGS: list[tuple[str, str | None]] = [
    ("总体情况良好。", GOOD),
    ("整体情况较好。", GOOD),
    ("秩序井然，运行正常。", GOOD),
    ("全员在岗。", GOOD),
    ("未发现问题。", GOOD),
    ("没有发现脱岗、串岗现象。", GOOD),
    ("无迟到早退。", GOOD),
    ("不存在违规行为。", GOOD),
    ("均按要求佩戴工作牌，情况良好。", GOOD),
    ("达标。", GOOD),
    ("个别窗口存在空岗现象。", BAD),
    ("发现1起脱岗。", BAD),
    ("总体良好，但有2人迟到。", BAD),
    ("未发现脱岗，但个别人员未佩戴工作牌。", BAD),
    ("有待加强。", BAD),
    ("需进一步规范。", BAD),
    ("窗口无人在岗。", BAD),
    ("着装不规范。", BAD),
    ("卫生保洁不到位。", BAD),
    ("3号窗口打印机损坏。", BAD),
    ("物业每日消杀两次。", None),
    ("轮值人员为张某、李某。", None),
    ("大厅开放时间调整为9时至17时。", None),
    ("未使用文明用语。", BAD),
    ("叫号后无人应答。", BAD),
    ("扫码模块失灵。", BAD),
    ("上午空岗15分钟。", BAD),
    ("文件摆放凌乱，卫生状况差。", BAD),
    ("仪容整洁，运行平稳。", GOOD),
    ("设备完好，通道畅通。", GOOD),
    ("工作纪律严明，服务热情。", GOOD),
    ("连续三周零差错、零投诉。", GOOD),
    ("上期问题整改率100%。", GOOD),
    ("推行不见面审批。", None),
    ("雨伞已补齐。", None),
]


@pytest.mark.parametrize(("finding", "expected"), FINDINGS)
def test_rates_a_finding(finding: str, expected: str | None) -> None:
    assert rate(finding) == expected


HEADINGS: list[tuple[str, bool]] = [
    ("三、大厅巡查情况", True),
    ("三、巡查通报", True),
    ("（三）纪律检查情况", True),
    ("四、督查情况", True),
    ("五、大厅日常巡查情况通报", True),
    ("窗口工作纪律督查通报", True),
    ("大厅考勤情况", True),
    ("作风纪律检查情况", True),
    ("巡查情况", True),
    ("三、效能督查情况", True),
    ("二、窗口工作动态", False),
    ("（一）窗口服务效能提升工作情况", False),
    ("（二）厅（局）长进大厅", False),
    ("一、省级政务服务事项受理办理情况", False),
    ("市场监督管理工作情况", False),
    ("调研督导", False),
    ("下一步工作", False),
    ("执法检查情况", False),
]


@pytest.mark.parametrize(("heading", "expected"), HEADINGS)
def test_knows_headings_of_patrols(heading: str, expected: bool) -> None:  # noqa: FBT001 (a table's column)
    assert (patrol_of(heading) == "sure") is expected


ALPHABET = st.text(
    alphabet="一二是着装情况总体良好。：；，未发现问题（1）、 无个别\n巡查如下", max_size=60
)


@given(ALPHABET)
def test_any_text_is_read_and_offsets_hold(text: str) -> None:
    for item in find_inspections(text):
        assert text[slice(*item.finding_at)] == item.finding
        assert item.finding
        if item.aspect_at is not None:
            assert text[slice(*item.aspect_at)] == item.aspect
            assert item.aspect_at[1] <= item.finding_at[0]


def test_a_long_text_is_read_at_once() -> None:
    for text in ("着装情况：良好；" * 12_000, "未" * 100_000, "一是" * 50_000, "情况" * 50_000):
        begin = time.perf_counter()
        find_inspections(text)
        assert time.perf_counter() - begin < 1.5
