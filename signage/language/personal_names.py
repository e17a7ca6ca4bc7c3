"""Names of persons in Chinese and English text, as far as patterns can know them.

A surname alone proves nothing (高, 金, 方, 白 begin ordinary words); it takes a title, a label before
it, a usual given name behind it, or nothing but 2–3 letters between two ends. Tuned on the
emergency plans and every text of this house.
"""

import re
from collections.abc import Iterator
from functools import cache

HAN = "\u3400-\u9fff"
USUAL = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭林罗郑梁谢宋唐许韩冯邓曹彭曾萧蔡潘袁董苏叶吕魏蒋杜沈姜范傅钟卢汪戴崔廖姚"
    "邹熊陆郝孔邱侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚庞樊殷翟倪严牛俞章鲁葛尤毛聂柳邢岳骆祝欧耿詹闫薛丁任贾夏秦江"
)
"""Surnames that begin few other words."""
RARE = (
    "何焦高金方白石安温康施文余于田肖谭史陶顾覃莫向齐伍颜庄兰关左甘包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉蓝路游辛"
    "靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟"
    "邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼"
    "韦付程"
)
DOUBLE = "欧阳|上官|司马|诸葛|皇甫|东方|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|长孙|宇文|闻人|独孤|南宫"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞刚桂英玉红建国鹏飞斌鑫浩宇轩梓涵欣怡晨佳诗琪博思俊峰志海燕雪梅琳玲凤琴莲珍慧巧"
    "美倩婷颖琼瑶璐晓小春秋冬荣庆福贵德忠孝仁义礼永康健宁乐天虎彪威震霆凯旋帆航宏伯仲淑贤惠芝兰蕾薇蓉菊莉萍香月莺媛瑞"
    "凡嘉毅彬诚振壮豪邦承绍松善厚友裕哲亮谦亨奇翰朗伦翔旭致炎泰琛钧冠腾楠榕弘良利顺信子成光达岩茂林坚富学祥才武云"
    "龙华平明辉文生金玥妍悦雯雅露锦洁云洲淼森焱垚睿煜烨熙曦彤桐甜若雨霖霏岚珊珠瑾瑜琦璇璟芸茜荷菲菁蓓蔓黛丹桃杏"
)
ONE_GIVEN = (
    "伟芳娜敏静丽磊洋艳娟涛超霞鹏斌鑫浩轩婷颖璐莉萍媛蕾薇蓉琪俊凯琳玲倩莎彬颖翔旭楠睿煜强勇军杰刚燕"
)
"""Given names of one letter that are no ordinary word behind a surname."""
TITLES = (
    "先生|女士|小姐|太太|老师|师傅|同志|主任|副主任|科长|副科长|局长|副局长|处长|副处长|所长|副所长|股长|队长|经理|主管|组长|"
    "书记|警官|医生|大夫|护士|会计|秘书|老板|阿姨|大爷|大妈|大叔|大姐|大哥|叔叔|奶奶|爷爷|总监|总经理|部长|院长|校长|律师|法官|教授|工程师"
)
LABELS = (
    "姓名|名字|名叫|联系人|当事人|伤者|伤员|患者|病人|死者|纳税人|缴费人|办税人|经办人|负责人|当班人|值班人|责任人|肇事者|嫌疑人|投诉人|"
    "举报人|报警人|目击者|证人|员工|职工|同事|保安|导税员|工作人员|群众|老人|孕妇|家属|家长|司机|乘客|顾客|客户|法人|代表|会计|联络人|人员"
)
WORDS = """
向主 高峰 高处 白天 安静 文明 余震 宁静 梅雨 凌晨 阳光 吉祥 冷静 卫生 全天 全国 师生
和平 明天 查明 楚天 楼宇 张贴 张开 黄色 黄牌 黄线 黄灯 黄昏 马上 马路 马桶 马力
周一 周二 周三 周四 周五 周六 周日 周末 周围 周边 周期 周转 周内 许可 许多 许久
万元 万一 万人 常规 常见 常用 常态 常设 常年 常温 段落 段内 易燃 易爆 易碎 易腐
易滑 武警 武器 严重 严禁 严格 严肃 严厉 牛奶 毛巾 毛病 柳树 祝贺 丁字 任务 任何
任意 夏季 夏天 秦岭 江西 江苏 江边 钱款 钱包 汤水 林业 宋体 唐山 曾经 曾有 陆续
陆地 孔洞 孔径 龙头 雷电 雷雨 雷击 雷暴 江河 苏州 郑州 徐州 吴江 黄山 黄河 杨树
朱红 胡同 梁柱 章程 沈阳 范围 范本 叶片 魏县 杜绝 姜汤 钟表 卢布 汪洋 戴上 戴好
崔州 邱县 侯车 邵阳 孟州 乔木 贺卡 赖账 鲁莽 尤其 尤为 岳阳 骆驼 欧元 耿直 王牌
李子 刘海 陈列 陈旧 陈述 安宁 安康 高强 高明 高达 明亮 明文 文学 时光 和美 全文
华丽 金秋 金龙 金华 石林 白云 白金 方志 方明 关文 陈设 江水 任职 任命 万家 万能
万用 万物 万众 龙卷 龙卷风 钟楼 钟点 常驻 常委 常务 武汉 武术 易用 易于 严防 严控
严查 任组长 任主任 任科长 任队长 任副 管副 黄亮 黄慢 黄快 牛皮 毛毯 毛发 夏令 夏装
马达 马甲 周报 周年 段长 周知 小龙头 小龙虾 小黄车 小马达 小毛病 老毛病 小雷达
小林业 小贺卡
"""
ORDINARY = frozenset(WORDS.split())
"""Words that begin like a name; of two or three letters."""

_SURNAME = f"(?:{DOUBLE}|[{USUAL}{RARE}])"
_LEFT, _RIGHT = f"(?<![{HAN}])", f"(?![{HAN}])"
_GAP = r"[\s·•.]?"
_CALLED = (
    f"(?:{DOUBLE}|[{USUAL}]){_GAP}[{HAN}]{{1,2}}|[{RARE}]{_GAP}[{GIVEN}一二三四五六七八九]{{1,2}}"
)
CHINESE = (
    rf"(?P<name>(?:{DOUBLE}|[{USUAL}])[{HAN}]{{0,2}}?)(?:{TITLES})",
    rf"(?P<name>[{RARE}][{GIVEN}]{{0,2}})(?:{TITLES})",
    rf"(?P<name>{_SURNAME}(?:[{HAN}]?某{{1,2}}|某{{1,2}}[{HAN}]?))(?![{HAN}]?(?:业务|单位))",
    rf"(?P<name>[小老阿][{USUAL}])",
    rf"(?P<name>[{USUAL}高](?:工|总|局|处|所|队|科|姐|哥|叔|姨|婶|伯))(?=[^{HAN}]|$|[说来去在把被和与到已正的])",
    rf"(?:{LABELS})[\s:：是为叫,，(（“\"]{{0,3}}(?P<name>{_CALLED}){_RIGHT}",
    rf"(?:我叫|他叫|她叫|名叫|叫做|叫|找|是|给|姓名|联系人|致电|联系|呼叫|喊|及时找)[\s:：]{{0,2}}(?P<name>{_CALLED}){_RIGHT}",
    rf"(?P<name>(?:{DOUBLE})(?<!东方)[{HAN}]{{1,2}})",
    rf"(?P<name>[{USUAL}][{GIVEN}]{{2}})",
    rf"(?P<name>[{RARE}][{GIVEN}]{{2}}){_RIGHT}",
    rf"(?P<name>[{USUAL}][{ONE_GIVEN}一二三四五六七八九])(?![月日号层楼时分个台点十百千万年次])",
    rf"{_LEFT}(?P<name>[{USUAL}{RARE}]{_GAP}[{GIVEN}]{{1,2}}){_RIGHT}",
    rf"{_LEFT}(?P<name>[{USUAL}][{HAN}]{{1,2}}){_RIGHT}",
)
_ENGLISH = (
    "Wang|Li|Zhang|Liu|Chen|Yang|Huang|Zhao|Wu|Zhou|Xu|Sun|Zhu|Hu|Guo|Gao|Lin|Luo|Zheng|Liang|Xie|Song|Tang|Han|Feng|"
    "Deng|Cao|Peng|Zeng|Xiao|Tian|Dong|Pan|Yuan|Cai|Jiang|Yu|Du|Ye|Cheng|Su|Wei|Lu|Ding|Shen|Ren|Yao|Cui|Zhong|Tan|Shi|"
    "Liao|Jia|Xia|Fu|Fang|Zou|Xiong|Meng|Qin|Qiu|Yan|Xue|Hou|Lei|Bai|Duan|Hao|Kong|Shao|Mao|Ouyang|Ma|He|Mo"
)
_NO_GIVEN = "To|Is|In|On|At|Or|And|Of|Gate|Hall|Road|Street"
ENGLISH = (
    r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Prof)(?:\.\s*|\s+)(?P<name>[A-Z][A-Za-z'-]+(?:\s[A-Z][a-z'-]+)?)",
    rf"(?<![A-Za-z])(?P<name>(?:{_ENGLISH})\s(?!{_NO_GIVEN})[A-Z][a-z]{{1,5}}(?:[-' ]?[a-z]{{2,6}})?)(?![A-Za-z])",
    rf"(?<![A-Za-z])(?P<name>[A-Z][a-z]{{2,9}}\s(?:{_ENGLISH}))(?![A-Za-z])(?!\s(?:Road|Street|Gate|Hall))",
)  # fmt: skip


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """Compiled when the first text is read, which no start waits for: it takes 25 ms."""
    return tuple(map(re.compile, (*CHINESE, *ENGLISH)))


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands, with the title it is known by."""
    for pattern in patterns():
        for hit in pattern.finditer(text):
            start, end = hit.span("name")
            if not _ordinary(text, start):
                # A match that begins with the name goes on with its title, and both are hidden.
                yield start, max(end, hit.end() if hit.start() == start else end)


def _ordinary(text: str, start: int) -> bool:
    """Whether a word begins here that is none."""
    return any(text[start : start + length] in ORDINARY for length in (2, 3))
