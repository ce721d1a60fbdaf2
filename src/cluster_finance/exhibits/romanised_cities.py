"""Names of cities in Latin letters, for English exhibits."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

PINYIN = {
    "杭州": "Hangzhou", "宁波": "Ningbo", "温州": "Wenzhou", "嘉兴": "Jiaxing", "湖州": "Huzhou",
    "绍兴": "Shaoxing", "金华": "Jinhua", "衢州": "Quzhou", "舟山": "Zhoushan", "台州": "Taizhou", "丽水": "Lishui",
}  # fmt: skip
"""The cities of Zhejiang."""
CITIES = PINYIN | {
    "上海": "Shanghai", "丽江": "Lijiang", "乌鲁木齐": "Ürümqi", "克拉玛依": "Karamay", "北京": "Beijing",
    "南京": "Nanjing", "厦门": "Xiamen", "大庆": "Daqing", "太原": "Taiyuan", "拉萨": "Lhasa", "沈阳": "Shenyang",
    "天津": "Tianjin", "重庆": "Chongqing", "西宁": "Xining", "石家庄": "Shijiazhuang", "新余": "Xinyu",
    "海口": "Haikou", "深圳": "Shenzhen", "三亚": "Sanya", "昆明": "Kunming", "贵阳": "Guiyang", "安顺": "Anshun",
    # Read otherwise than their characters mostly are, or known by another name.
    "朝阳": "Chaoyang", "漯河": "Luohe", "长治": "Changzhi", "毫州": "Bozhou", "哈尔滨": "Harbin", "呼和浩特": "Hohhot",
    "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "海拉尔": "Hailar", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "齐齐哈尔": "Qiqihar",
    # Of two cities with one name in Latin letters, one has its province with it.
    "宿州": "Suzhou (Anhui)", "榆林": "Yulin (Shaanxi)", "泰州": "Taizhou (Jiangsu)", "抚州": "Fuzhou (Jiangxi)",
    "伊春": "Yichun (Heilongjiang)",
}  # fmt: skip


def latin(city: str) -> str:
    """Return a city's name, without 市, in Latin letters: that of ``CITIES``, else the pinyin of its characters."""
    if city in CITIES:
        return CITIES[city]
    first, *others = lazy_pinyin(city, v_to_u=True)
    return first.capitalize() + "".join(f"'{part}" if part[0] in "aoe" else part for part in others)


def romanised(words: str) -> str:
    """Return ``words`` with each known city, filed as 某某市, in Latin letters."""
    return re.sub(r"([\u4e00-\u9fff]+)市", lambda name: CITIES.get(name[1], name[0]), words)
