"""The service of the account tests."""

from tests.accounts.conftest import clerk, firm, redis_url, tidu

__all__ = ["clerk", "firm", "redis_url", "tidu"]
