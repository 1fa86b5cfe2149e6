"""The session: memory runs ahead of the disk, and comes back to it."""

from __future__ import annotations

from model.coding.audit import kind, number
from model.coding.marks import SetState, SetTheme
from model.suggestions import Suggestion
from tests.tui.study import FakeProject, Study, article
from tui.answers import Answer, Question, Weight
from tui.session import KEPT

ARTICLES = {f"{n}.txt": article(f"{n}.txt", [f"Text {n}. More.", "Last."]) for n in range(KEPT + 3)}
SPAN = (0, len("Text 0. More."))


def study() -> Study:
    """Some articles."""
    return Study(FakeProject(dict(ARTICLES)))


def themes(one: Study, article_id: str) -> list[str]:
    """What is labelled in memory on the first passage."""
    mark = one.session.open(article_id).sheet.at(*SPAN)
    return [decision.theme for decision in mark.themes] if mark else []


def test_a_decision_is_in_memory_at_once_and_on_its_way() -> None:
    one = study()
    sheet = one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    assert sheet == one.session.open("0.txt").sheet
    assert themes(one, "0.txt") == ["aid"]
    assert len(one.sent) == 1
    assert one.project.sheets == {}


def test_what_comes_back_from_disk_keeps_what_is_still_on_its_way() -> None:
    one = study()
    for theme in ("aid", "talks"):
        one.session.decide("0.txt", *SPAN, SetTheme(theme))
    one.save()
    assert themes(one, "0.txt") == ["aid", "talks"]
    one.sent.pop(0)
    one.save()
    assert themes(one, "0.txt") == ["aid", "talks"]
    assert len(one.project.sheets["0.txt"].marks) == 1


def test_another_programs_label_comes_in_with_the_save() -> None:
    one, other = study(), study()
    other.project = one.project
    other.session.project = one.project  # type: ignore[assignment]
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    other.session.decide("0.txt", *SPAN, SetTheme("talks"))
    other.save()
    one.save()
    assert sorted(themes(one, "0.txt")) == ["aid", "talks"]


def test_a_failure_goes_back_to_the_disk_but_keeps_later_requests() -> None:
    one = study()
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    one.session.decide("0.txt", *SPAN, SetTheme("talks"))
    one.session.not_saved("0.txt")
    assert themes(one, "0.txt") == ["talks"]


def test_counts_follow_the_labels() -> None:
    one = study()
    assert dict(one.session.theme_counts) == {}
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    one.session.decide("1.txt", *SPAN, SetTheme("aid"))
    assert one.session.theme_counts["aid"] == 2
    one.session.decide("1.txt", *SPAN, SetState("none"))
    assert one.session.theme_counts["aid"] == 1
    one.session.not_saved("0.txt")
    assert one.session.theme_counts.get("aid", 0) == 0


def test_few_articles_are_kept_but_none_with_requests_on_their_way() -> None:
    one = study()
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    for article_id in ARTICLES:
        one.session.open(article_id)
    assert themes(one, "0.txt") == ["aid"]
    assert len(one.session._open) <= KEPT + 1


def test_neighbours_follow_the_order_of_the_library() -> None:
    one = study()
    one.list("3.txt", "1.txt", "2.txt")
    one.session.go_to("1.txt")
    assert [one.session.neighbour(step) for step in (1, 1, -1, -1, -1)] == [
        "2.txt",
        None,
        "1.txt",
        "3.txt",
        None,
    ]
    one.session.go_to("0.txt")
    assert one.session.neighbour(1) is None


def test_suggestions_are_read_again_when_they_changed() -> None:
    one = study()
    assert one.session.suggestions("0.txt") == {}
    one.project.suggestions.by_article["0.txt"] = {SPAN: ()}
    assert one.session.suggestions("0.txt") == {}
    one.session.suggestions_changed()
    assert one.session.suggestions("0.txt") == {SPAN: ()}


def test_suggestions_for_an_earlier_text_are_not_shown() -> None:
    one = study()
    one.session.open("0.txt")
    one.project.suggestions.by_article["0.txt"] = {SPAN: ()}
    assert one.session.suggestions("0.txt") == {SPAN: ()}
    one.project.articles["0.txt"] = article("0.txt", ["Another text. More.", "Last."])
    one.project.suggestions.by_article["0.txt"] = {}
    one.session.forget("0.txt")
    one.session.open("0.txt")
    assert one.session.suggestions("0.txt") == {}


def test_telling_words_are_the_weighty_ones() -> None:
    words = tuple(Weight(n, n + 1, weight) for n, weight in enumerate((0.1, -0.9, 0.5, -0.19)))
    question = Question("0.txt", 0, 4, "text", "aid")
    assert [word.weight for word in Answer(question, words).telling] == [-0.9, 0.5, -0.19]
    assert Answer(question, ()).telling == []
    assert Answer(question, (Weight(0, 1, 0.0),)).telling == []


def test_what_failed_goes_back_to_the_last_that_was_known_if_reading_fails_too() -> None:
    one = study()
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    one.save()
    one.sent.clear()
    one.session.decide("0.txt", *SPAN, SetTheme("talks"))
    gone = one.project.articles.pop("0.txt")
    one.session.not_saved("0.txt")
    assert themes(one, "0.txt") == ["aid"]
    assert one.session.open("0.txt").problem is not None
    one.project.articles["0.txt"] = gone
    one.session.forget("0.txt")
    assert one.session.open("0.txt").problem is None


def test_after_a_failure_the_article_is_the_one_on_disk() -> None:
    one = study()
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    one.session.decide("0.txt", *SPAN, SetTheme("talks"))
    one.project.articles["0.txt"] = article("0.txt", ["Another text. More.", "Last."])
    one.session.not_saved("0.txt")
    opened = one.session.open("0.txt")
    assert opened.article.text.startswith("Another text")
    assert opened.sheet.digest == opened.article.digest
    assert opened.sheet.marks == ()  # the second request is for a text that is no more: it will fail as well
    one.session.not_saved("0.txt")
    one.session.decide("0.txt", 0, 19, SetTheme("aid"))
    assert one.sent[-1].digest == opened.article.digest


def test_what_was_forgotten_is_read_again_but_for_what_is_on_its_way() -> None:
    one = study()
    one.session.decide("0.txt", *SPAN, SetTheme("aid"))
    one.session.open("1.txt")
    counts = one.session.theme_counts
    assert one.session.suggestions("1.txt") == {}
    other = article("1.txt", ["Another text. More.", "Last."])
    one.project.articles |= {"0.txt": article("0.txt", ["Another."]), "1.txt": other}
    one.project.suggestions.by_article["1.txt"] = {SPAN: ()}
    one.session.forget()
    assert themes(one, "0.txt") == ["aid"]
    assert one.session.open("1.txt").article == other
    assert one.session.suggestions("1.txt") == {SPAN: ()}
    assert one.session.theme_counts is not counts


def test_an_article_on_a_page_stays_in_memory_though_it_has_gone() -> None:
    one = study()
    one.session.open("0.txt")
    one.session.shown["reader"] = "0.txt"
    for article_id in ARTICLES:
        one.session.open(article_id)
    one.project.articles.pop("0.txt")
    assert one.session.open("0.txt").article == ARTICLES["0.txt"]
    one.session.forget()
    assert "no such article" in str(one.session.open("0.txt").problem)


def test_neighbours_of_an_article_that_left_the_list_are_those_it_had() -> None:
    one = study()
    one.list("1.txt", "2.txt", "3.txt")
    one.session.go_to("2.txt")
    assert one.session.place == 1
    one.list("1.txt", "3.txt")
    assert one.session.neighbour(1) == "3.txt"
    one.list("3.txt", "2.txt", "1.txt")
    assert one.session.neighbour(1) == "2.txt"
    one.list("3.txt", "1.txt")
    assert one.session.neighbour(-1) == "3.txt"


def test_articles_that_have_gone_are_no_neighbours() -> None:
    one = study()
    one.list("0.txt", "", "2.txt")
    assert one.session.neighbour(1) == "2.txt"
    assert one.session.neighbour(-1) == "0.txt"


def test_what_the_audit_shows_blind_has_no_suggestions_and_says_so_in_the_label_file() -> None:
    texts = [f"Passage number {n} of many." for n in range(200)]
    found = article("a.txt", texts)
    kinds = {(s.start, s.end): kind(number("a.txt", s.of(found.text))) for s in found.passages}
    project = FakeProject({"a.txt": found})
    project.suggestions.by_article["a.txt"] = {span: (Suggestion("aid", 0.5, True),) for span in kinds}
    study = Study(project)
    shown = study.session.suggestions("a.txt")
    blind = [span for span, how in kinds.items() if how == "blind"]
    assert blind and set(shown) == set(kinds) - set(blind)
    assert len(shown) == len(kinds) - len(blind) and not any(span in shown for span in blind)
    for how in ("blind", "assisted", ""):
        span = next(span for span, found_how in kinds.items() if found_how == how)
        sheet = study.session.decide("a.txt", *span, SetTheme("aid"))
        mark = sheet.at(*span)
        assert mark is not None and mark.audit == study.sent[-1].audit == how
    part = (found.passages[0].start, found.passages[0].start + 7)
    assert study.session.decide("a.txt", *part, SetTheme("aid")).at(*part).audit == ""  # type: ignore[union-attr]
