"""What holds in every situation, whatever has happened."""

from tests.browser.situations.table import ALWAYS, PUBLIC, SCREENS, Line

EVERYWHERE = (
    Line(PUBLIC, ALWAYS, "a hall sign holds words, not what a program says", never=(
        "None", "undefined", r"\{\{|\}\}", "Traceback", r"NaN\b",
    )),
    Line(PUBLIC, ALWAYS, "nobody of the staff is named in public; domain.md §14", never=(
        "李", "王主任", "已确认：", "指挥长", "Ⅰ级|Ⅱ级|Ⅲ级|Ⅳ级",
    )),
    Line(PUBLIC, ALWAYS, "nothing here is a drill", never=("演练", "DRILL")),
    Line(SCREENS, ALWAYS, "a screen whose server answers is not out of date", never=("可能过期|信息可能已过时",)),
    Line("tablet-guide tablet-supervisor", ALWAYS, "a tablet in use is signed in and answers", never=("Traceback",)),
)  # fmt: skip
