"""The stable access token as documented: the same until five minutes before its end, then two are valid; forcing is rationed."""

import secrets
from dataclasses import dataclass, field

LASTS = 7200
_OVERLAP = 300
_FORCED_A_DAY = 20
_FORCED_APART = 30
_LENGTH = 512


@dataclass
class StableToken:
    """The token of one mini-program; times in seconds of the world's clock."""

    value: str = ""
    ends: float = 0.0
    valid: dict[str, float] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    forced: list[float] = field(default_factory=list)

    def give(self, now: float, force: bool) -> dict[str, str | int]:
        """Return the token with the seconds that it lasts."""
        if force and self._may_force(now):
            self.forced.append(now)
            self.refused[self.value] = 40001
            self._renew(now)
        elif self.ends - now <= _OVERLAP:
            self._renew(now)
        return {"access_token": self.value, "expires_in": int(self.ends - now)}

    def fault_of(self, token: str, now: float) -> int:
        """Return the error code that a call with this token gets, 0 where it is good."""
        if token in self.refused:
            return self.refused[token]
        if token not in self.valid:
            return 40014 if len(token) != _LENGTH else 40001
        return 0 if now < self.valid[token] else 42001

    def end_early(self, errcode: int = 40001) -> None:
        """Let the current token be refused from now on, as if another system had renewed it."""
        self.refused[self.value], self.ends = errcode, 0.0

    def _may_force(self, now: float) -> bool:
        today = [moment for moment in self.forced if now - moment < 86_400]
        return len(today) < _FORCED_A_DAY and (not today or now - today[-1] >= _FORCED_APART)

    def _renew(self, now: float) -> None:
        self.value = secrets.token_urlsafe(_LENGTH)[:_LENGTH]
        self.ends = now + LASTS
        self.valid[self.value] = self.ends
