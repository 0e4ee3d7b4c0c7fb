"""The cheapest path as a constraint programme: whole days, every day allowed; places in a sequence forbid circular support."""

from datetime import date
from itertools import groupby

from ortools.sat.python import cp_model

from graph.dates import add_years
from tests.oracle.questions import Cost, Never, Opportunity, Question, Tree, Want

LIMIT = 120.0  # seconds after which a case counts as not decided
FAR = date(2100, 1, 1).toordinal()


class Undecided(Exception):
    """The solver ran out of time."""


def cheapest(question: Question, objective: str) -> Cost | None:
    """Return the cost of the best answer, None where there is none."""
    model = _Model(question)
    outside, honors, completion = model.costs()
    days = FAR - question.floor.toordinal() + 1
    count = len(question.of) + 1
    late = completion - question.floor.toordinal()
    rest = honors * days + late if objective == "fewest" else late * count + honors
    model.cp.minimize(outside * days * count + rest)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = LIMIT
    status = solver.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise Undecided
    return Cost(solver.value(outside), solver.value(honors), date.fromordinal(solver.value(completion)))


class _Honor:
    """The application for one honor: whether it is made, on which day, when it is granted, at which place in the sequence."""

    def __init__(self, name: str, found: list[Opportunity], count: int, cp: cp_model.CpModel) -> None:
        low, high = (min(one.first for one in found).toordinal(), max(one.last for one in found).toordinal()) if found else (1, 1)
        self.found = found
        self.taken = [cp.new_bool_var(f"{name} {one.first}") for one in found]
        self.made = cp.new_bool_var(name)
        self.applied = cp.new_int_var(low, high, f"{name} applied")
        self.granted = cp.new_int_var(low, FAR, f"{name} granted")
        self.place = cp.new_int_var(0, count - 1, f"{name} place")
        self.shifted: dict[int, cp_model.IntVar] = {0: self.granted}
        cp.add(sum(self.taken) == self.made)
        cp.add(self.granted >= self.applied)
        for one, taken in zip(found, self.taken, strict=True):
            cp.add(self.applied >= one.first.toordinal()).only_enforce_if(taken)
            cp.add(self.applied <= one.last.toordinal()).only_enforce_if(taken)
            cp.add(self.granted == (one.result.toordinal() if one.result else self.applied)).only_enforce_if(taken)


class _Model:
    def __init__(self, question: Question) -> None:
        self.cp = cp_model.CpModel()
        self.question = question
        self.honors = {name: _Honor(name, found, len(question.of), self.cp) for name, found in question.of.items()}
        self.have = {name: self.cp.new_bool_var(name) for name in sorted(question.credentials)}
        self.truths: dict[tuple[str, Tree], cp_model.IntVar] = {}
        for name, honor in self.honors.items():
            for one, taken in zip(honor.found, honor.taken, strict=True):
                self.cp.add_implication(taken, self._truth(name, one.tree))
        for target in sorted(question.targets):
            self.cp.add(self._has(target) == 1)

    def costs(self) -> tuple[cp_model.LinearExprT, cp_model.LinearExprT, cp_model.IntVar]:
        """Return credentials, honors and completion."""
        completion = self.cp.new_int_var(self.question.floor.toordinal(), FAR, "completion")
        for target in self.question.targets & self.honors.keys():
            self.cp.add(completion >= self.honors[target].granted)
        made = sum((honor.made for honor in self.honors.values()), start=cp_model.LinearExpr.sum([]))
        return cp_model.LinearExpr.sum(list(self.have.values())), made, completion

    def _has(self, name: str) -> cp_model.IntVar:
        return self.have[name] if name in self.have else self.honors[name].made

    def _truth(self, name: str, tree: Tree) -> cp_model.IntVar:
        """Return a variable that can be true only where the tree holds on the day on which an honor is applied for."""
        if (name, tree) in self.truths:
            return self.truths[name, tree]
        truth = self.truths[name, tree] = self.cp.new_bool_var(f"{name} {len(self.truths)}")
        if isinstance(tree, bool):
            self.cp.add(truth <= int(tree))
        elif isinstance(tree, tuple):
            self.cp.add(sum(self._truth(name, part) for part in tree[1]) >= tree[0]).only_enforce_if(truth)
        elif isinstance(tree, Never):
            self._never(name, tree, truth)
        else:
            self._want(name, tree, truth)
        return truth

    def _want(self, name: str, want: Want, truth: cp_model.IntVar) -> None:
        self.cp.add_implication(truth, self._has(want.honor))
        if want.honor in self.have:
            return
        user, used = self.honors[name], self.honors[want.honor]
        self.cp.add(user.place > used.place).only_enforce_if(truth)
        self.cp.add(user.applied >= self._shifted(used, want.held_for)).only_enforce_if(truth)
        for years in (self.question.terms.get(want.honor), want.recent):
            if years is not None:
                self.cp.add(user.applied < self._shifted(used, years)).only_enforce_if(truth)

    def _never(self, name: str, never: Never, truth: cp_model.IntVar) -> None:
        if never.honor in self.have:
            self.cp.add_implication(truth, ~self.have[never.honor])
        elif never.honor in self.honors:
            one, other = self.honors[name], self.honors[never.honor]
            later, after = self.cp.new_bool_var(""), self.cp.new_bool_var("")
            self.cp.add(other.granted > one.applied).only_enforce_if(later)
            self.cp.add(other.applied >= one.applied).only_enforce_if(after)
            self.cp.add(other.place > one.place).only_enforce_if(after)
            self.cp.add_bool_or(~other.made, later, after).only_enforce_if(truth)

    def _shifted(self, honor: _Honor, years: int) -> cp_model.IntVar:
        """Return the day so many whole years after the grant: leap years make it no plain sum."""
        if years not in honor.shifted:
            shifted = honor.shifted[years] = self.cp.new_int_var(0, FAR, "")
            for one, taken in zip(honor.found, honor.taken, strict=True):
                if one.result is not None:
                    self.cp.add(shifted == add_years(one.result, years).toordinal()).only_enforce_if(taken)
                else:
                    self._by_runs(honor, one, taken, shifted, years)
        return honor.shifted[years]

    def _by_runs(self, honor: _Honor, one: Opportunity, taken: cp_model.IntVar, shifted: cp_model.IntVar, years: int) -> None:
        runs = []
        for offset, days in groupby(_days(one), lambda day: add_years(day, years).toordinal() - day.toordinal()):
            run = self.cp.new_bool_var("")
            inside = [day.toordinal() for day in days]
            self.cp.add_linear_constraint(honor.applied, inside[0], inside[-1]).only_enforce_if(run)
            self.cp.add(shifted == honor.applied + offset).only_enforce_if(run)
            runs.append(run)
        self.cp.add(sum(runs) == taken)


def _days(one: Opportunity) -> list[date]:
    return [date.fromordinal(day) for day in range(one.first.toordinal(), one.last.toordinal() + 1)]
