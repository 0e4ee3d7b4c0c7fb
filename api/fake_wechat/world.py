"""What the fake WeChat knows: users, codes, grants, messages, what was called, and what is scripted to go wrong. Safe for threads."""

import base64
import hashlib
import secrets
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from api.fake_wechat.faults import SPECIAL, Fault
from api.fake_wechat.sender import Sender
from api.fake_wechat.tokens import StableToken

APPID = "wx0000000000fa4e01"
SECRET = "fa4e" * 8
CODE_LASTS = 300


@dataclass(frozen=True)
class User:
    """A user of the fake: name, openid for the one mini-program, a number that no one has."""

    name: str
    openid: str
    unionid: str
    phone: str


@dataclass
class Code:
    """A code for one use: whose, of login or phone, when it was made."""

    user: User
    use: Literal["login", "phone"]
    made: float
    appid: str
    used: bool = False


@dataclass(frozen=True)
class Called:
    """A call that arrived."""

    call: str
    query: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass
class World:
    """All state of one fake; tests read and change it directly."""

    appid: str = APPID
    secret: str = SECRET
    frozen: bool = False
    allowed: bool = True
    templates: set[str] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)
    sensitive: set[str] = field(default_factory=set)
    sender: Sender | None = None
    with_unionid: bool = False
    watermark: str = ""
    token: StableToken = field(default_factory=StableToken)
    users: dict[str, User] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    grants: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    scripts: dict[str, deque[int | Fault]] = field(default_factory=lambda: defaultdict(deque))
    ahead: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def now(self) -> float:
        """Return the moment in seconds; `pass_time` moves it."""
        return time.time() + self.ahead

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += seconds

    def script(self, call: str, *faults: int | Fault) -> None:
        """Let the next calls go wrong, one each: with an error code, or by a fault."""
        self.scripts[call].extend(faults)

    def called(self, call: str) -> list[Called]:
        """Return the calls of a name, in order."""
        return [one for one in self.calls if one.call == call]

    def user(self, name: str) -> User:
        """Return the user of a name, always with the same openid."""
        with self.lock:
            return self.users.setdefault(name, self._new_user(name))

    def code(self, name: str, use: Literal["login", "phone"] = "login", appid: str = "") -> str:
        """Return a new code, as wx.login or the phone button gives it."""
        code = secrets.token_hex(16)
        self.codes[code] = Code(self.user(name), use, self.now(), appid or self.appid)
        return code

    def tap(self, name: str, template: str, answer: Literal["accept", "reject"] = "accept") -> None:
        """Let a user answer the popup of a template; WeChat keeps the grant and pushes the event."""
        user = self.user(name)
        if answer == "accept":
            with self.lock:
                self.grants[user.openid, template] += 1
        entry = {"TemplateId": template, "SubscribeStatusString": answer, "PopupScene": "0"}
        self.tell("subscribe_msg_popup_event", user.openid, entry)

    def tell(self, event: str, openid: str, *entries: Mapping[str, str]) -> None:
        """Push an event about messages, where a receiver is set."""
        if self.sender is not None:
            self.sender.tell(event, openid, entries, int(self.now()))

    def special(self, code: str) -> int | Fault | None:
        """Return what a special code asks for; any other code that begins with `demo-` becomes a code of the user that it names."""
        if not code.startswith("demo-"):
            return None
        name = code.split("-")[1]
        if name in SPECIAL:
            return SPECIAL[name]
        with self.lock:
            self.codes.setdefault(code, Code(self.user(name), "login", self.now(), self.appid))
            self.codes.setdefault(f"phone:{code}", Code(self.user(name), "phone", self.now(), self.appid))
        return None

    def _new_user(self, name: str) -> User:
        digest = hashlib.sha256(f"{self.appid}:{name}".encode()).digest()
        text = base64.urlsafe_b64encode(digest).decode()
        return User(name, f"o{text[:27]}", f"u{text[10:37]}", f"1990000{len(self.users) + 1:04}")
