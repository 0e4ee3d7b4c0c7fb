"""The fonts of official papers, and what may stand in where one is not there."""

FANGSONG, HEITI, KAITI, SONGTI = "仿宋", "黑体", "楷体", "宋体"
LATIN, MARKS = "Times New Roman", "Segoe UI Symbol"
FALLBACKS = {
    FANGSONG: ("FangSong", "仿宋_GB2312", "FangSong_GB2312", "STFangsong", "华文仿宋", "Noto Serif CJK SC"),
    HEITI: ("SimHei", "STHeiti", "华文黑体", "Noto Sans CJK SC"),
    KAITI: ("KaiTi", "楷体_GB2312", "STKaiti", "华文楷体", "Noto Serif CJK SC"),
    SONGTI: ("SimSun", "STSong", "华文宋体", "Noto Serif CJK SC"),
    LATIN: ("Liberation Serif", "Nimbus Roman"),
}
CHINESE = (FANGSONG, HEITI, KAITI, SONGTI)
