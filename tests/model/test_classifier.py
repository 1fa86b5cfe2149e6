"""The estimator: what it learns, what it leaves out, what it says about words, and scikit-learn's rules."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import (
    check_do_not_raise_errors_in_init_or_set_params,
    check_estimator_cloneable,
    check_estimator_repr,
    check_estimator_tags_renamed,
    check_get_params_invariance,
    check_mixin_order,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
    check_valid_tag_types,
)

from model.classifier import ThemeClassifier
from model.classifying.themes import FLOOR
from tests.model.learning.synthetic import DEFINITIONS, WORDS, passages

# scikit-learn's other checks hand numeric matrices to `fit`; it leaves them out itself for estimators whose
# tags say that they take no two-dimensional arrays. What they ask for is asked below, with texts.
CHECKS = [
    check_do_not_raise_errors_in_init_or_set_params,
    check_estimator_cloneable,
    check_estimator_repr,
    check_estimator_tags_renamed,
    check_get_params_invariance,
    check_mixin_order,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
    check_set_params,
    check_valid_tag_types,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_scikit_learn_check(check) -> None:  # noqa: ANN001
    check("ThemeClassifier", ThemeClassifier())


@pytest.fixture(scope="module")
def fitted() -> ThemeClassifier:
    texts, Y = passages(60)
    return ThemeClassifier(DEFINITIONS).fit(texts[:12], Y[:12], corpus=texts)


def test_ranks_right_after_a_few_labels(fitted: ThemeClassifier) -> None:
    texts, Y = passages(90, seed=1)
    p = fitted.predict_proba(texts)
    assert p.shape == (90, 3) and ((p >= 0) & (p <= 1)).all()
    assert (p.argmax(axis=1) == Y.argmax(axis=1)).mean() > 0.9
    assert fitted.learned_.all()


def test_predicts_by_the_thresholds() -> None:
    texts, Y = passages(90, seed=1)
    fitted = ThemeClassifier(DEFINITIONS).fit(*passages(45))
    predicted = fitted.predict(texts)
    assert fitted.thresholds_.shape == (3,)
    assert np.array_equal(predicted, fitted.predict_proba(texts) >= fitted.thresholds_)
    assert fitted.score(texts, Y) == pytest.approx((predicted == Y).mean()) and fitted.score(texts, Y) > 0.85
    assert np.isnan(fitted.score(texts[:1], [[-1, -1, -1]]))


def test_thresholds_let_about_as_many_pass_as_apply() -> None:
    texts, Y = passages(900)
    fitted = ThemeClassifier(DEFINITIONS).fit(texts[:30], Y[:30], corpus=texts)
    assert fitted.predict(texts[30:]).mean(axis=0) == pytest.approx(Y.mean(axis=0), abs=0.1)


def test_without_labels_the_definitions_rank() -> None:
    texts, Y = passages(90, share=6)
    classifier = ThemeClassifier(DEFINITIONS).fit([], np.empty((0, 3)), corpus=texts)
    p = classifier.predict_proba(texts)
    assert not classifier.learned_.any()
    assert (p.argmax(axis=1) == Y.argmax(axis=1)).mean() > 0.6
    assert p.max() < 1 and p.min() > 0


def test_a_theme_without_one_side_is_not_called_learned_and_follows_its_definition() -> None:
    texts, Y = passages(30)
    Y[:, 1], Y[:, 2] = 0, 1
    Y[Y[:, 0] == 0, 2] = -1
    classifier = ThemeClassifier(DEFINITIONS).fit(texts, Y)
    assert classifier.learned_.tolist() == [True, False, False]
    assert classifier.n_positives_.tolist() == [10, 0, 10] and classifier.n_negatives_.tolist() == [20, 30, 0]
    unlabelled = ThemeClassifier(DEFINITIONS).fit([], np.empty((0, 3)), corpus=[*texts, *DEFINITIONS])
    assert (classifier.predict_proba(texts)[:, 1] < unlabelled.predict_proba(texts)[:, 1]).all()
    assert (
        classifier.predict_proba(["crossing the frontier"])[0, 1]
        > classifier.predict_proba(["the city"])[0, 1]
    )


def test_without_labels_and_definitions_nothing_is_claimed() -> None:
    texts, _ = passages(6)
    p = ThemeClassifier().fit([], np.empty((0, 2)), corpus=texts).predict_proba(texts)
    assert p.shape == (6, 2) and p == pytest.approx(FLOOR)


def test_no_themes_no_texts_no_words() -> None:
    texts, Y = passages(6)
    assert ThemeClassifier().fit(texts, Y[:, :0]).predict_proba(texts).shape == (6, 0)
    assert ThemeClassifier(DEFINITIONS).fit(texts, Y).predict_proba([]).shape == (0, 3)
    wordless = ThemeClassifier().fit(["", "?", "a"], [[1], [0], [-1]])
    assert wordless.predict_proba(["", "!"]).shape == (2, 1)
    assert ThemeClassifier(["x"]).fit([], np.empty((0, 1)), corpus=[]).predict_proba(["word"]).shape == (1, 1)


@pytest.mark.parametrize("theme", range(3))
def test_rows_unknown_for_a_theme_hardly_touch_it(theme: int) -> None:
    """Only the rule from scores to probabilities is common to all themes."""
    texts, Y = passages(40)
    base = ThemeClassifier(DEFINITIONS).fit(texts[:20], Y[:20], corpus=texts)
    more = Y.copy()
    more[20:, theme] = -1
    other = ThemeClassifier(DEFINITIONS).fit(texts, more, corpus=texts)
    assert np.corrcoef(base.coef_[theme], other.coef_[theme])[0, 1] > 0.9999
    another = (theme + 1) % 3
    assert np.corrcoef(base.coef_[another], other.coef_[another])[0, 1] < 0.999
    assert base.n_positives_[theme] == other.n_positives_[theme]


@pytest.mark.parametrize("theme", range(3))
def test_rows_unknown_for_all_change_nothing(theme: int) -> None:
    texts, Y = passages(40)
    base = ThemeClassifier(DEFINITIONS).fit(texts[:20], Y[:20], corpus=texts)
    more = np.vstack([Y[:20], np.full((20, 3), -1)])
    other = ThemeClassifier(DEFINITIONS).fit(texts, more, corpus=texts)
    assert other.coef_[theme] == pytest.approx(base.coef_[theme], abs=1e-4)
    assert other.predict_proba(texts) == pytest.approx(base.predict_proba(texts), abs=1e-4)
    assert np.isnan(other.left_out_[20:]).all() and not np.isnan(other.left_out_[:20]).any()


def test_a_rejection_lowers_the_theme() -> None:
    texts, Y = passages(40)
    Y[1:, 0] = np.where(Y[1:, 0] == 0, -1, Y[1:, 0])
    Y[1, 0] = 0
    before = (
        ThemeClassifier(DEFINITIONS).fit(texts[:30], Y[:30], corpus=texts).predict_proba([texts[31]])[0, 0]
    )
    Y[30] = [0, -1, -1]
    after = ThemeClassifier(DEFINITIONS).fit([*texts[:30], texts[31]], Y[:31], corpus=texts)
    assert after.predict_proba([texts[31]])[0, 0] < before


# --- explanations ---

words = st.sampled_from([*WORDS["aid"], *WORDS["border"], "the", "of", "Café", "unseen", "RELIEF", "a"])
sentences = st.lists(words, max_size=30).map(" ".join) | st.text(max_size=40)


@pytest.fixture(scope="module")
def unlearned() -> ThemeClassifier:
    texts, _ = passages(60)
    return ThemeClassifier(DEFINITIONS).fit([], np.empty((0, 3)), corpus=texts)


@settings(max_examples=60, deadline=None)
@given(text=sentences, theme=st.integers(0, 2), learned=st.booleans())
def test_shares_add_up_to_the_score(
    fitted: ThemeClassifier, unlearned: ThemeClassifier, text: str, theme: int, learned: bool
) -> None:
    classifier = fitted if learned else unlearned
    shares = classifier.explain(text, theme)
    score = classifier.decision_function([text])[0, theme]
    assert sum(share for *_, share in shares) + classifier.intercept_[theme] == pytest.approx(score, abs=1e-5)
    assert all(text[start:end] == word for word, start, end, _ in shares)
    assert [start for _, start, _, _ in shares] == sorted(start for _, start, _, _ in shares)


def test_words_of_the_theme_speak_for_it(fitted: ThemeClassifier) -> None:
    shares = {word: share for word, _, _, share in fitted.explain("Shelter near the checkpoint", 0)}
    assert shares["Shelter"] > 0 > shares["checkpoint"]


def test_score_is_monotonic_in_the_probability(fitted: ThemeClassifier, unlearned: ThemeClassifier) -> None:
    texts, _ = passages(60, seed=3)
    for classifier in (fitted, unlearned):
        scores, p = classifier.decision_function(texts), classifier.predict_proba(texts)
        for theme in range(3):
            ordered = p[np.argsort(scores[:, theme]), theme]
            assert (np.diff(ordered) >= 0).all()


# --- what scikit-learn's checks on matrices ask for, with texts ---


def test_fit_returns_self_and_leaves_parameters_alone() -> None:
    texts, Y = passages(12)
    classifier = ThemeClassifier(DEFINITIONS, random_state=3)
    before = classifier.get_params()
    assert classifier.fit(texts, Y) is classifier and classifier.get_params() == before
    attributes = set(vars(classifier))
    classifier.predict_proba(texts), classifier.predict(texts), classifier.explain(texts[0], 0)
    assert set(vars(classifier)) == attributes
    assert all(name.endswith("_") for name in set(classifier.__getstate__()) - set(before) if name[0] != "_")


def test_fit_twice_is_fit_once_and_clones_agree() -> None:
    texts, Y = passages(30)
    classifier = ThemeClassifier(DEFINITIONS).fit(texts, Y)
    first = classifier.predict_proba(texts)
    assert np.array_equal(classifier.fit(texts, Y).predict_proba(texts), first)
    assert np.array_equal(clone(classifier).fit(texts, Y).predict_proba(texts), first)
    assert np.array_equal(pickle.loads(pickle.dumps(classifier)).predict_proba(texts), first)


def test_order_and_subsets_of_rows_change_nothing(fitted: ThemeClassifier) -> None:
    texts, _ = passages(20, seed=5)
    p = fitted.predict_proba(texts)
    assert fitted.predict_proba(texts[::-1])[::-1] == pytest.approx(p)
    assert np.vstack([fitted.predict_proba([text]) for text in texts]) == pytest.approx(p)


def test_unfitted_says_so() -> None:
    for ask in (ThemeClassifier().predict, ThemeClassifier().predict_proba):
        with pytest.raises(NotFittedError):
            ask(["text"])


@pytest.mark.parametrize(
    ("texts", "Y", "more"),
    [
        (["a text"], [[1], [0]], {}),
        (["a text"], [1], {}),
        (["a text"], [[2]], {}),
        (["a text"], [[0.5]], {}),
        (["a text"], [[1, 0]], {}),
        ("a text", [[1]], {}),
        ([3], [[1]], {}),
        (["a text"], [[1]], {"groups": ["a", "b"]}),
    ],
)
def test_what_does_not_fit_together_is_refused(texts, Y, more) -> None:  # noqa: ANN001
    with pytest.raises(ValueError, match=r"\w"):
        ThemeClassifier(["a definition"]).fit(texts, Y, **more)


def test_fitted_state_is_plain_or_scikit_learns(fitted: ThemeClassifier) -> None:
    for name, value in fitted.__getstate__().items():
        assert type(value).__module__.split(".")[0] in ("builtins", "numpy", "scipy", "sklearn"), name
