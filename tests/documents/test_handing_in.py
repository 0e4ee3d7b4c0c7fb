"""报送的一套文件：汇总表两种、每家一份申报书、一份待补清单；每家一份告知函。"""

from dataclasses import replace

from api.documents.handing_in import files_to_hand_in, letters
from planner.assessment import assess
from tests.documents.reading import BARE, EXCELLENT, FULL, LEADING, ON, company, sheet, table_rows, texts
from tests.example_profiles import catalogue

FORM = catalogue().forms["smart-factory-2026"]
TITLE, FOLDER = "卓越级领航级智能工厂培育企业推荐汇总表", "卓越级智能工厂培育库（2026年）申报书"


def test_the_set_holds_roster_applications_and_what_stays_blank() -> None:
    twins = [company(FULL), replace(company(BARE), name="示例电气有限公司")]
    files = dict(files_to_hand_in(FORM, {EXCELLENT: twins, LEADING: []}, catalogue(), ON))

    assert list(files) == [
        f"{TITLE}.docx",
        f"{TITLE}.xlsx",
        f"{FOLDER}/1 示例电气有限公司.docx",
        f"{FOLDER}/2 示例电气有限公司.docx",
        "待补清单.xlsx",
    ]
    assert [row[2] for row in table_rows(files[f"{TITLE}.docx"])[0]] == ["企业名称", "示例电气有限公司", "示例电气有限公司"]
    assert "申报单位：示例电气有限公司（盖章）" in texts(files[f"{FOLDER}/2 示例电气有限公司.docx"])
    assert {row[1] for row in sheet(files["待补清单.xlsx"], "待补")[1:]} == {"推荐汇总表", "申报书"}


def test_both_libraries_go_into_one_set() -> None:
    files = dict(files_to_hand_in(FORM, {EXCELLENT: [company(FULL)], LEADING: [company(BARE)]}, catalogue(), ON))
    excellent, leading = table_rows(files[f"{TITLE}.docx"])

    assert (excellent[1][2], leading[1][2]) == (company(FULL).name, company(BARE).name)
    assert [name for name in files if name.startswith("领航级")] == [f"领航级智能工厂培育库（2026年）申报书/1 {company(BARE).name}.docx"]


def test_each_company_has_its_letter() -> None:
    twins = [company(FULL), company(FULL)]
    files = list(letters(((one, assess(one, catalogue(), ON, "library-excellent")) for one in twins), catalogue(), ON))

    assert [name for name, _ in files] == ["示例电气有限公司.docx", "示例电气有限公司（2）.docx"]
    assert all(texts(data)[1] == "示例电气有限公司：" for _, data in files)
