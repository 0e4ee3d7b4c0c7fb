"""The record in words: what was done, on what, and what more is kept of it."""

import re

from graph.model import Catalogue

ACTIONS = {
    "session.begin": "登录",
    "session.refused": "登录未成功",
    "session.unproven": "再次验证未通过",
    "session.end": "退出登录",
    "session.end_others": "结束其他登录",
    "session.end_all": "结束全部登录",
    "session.stolen": "登录凭证重复使用，已结束该登录",
    "staff.add": "开通工作人员账号",
    "staff.end": "停用工作人员账号",
    "staff.reopen": "恢复工作人员账号",
    "staff.password": "更换密码",
    "staff.totp": "更换动态码密钥",
    "user.add": "新用户登记",
    "user.rename": "用户修改姓名",
    "user.phone": "用户登记电话",
    "user.phone_revoked": "用户撤回电话授权",
    "user.export": "用户导出个人数据",
    "user.delete": "用户注销账号",
    "consent.give": "同意协议",
    "consent.withdraw": "撤回同意",
    "claim.submit": "提交认领",
    "claim.withdraw": "撤回认领",
    "claim.confirmed": "通过认领",
    "claim.refused": "不予通过认领",
    "claim.reopen": "撤回认领的审核结果",
    "claim.unmask": "查看认领人的姓名和电话",
    "claim.evidence": "下载认领的证明材料",
    "member.change": "改变企业成员的角色",
    "member.end": "移出企业成员",
    "invitation.add": "邀请企业成员",
    "invitation.accept": "接受邀请",
    "invitation.revoke": "撤回邀请",
    "enterprise.add": "企业入库",
    "profile.save": "保存企业档案",
    "title.confirmed": "确认荣誉",
    "title.refused": "不予确认荣誉",
    "note.add": "写备注",
    "note.remove": "删去备注",
    "note.restore": "恢复备注",
    "job.submit": "提交任务",
    "job.done": "任务完成",
    "job.failed": "任务失败",
    "job.cancel": "要求取消任务",
    "job.cancelled": "任务已取消",
    "job.download": "下载任务结果",
    "import.commit": "提交导入",
    "import.withdraw": "撤回导入",
    "list.draw": "拟定培育库名单",
    "list.join": "汇总培育库名单",
    "list.move": "调整名单次序",
    "list.undo_move": "撤销名单调整",
    "list.sign": "签发名单",
    "list.drop": "放弃名单草稿",
    "list.restore": "恢复名单草稿",
    "list.download": "下载名单",
}
GROUPS = {
    "claim.": "认领",
    "enterprise.": "企业入库",
    "profile.": "企业档案",
    "title.": "荣誉确认",
    "note.": "备注",
    "import.": "导入",
    "job.": "任务",
    "list.": "培育库名单",
    "member.": "企业成员",
    "invitation.": "企业邀请",
    "staff.": "工作人员账号",
    "session.": "登录",
    "user.": "用户",
    "consent.": "协议",
}
OBJECTS = {
    "staff": "工作人员",
    "user": "用户",
    "enterprise": "企业",
    "claim": "认领",
    "job": "任务",
    "list": "名单",
    "invitation": "邀请",
    "consent": "协议",
}
WORDS = {
    "owner": "负责人",
    "editor": "编辑",
    "viewer": "查看",
    "screening": "筛查",
    "cultivation": "培育库",
    "import": "导入",
    "privacy": "隐私政策",
    "terms": "用户协议",
    "docx": "Word",
    "xlsx": "Excel",
    "json": "JSON",
    "zip": "全部材料",
    "reasons": "逐企说明",
}
_ID = re.compile(r"[0-9a-f]{32}")
_IN_WORDS = (
    (re.compile(r"version (\d+)"), r"第 \1 版"),
    (re.compile(r"(\d+) rows"), r"\1 家"),
    (re.compile(r"withdrawn import"), "撤回导入"),
    (re.compile(r"^([0-9A-Z]{18}) (\d+)$"), r"\1 调到第 \2 位"),
)


def action_text(action: str) -> str:
    """Return what was done; an action that nobody has named stands as it is."""
    return ACTIONS.get(action, action)


def detail_text(detail: str | None, catalogue: Catalogue) -> str:
    """Return what more is kept of an entry: names in place of the ids of programmes and places, ids of no meaning left out."""
    said = detail or ""
    for written, words in _IN_WORDS:
        said = written.sub(words, said)
    told = (_word(word, catalogue) for word in _ID.sub("", said).replace(";", "").split())
    return " ".join(word for word in told if word)


def _word(word: str, catalogue: Catalogue) -> str:
    place = catalogue.regions.get(word)
    return place.name if place else catalogue.words.names.get(word) or WORDS.get(word, word)
