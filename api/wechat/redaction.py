"""What keeps secrets out of logs: the secrets of a call are struck out of what WeChat says, addresses are logged without their query."""

import logging
import re
from collections.abc import Iterable

STRUCK = "〔已隐去〕"
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_QUERY = re.compile(r"\?[^\s\"')]+")
_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")


def strike_out(text: str, secrets: Iterable[str]) -> str:
    """Return a text without the given secrets and without phone numbers."""
    for secret in secrets:
        text = text.replace(secret, STRUCK) if secret else text
    return _PHONE.sub(STRUCK, text)


class _WithoutQuery(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _QUERY.sub("?" + STRUCK, record.getMessage()), ()
        return True


_WITHOUT_QUERY = _WithoutQuery()


def hide_queries() -> None:
    """Let urllib3 log no query of an address, where WeChat wants secret, code and token; calling it twice changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_WITHOUT_QUERY)
