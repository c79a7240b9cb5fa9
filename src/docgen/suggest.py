"""Did you mean: the names most like what was written, in sound and in letters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

# GB 2312 orders its 3755 common characters by pinyin. These are the first of each syllable, from
# a, ai, an to zun, zuo, so that two characters between the same two of them sound alike.
_FIRSTS = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋"
    "搭呆耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯"
    "壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱"
    "厘俩联粮撩列琳玲溜龙楼芦驴峦掠抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴"
    "女暖虐挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟"
    "森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫"
    "昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆"
    "捉兹鬃邹租钻嘴尊昨"
)
_LONGEST = 60
"""Characters of what may be a name at all; a whole text is none that was misspelt."""
MOST = 100
"""Unknown names of one file that are told: finding others like them takes a millisecond each."""
_COMMON = (0xB0A1, 0xD7F9)


def closest(word: str, known: Iterable[str], cutoff: float = 0.5) -> list[str]:
    """Up to three of ``known`` that ``word`` may stand for, the likeliest first.

    Names of the same sound come first, as an input method slips (负责任 for 负责人); then those
    that share most letters, ``cutoff`` of them (0–1) at least, whatever their case.
    """
    from difflib import get_close_matches

    if len(word) > _LONGEST:
        return []
    names = list(dict.fromkeys(known))
    sound = _sound(word)
    alike = [name for name in names if _sound(name) == sound]
    lower = {name.lower(): name for name in reversed(names)}
    near = [lower[name] for name in get_close_matches(word.lower(), lower, n=3, cutoff=cutoff)]
    return list(dict.fromkeys([*alike, *near]))[:3]


def _sound(word: str) -> tuple[int | str, ...]:
    return tuple(_syllable(char) for char in word.strip().lower())


@cache
def _codes() -> list[int]:
    return [_code(char) for char in _FIRSTS]


def _syllable(char: str) -> int | str:
    """The number of the syllable of a common character; any other character is itself."""
    code = _code(char)
    return bisect_right(_codes(), code) if _COMMON[0] <= code <= _COMMON[1] else char


def _code(char: str) -> int:
    try:
        return int.from_bytes(char.encode("gb2312"))
    except UnicodeEncodeError:
        return 0
