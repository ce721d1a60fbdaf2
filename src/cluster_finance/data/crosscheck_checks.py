"""The cross-checks: which two records of what are compared, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """Two records of one quantity, with their names in both languages and the files they are in.

    ``unit`` is the one in which the two are compared.
    """

    id: str
    zh: str
    en: str
    first_zh: str
    first_en: str
    second_zh: str
    second_en: str
    unit: str
    files: tuple[str, ...]


def _raw(*names: str) -> tuple[str, ...]:
    return tuple(f"data/raw/{name}.csv" for name in names)


_YEARBOOK = ("城市统计年鉴面板", "panel of the City Statistical Yearbook")
_SECOND = ("各省市年鉴的另一汇编", "a second compilation, from provincial and city yearbooks")
_REPORT = ("当时的新闻报道", "news reports of the time")
_PROVINCES = ("国家统计局各省数字", "provincial figures of the statistical bureau")

CHECKS = (
    Check("city_gdp", "城市生产总值", "GDP of cities", *_YEARBOOK, *_SECOND, "100m_yuan",
          _raw("city_panel", "prefecture_gdp_crosscheck")),
    Check("city_population", "城市人口", "Population of cities", *_YEARBOOK, *_SECOND, "10k_persons",
          _raw("city_panel", "prefecture_gdp_crosscheck")),
    Check("output_file_gdp", "城市生产总值，两个抄本", "GDP of cities, two copies", *_YEARBOOK,
          "同一年鉴的工业产值抄本", "the copy of the same yearbook with industrial output", "10k_yuan",
          _raw("city_panel", "city_industrial_output")),
    Check("province_gdp_cities", "各市合计与全省生产总值", "Cities summed against provincial GDP",
          *_YEARBOOK, *_PROVINCES, "100m_yuan", _raw("city_panel", "prefecture_gdp_crosscheck", "province_gdp")),
    Check("province_gdp_compilation", "另一汇编合计与全省生产总值",
          "The second compilation summed against provincial GDP", *_SECOND, *_PROVINCES, "100m_yuan",
          _raw("prefecture_gdp_crosscheck", "province_gdp")),
    Check("firms_parts", "工业企业数，分项与总数", "Industrial firms, parts and total",
          "分项之和", "the sum of the parts", "省统计年鉴的总数", "the total of the provincial yearbook", "firms",
          _raw("zhejiang_industrial_firms", "fujian_industrial_firms")),
    Check("zhejiang_gdp", "浙江生产总值，2007年", "GDP of Zhejiang, 2007", *_PROVINCES, *_REPORT, "100m_yuan",
          _raw("province_gdp", "context_facts")),
    Check("hangzhou_output", "杭州规模以上工业总产值，2007年",
          "Industrial output of Hangzhou above designated size, 2007",
          "城市统计年鉴", "City Statistical Yearbook", *_REPORT, "100m_yuan",
          _raw("city_industrial_output", "context_facts")),
    Check("bank_assets_parts", "浙江银行业资产，2006年末，分项之和",
          "Bank assets of Zhejiang, end of 2006, parts summed",
          "人民银行各类机构之和", "the central bank's kinds of institution, summed", *_REPORT, "100m_yuan",
          _raw("province_bank_institutions", "context_facts")),
    Check("bank_assets_total", "浙江银行业资产，2006年末，所载合计",
          "Bank assets of Zhejiang, end of 2006, total as filed",
          "人民银行所载合计", "the central bank's total as filed", *_REPORT, "100m_yuan",
          _raw("province_bank_institutions", "context_facts")),
    Check("sme_loans", "全国中小企业贷款，2009年末与9月末", "SME loans of China, end of 2009 against end of September",
          "人民银行按企业规模的贷款", "the central bank's loans by size of firm", *_REPORT, "100m_yuan",
          _raw("national_loans_by_firm_size", "context_facts")),
)  # fmt: skip
