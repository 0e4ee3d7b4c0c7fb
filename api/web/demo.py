"""A demonstration: the made-up companies of examples/, an owner, a clerk for each level; nothing of it is in any other database."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.profiles import current
from api.accounts.staff import add_staff
from api.accounts.users import user_of
from api.bureau.judging import Judge, rejudge_one
from api.fake_wechat.server import FakeProcess
from api.fake_wechat.world import APPID, SECRET, World
from api.storage.database import db, writing
from api.storage.tables import Enterprise, Membership, ProfileVersion, Staff
from api.web.config import Config
from api.web.requests import today
from api.web.stores import stores_alone
from api.wechat.config import WeChatConfig
from graph.loader import load_catalogue

EXAMPLES = Path(__file__).parents[2] / "examples"
OWNED = "fictional-zhixing-electric.json"
OWNER = "owner"
CLERKS = {"demo-county": ("cn-410421", "宝丰县"), "demo-city": ("cn-4104", "平顶山市"), "demo-province": ("cn-41", "河南省")}


@dataclass(frozen=True)
class Clerk:
    """An account that is shown to whoever started the demonstration."""

    account: str
    password: str
    secret: str
    place: str


@contextmanager
def demo_wechat() -> Iterator[WeChatConfig]:
    """Give the settings of a fake WeChat that runs until the end of the block."""
    fake, owner = FakeProcess(), os.getpid()
    try:
        yield WeChatConfig(APPID, SECRET, url=fake.url, state="developer")
    finally:
        if os.getpid() == owner:  # a forked worker that ends leaves it alone
            fake.stop()


def load_demo(config: Config) -> list[str]:
    """Put the demonstration into its stores, where it is not there yet; return what to tell."""
    catalogue = load_catalogue(config.catalogue)
    app = stores_alone(config)
    with app.app_context():
        with writing() as session:
            firms = {path.name: _company(session, path, catalogue.version) for path in _companies()}
            owner = user_of(session, APPID, World().user(OWNER).openid, None).id
            _own(session, firms[OWNED], owner)
            clerks = [_clerk(session, account, *place) for account, place in CLERKS.items()]
            name, id = session.get_one(Enterprise, firms[OWNED]).name, firms[OWNED]
        judge = Judge(catalogue)
        for firm in firms.values():
            rejudge_one(judge, firm, today())
        db.engine.dispose()
    code = f"demo-{OWNER}-{secrets.token_hex(4)}"
    lines = [
        f"示例企业 {len(firms)} 家；“{name}”在 /api/v1/enterprises/{id}",
        f"负责人 以微信 code {code} 登录（模拟微信；任何 demo-{OWNER}-… 都行，各用一次）",
    ]
    lines.append("工作人员在 /bureau 登录，动态码由验证器按密钥算出")
    return lines + [f"{one.place}工作人员 {one.account}　密码 {one.password}　动态码密钥 {one.secret}" for one in clerks]


def _companies() -> Iterator[Path]:
    for path in sorted(EXAMPLES.glob("fictional-*.json")):
        if json.loads(path.read_text(encoding="utf-8")).get("enterprise", {}).get("uscc"):
            yield path


def _company(session: Session, path: Path, version: str) -> str:
    text = path.read_text(encoding="utf-8")
    said = json.loads(text)["enterprise"]
    firm = session.scalar(select(Enterprise).where(Enterprise.uscc == said["uscc"]))
    if firm is None:
        firm = Enterprise(uscc=said["uscc"], name=said["name"], region=said["region"])
        session.add(firm)
        session.flush()
    if current(session, firm.id) is None:
        session.add(ProfileVersion(enterprise_id=firm.id, number=1, text=text, catalogue_version=version, saved_by="system:demo"))
    return firm.id


def _own(session: Session, enterprise: str, user: str) -> None:
    own = (Membership.enterprise_id == enterprise, Membership.user_id == user, Membership.state == "active")
    if session.scalar(select(Membership).where(*own)) is None:
        session.add(Membership(enterprise_id=enterprise, user_id=user, role="owner", evidence="demo"))


def _clerk(session: Session, account: str, region: str, place: str) -> Clerk:
    """Return a clerk; at every start with a new password, since only hashes are kept."""
    found = session.scalar(select(Staff).where(Staff.account == account))
    if found is None:
        made = add_staff(session, account, f"{place}演示", region)
        return Clerk(account, made.password, made.secret, place)
    password = secrets.token_urlsafe(12)
    found.password_hash = PasswordHasher().hash(password)
    return Clerk(account, password, found.totp_secret, place)
