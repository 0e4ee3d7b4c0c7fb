"""The next question: close to the fewest questions, vetoes first, money before honor, always forward."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from graph.amounts import ByTitle
from graph.criteria import Declared, NoEvent, Terms
from graph.facts import Ask
from graph.loader import load_catalogue
from graph.model import Catalogue, Claim, Fund, Programme, Validity
from graph.requirement import Gate, Requirement, leaves
from graph.source import Clause
from graph.verdict import Verdict
from graph.vocabulary import Declaration
from planner.assessment import assess
from planner.errors import UnknownProgramme
from planner.profile import Profile, Subject, Title
from planner.questions import Question, next_question
from tests.planner.random_catalogues import COMPANY, catalogue, gate, honor, no_accident, output, title, version

ON = date(2026, 2, 5)
Answers = Mapping[str, bool]


def said(id: str) -> Declared:
    """Return the leaf that wants a declaration."""
    return Declared(Terms(id), None, id)


def of(*programmes: Programme) -> Catalogue:
    """Return a catalogue with the declarations that its programmes name."""
    found = catalogue(programmes)
    trees = [version.requires for programme in programmes for version in programme.versions]
    names = [leaf.declaration for tree in trees for leaf in leaves(tree) if isinstance(leaf, Declared)]
    declared = {name: Declaration(name, name, "improvable", "", "") for name in names}
    return replace(found, words=replace(found.words, declarations=declared))


def one(id: str, rule: Requirement, *vetoes: NoEvent, **parts: object) -> Programme:
    """Return an honor with one requirement."""
    return honor(id, version(rule, *vetoes), **parts)


def reward(id: str, of: str, amount: int) -> Programme:
    """Return a fund for the holders of an honor."""
    pays = Fund(
        ByTitle(Clause(), ((of, Fraction(amount)),)), (("municipal", Fraction(100)),), None, Claim((of,), None, False, True, None), ()
    )
    return replace(one(id, title(of)), kind="fund", fund=pays)


def ids(question: Question) -> list[str]:
    return [ask.id for ask in question.asks]


def holds(tree: Requirement, answers: Answers) -> bool | None:
    """Return whether a tree of declarations holds, None while that is open."""
    if isinstance(tree, Declared):
        return answers.get(tree.declaration)
    assert isinstance(tree, Gate)
    found = [holds(child, answers) for child in tree.children]
    needed = len(found) if tree.count is None else tree.count
    if found.count(True) >= needed:
        return True
    return None if found.count(True) + found.count(None) >= needed else False


def fewest(tree: Requirement, names: list[str]) -> Fraction:
    """Return the expected number of questions of the best strategy, by dynamic programming over all states."""

    @cache
    def left(known: tuple[tuple[str, bool], ...]) -> Fraction:
        if holds(tree, dict(known)) is not None:
            return Fraction(0)
        unasked = [name for name in names if name not in dict(known)]
        return 1 + min(sum(left(tuple(sorted({**dict(known), name: yes}.items()))) for yes in (True, False)) / 2 for name in unasked)

    return left(())


def asked(tree: Requirement, answers: Answers) -> Fraction:
    """Return the expected number of questions when the next question is asked again and again."""
    question = next_question(replace(COMPANY, declarations=answers), of(one("h", tree)), ON)
    if not question.asks:
        assert holds(tree, answers) is not None
        return Fraction(0)
    (ask,) = question.asks
    assert ask.id not in answers
    return 1 + sum(asked(tree, {**answers, ask.id: yes}) for yes in (True, False)) / Fraction(2)


def random_tree(random: Random, names: list[str]) -> Requirement:
    if len(names) == 1:
        return said(names[0])
    count = random.randint(2, min(4, len(names)))
    cuts = sorted(random.sample(range(1, len(names)), count - 1))
    parts = [names[start:end] for start, end in zip([0, *cuts], [*cuts, len(names)], strict=True)]
    return gate(random.choice((None, None, 1, 1, random.randint(1, count))), *(random_tree(random, part) for part in parts))


@pytest.mark.parametrize("repeated", [0, 2], ids=["each unknown named once", "some unknowns named twice"])
def test_asking_needs_at_most_a_fifth_more_questions_than_the_optimum(repeated: int) -> None:
    spent = best = Fraction(0)
    for seed in range(40):
        random = Random(seed)
        names = [f"d{number}" for number in range(random.randint(3, 8))]
        places = [*names, *random.choices(names, k=repeated)]
        random.shuffle(places)
        tree = random_tree(random, places)
        spent += asked(tree, {})
        best += fewest(tree, names)

    assert spent <= best * Fraction(6, 5)


def test_a_tree_with_a_short_cut_is_asked_for_the_short_cut_first() -> None:
    found = of(one("h", gate(1, gate(None, said("a"), said("b"), said("c")), said("short"))))

    assert ids(next_question(COMPANY, found, ON)) == ["short"]


def test_vetoes_come_first_as_one_question() -> None:
    found = of(one("h", said("a"), no_accident()), one("g", said("b")), reward("fund", "g", 500))
    unsaid = replace(COMPANY, events_complete=False)

    question = next_question(unsaid, found, ON)
    assert question == Question((Ask("accident", "event"),), ("h",), 3)
    assert ids(next_question(replace(unsaid, events_complete=True), found, ON)) == ["b"]


def test_vetoes_of_several_kinds_have_one_id_in_a_fixed_order(shipped: Catalogue) -> None:
    empty = Profile("enterprise", "某公司", "410421", {})
    question = next_question(empty, shipped, ON)

    assert {ask.kind for ask in question.asks} == {"event"}
    assert len(question.asks) > 5
    assert ids(question) == sorted(ids(question))


def test_what_pays_is_asked_before_what_is_mere_honor() -> None:
    plain, paid = one("plain", said("a")), one("paid", said("b"))

    assert ids(next_question(COMPANY, of(plain, paid), ON)) == ["a"]
    assert ids(next_question(COMPANY, of(plain, paid, reward("fund", "paid", 20)), ON)) == ["b"]


def test_what_decides_several_programmes_is_asked_before_what_decides_one() -> None:
    found = of(one("first", said("a")), one("second", said("b")), one("third", said("b")))

    assert next_question(COMPANY, found, ON) == Question((Ask("b", "declaration"),), ("second", "third"), 2)


def test_nothing_is_asked_about_what_is_decided_already() -> None:
    company = replace(COMPANY, declarations={"no": False, "yes": True}, titles=(Title("held", date(2025, 1, 1)),))
    found = of(
        one("unmet", gate(None, said("no"), said("a"))),
        one("met", gate(1, said("yes"), said("a"))),
        one("held", said("a")),
        one("elsewhere", said("a"), jurisdiction="cn-99"),
    )

    assert next_question(company, found, ON) == Question()


def test_targets_narrow_the_questions_to_what_they_rest_on() -> None:
    found = of(
        one("base", said("a")), one("top", gate(None, title("base"), said("b"))), one("other", said("c")), reward("fund", "other", 900)
    )
    holder = replace(COMPANY, titles=(Title("base", date(2025, 1, 1)),))

    assert ids(next_question(COMPANY, found, ON)) == ["c"]
    assert next_question(COMPANY, found, ON, ("top",)) == Question((Ask("a", "declaration"),), ("base",), 1)
    assert next_question(holder, found, ON, ("top",)) == Question((Ask("b", "declaration"),), ("top",), 1)


def test_a_target_asks_nothing_about_titles_that_it_no_longer_needs() -> None:
    middle = one("middle", gate(None, title("bottom"), said("b")))
    top = one("top", gate(None, title("middle"), gate(1, title("middle"), title("aside")), said("c")))
    found = of(one("bottom", said("a")), one("aside", said("d")), middle, top)
    holder = replace(COMPANY, titles=(Title("middle", date(2025, 1, 1)),))

    assert next_question(holder, found, ON, ("top",)) == Question((Ask("c", "declaration"),), ("top",), 1)
    assert next_question(COMPANY, found, ON, ("top",)).open == 2


def test_a_title_whose_term_is_over_is_asked_about() -> None:
    lapsing = one("h", said("a"), validity=Validity(3, "review", Clause()))
    company = replace(COMPANY, titles=(Title("h", date(2020, 1, 1)),))

    assert next_question(company, of(lapsing), ON).open == 2
    assert ids(next_question(replace(company, declarations={"a": True}), of(lapsing), ON)) == ["h"]


def test_an_incomplete_list_of_titles_is_asked_for_once() -> None:
    found = of(one("h", gate(None, title("x"), title("y"))), one("x", said("a")), one("y", said("a")))
    company = replace(COMPANY, declarations={"a": False}, titles_complete=False)

    assert next_question(company, found, ON) == Question((Ask("x", "title"), Ask("y", "title")), ("h",), 1)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UnknownProgramme):
        next_question(COMPANY, of(one("h", said("a"))), ON, ("no-such",))


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def answered(profile: Profile, question: Question, words: Catalogue, random: Random) -> Profile:
    """Return the profile with an answer to a question."""
    ask = question.asks[0]
    if ask.kind == "event":
        return replace(profile, events_complete=True)
    if ask.kind == "title":
        return replace(profile, titles_complete=True)
    if ask.kind == "declaration":
        return replace(profile, declarations={**profile.declarations, ask.id: random.random() < 0.7})
    if ask.kind == "field":
        field = words.words.fields[ask.id]
        value = {"boolean": True, "date": date(2015, 1, 1), "texts": (), "choices": ()}.get(field.type, next(iter(field.choices), "某地"))
        return replace(profile, identity={**profile.identity, ask.id: value})
    value = date(2015, 1, 1) if words.words.metrics[ask.id].type == "date" else Fraction(random.choice((1, 5, 60, 3000)))
    if ask.year is None:
        return replace(profile, metrics={**profile.metrics, ask.id: value})
    known = profile.metrics.get(ask.id, {})
    assert isinstance(known, Mapping)
    return replace(profile, metrics={**profile.metrics, ask.id: {**known, ask.year: value}})


@pytest.mark.parametrize("targets", [(), ("sme-little-giant", "smart-factory-excellent")])
def test_every_answer_leaves_fewer_questions_until_all_is_decided(shipped: Catalogue, targets: tuple[str, ...]) -> None:
    random = Random(7)
    profile = Profile("enterprise", "某公司", "410421", {}, titles=(Title("sme-innovative", date(2021, 3, 1)),), titles_complete=False)
    question = next_question(profile, shipped, ON, targets)
    while question.asks:
        assert question.decides
        profile = answered(profile, question, shipped, random)
        if question.asks[0].kind == "title" and question.asks[0].id == "sme-innovative":
            profile = replace(profile, titles=(Title("sme-innovative", date(2021, 3, 1), expires=date(2027, 3, 1)),))
        following = next_question(profile, shipped, ON, targets)
        assert following.open < question.open
        question = following

    wanted = targets or [one.id for one in shipped.programmes.values() if one.kind != "credential"]
    verdicts = {result.verdict for result in assess(profile, shipped, ON) if result.programme.id in wanted}
    assert verdicts & {Verdict.MET, Verdict.UNMET}
    assert Verdict.UNKNOWN not in verdicts


# Several products

PRODUCTS = tuple(Subject(id, "product", name, {}, {}) for id, name in (("x", "开关"), ("y", "避雷器")))


def some(rule: Requirement) -> Gate:
    """Return the gate that wants some product to meet a rule."""
    return Gate("some", 1, (rule,), holder="product")


def test_a_question_that_a_clause_asks_of_a_product_names_those_that_lack_the_answer() -> None:
    company = replace(COMPANY, subjects=PRODUCTS)
    told = replace(company, subjects=(replace(PRODUCTS[0], declarations={"famous": False}), PRODUCTS[1]))
    found = of(one("h", some(said("famous"))))

    assert next_question(company, found, ON).products == (("x", "y"),)
    assert next_question(told, found, ON).products == (("y",),)
    assert next_question(replace(company, subjects=PRODUCTS[:1]), found, ON).products == ()


def test_a_question_that_products_ask_alike_of_their_company_names_none() -> None:
    company = replace(COMPANY, subjects=PRODUCTS)
    told = replace(company, subjects=(replace(PRODUCTS[0], declarations={"famous": False}), PRODUCTS[1]))
    found = of(one("h", said("famous"), holders=("product",)))

    assert next_question(company, found, ON) == Question((Ask("famous", "declaration"),), ("h",), 1)
    assert next_question(told, found, ON).products == (("y",),)


def test_a_title_of_one_product_is_asked_of_another_as_a_title_that_is_not_listed() -> None:
    lapsed = Title("low", date(2020, 1, 1), date(2021, 1, 1), subject="x")
    company = replace(COMPANY, subjects=PRODUCTS, titles=(lapsed,), titles_complete=False)
    found = of(one("low", gate(None), holders=("product",)), one("h", some(title("low"))))
    asked = next_question(company, found, ON, ("h",))

    assert (asked.asks, asked.products) == ((Ask("low", "title"),), (("y",),))


def test_a_lone_product_is_named_where_it_has_other_years_of_the_figure_for_itself() -> None:
    alone = replace(PRODUCTS[0], metrics={"output": {2024: Fraction(20)}})
    company = replace(COMPANY, subjects=(alone,))
    found = of(one("h", output(), holders=("product",)))

    asked = Question((Ask("output", "metric", 2025),), ("h",), 1, (("x",),))
    assert next_question(company, found, ON) == asked
    assert next_question(replace(company, subjects=PRODUCTS[:1], metrics={}), found, ON) == replace(asked, products=())
