"""How much searching is allowed: counted in expansions, never in time, so that the same question has the same answer."""


class Spent(Exception):
    """The expansions are used up."""


class Budget:
    """The expansions that are left."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.spent = False

    def spend(self) -> None:
        """Take one expansion.

        Raises
        ------
        Spent
            If none is left.
        """
        if self.left <= 0:
            self.spent = True
            raise Spent
        self.left -= 1
