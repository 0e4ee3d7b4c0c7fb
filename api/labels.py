"""Chinese labels of the words that the catalogue and the planner use as codes."""

STATE = {
    "held": "已持有",
    "eligible": "可申报",
    "near": "差一点",
    "unknown": "待确认",
    "far": "尚远",
    "barred": "受限",
    "closed": "已停办",
    "out_of_scope": "不适用",
}
STATE_HINT = {
    "eligible": "达到基本条件，非获评",
    "near": "所需称号齐备，未达或未知的条件不多",
    "unknown": "补充下列信息后可判定",
    "barred": "一票否决或限制期内",
}
STATUS = {"open": "受理", "paused": "暂停", "closed": "已停办", "not_yet_open": "尚未开始"}
VERDICT = {"met": "达标", "unmet": "未达标", "unknown": "待确认"}
MARK = {"met": "✓", "unmet": "✗", "unknown": "？"}
KIND = {"honor": "荣誉", "fund": "资金", "credential": "外部资质"}
LEVEL = {"national": "国家级", "province": "省级", "city": "市级", "none": "不分级", "external": "外部"}
HOLDER = {
    "enterprise": "企业",
    "product": "产品",
    "project": "项目",
    "case": "案例",
    "brand": "品牌",
    "person": "个人",
    "park": "园区",
    "county": "县区",
    "cluster": "产业集群",
    "institution": "机构",
    "consortium": "联合体",
}
ROUTE = {"county": "县（区）", "city": "市", "province": "省", "ministry": "部"}
ACTOR = {"enterprise": "企业", **ROUTE}
RENEWAL = {"review": "期满复核", "reapply": "期满重新申报"}
ERRS = {"strict": "从严", "lenient": "从宽", "none": "不影响判定"}
CERTAINTY = {"secondary": "二手资料"}
APPLIED = {"pending": "在途", "failed": "未通过", "approved_unpaid": "已获批待拨付"}
YEAR_ONLY = "批次只写年份的，源文未载受理时间，按每年一批计"
WINDOW = {"open": "正在受理", "upcoming": "即将开始", "unannounced": "尚未通知"}

BECAUSE = {"clause": "条文要求", "ladder": "按惯例", "target": "目标"}
OBJECTIVE = {"fewest": "最短", "fastest": "最快"}
CAUSE = {
    "out_of_scope": "不在适用范围",
    "closed": "已停办",
    "unannounced": "下一批尚未通知",
    "barred": "否决期内",
    "excluded": "曾获此项者不得申报",
    "fixed": "无法改变的条件不符",
    "unmet_in_time": "期限内无法达到",
    "no_version": "没有有效的条件",
    "not_applied_for": "不单独申报",
    "fund": "资金不是可规划的荣誉，可申领的见 tidu awards",
    "circular": "所需称号无从取得",
    "horizon": "规划年限内来不及",
    "lapses": "须用到时称号已到期",
    "undecided": "计算限额内未能判明",
}

EXCLUDED = {
    **CAUSE,
    "held": "已入库或已获此称号",
    "out_of_scope": "不在适用范围",
    "closed": "已停办",
    "barred": "一票否决期内",
    "far": "差距较多，或有不能改变的",
    "horizon": "三年以后才可能获评",
    "late": "三年以后才可能获评",
}
GROUP = {"candidates": "候选", "near": "接近", "undecided": "待定", "excluded": "不列入"}
STEP = {"obtain": "先取得", "await": "等待结果", "renew": "须通过复核", "credential": "须有外部资质"}
MOVEMENT = {"entered": "新进", "stayed": "保留", "left": "退出"}

PAYER = {"national": "国家", "provincial": "省", "municipal": "市"}
COUNTS_FROM = {"now": "已持有、定额", "path": "获评后、定额", "ceiling": "不超过或附条件"}
POOL = {"province-mfg": "省级制造业高质量发展专项资金", "city-mfg": "市级制造业高质量发展专项资金"}
FULFILLED = {"held": "条件已具备", "if_granted": "路径完成后条件具备"}
BASIS = {"held": "已持有", "if_granted": "获评后"}
AMOUNT_KIND = {"fixed": "定额", "ceiling": "不超过", "conditional": "附条件"}
LOST = {
    "pool": "同一资金池每年只能申报一项",
    "project": "同一项目不得向同一出资方重复申报",
    "tier": "同一产品同年只按较高一档",
    "cap": "超出上限",
    "window_passed": "申领期已过",
    "grant_unknown": "获评时间未填，无法确定申领期",
    "unknown": "条件未知，补充信息后可判定",
    "claimed": "已申领",
    "horizon": "超出测算年限",
}

SHOWN = {"name": "企业名称", "uscc": "统一社会信用代码", "city": "所在市", "county": "所在市县", "rank": "推荐次序"}
TITLES = {"held": "有效的全部荣誉", "favoured": "有效的优先荣誉"}

CHANGE = {"added": "新增", "removed": "删去", "changed": "改为", "moved": "移位"}
WITHIN = {"any": "任选其一之中：", "at_least": "至少几项之中："}
PART = {
    "requires": "条件",
    "vetoes": "一票否决",
    "scope": "适用范围",
    "held_when": "视为持有",
    "revocation": "取消称号",
    "version": "版本",
    "review_in_force": "复核适用期",
    "name": "名称",
    "aliases": "别名",
    "summary": "简介",
    "held_as": "持有的说法",
    "kind": "类别",
    "level": "级别",
    "holders": "申报主体",
    "topic": "主题",
    "jurisdiction": "辖区",
    "source": "出处",
    "also_in": "另见",
    "status": "受理",
    "after": "惯例前级",
    "favoured_by": "优先",
    "validity": "有效期",
    "maintenance": "义务",
    "limits": "名额与限制",
    "round": "批次",
    "route": "逐级上报",
    "materials": "申报材料",
    "steps": "办理步骤",
    "platform": "平台",
    "fund": "资金",
    "amount": "金额",
    "payers": "出资",
    "pool": "资金池",
    "claim": "申领",
    "shares": "分担",
    "joint_caps": "共同上限",
    "may_join": "可与同级其他资金叠加",
    "replaces": "取代的低档资金",
    "applies_as": "合并为一次申报",
    "notes": "目录说明",
    "certainty": "依据等级",
}
TABLE = {
    "documents": "来源文件",
    "metrics": "指标",
    "declarations": "声明",
    "events": "事件",
    "fields": "企业字段",
    "project_figures": "项目数据",
    "scorecards": "评分表",
    "regions": "辖区",
    "defaults": "默认值",
    "desks": "联系科室",
    "libraries": "培育库",
    "forms": "表单",
}
WORD = {
    "name": "名称",
    "unit": "单位",
    "yearly": "按年",
    "type": "类型",
    "change": "能否改进",
    "signed": "可为负",
    "recurs": "逐年发生",
    "evidence": "佐证",
    "ask": "问法",
    "derivation": "算法",
    "issuer": "发文机关",
    "published": "发布",
    "certainty": "依据等级",
    "source": "出处",
    "lines": "评分行",
    "contents": "内容",
    "choices": "选项",
    "severities": "分等级",
    "parent": "上级",
    "code": "代码",
}
UNPROVEN_MONEY = "申领的排法太多，没有算到底：所列的排法各项规定都满足，但可能还有金额更多的排法"
