"""`python -m api.fake_wechat`: answers until its standard input ends; its first line is its address."""

import sys

from api.fake_wechat.server import FakeWeChat
from api.fake_wechat.world import World


def main() -> None:
    """Run until the parent closes our input, which the system does for a parent that was killed."""
    fake = FakeWeChat(World())
    print(fake.url, flush=True)
    sys.stdin.read()
    fake.stop()


main()
