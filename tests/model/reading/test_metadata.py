"""What stands around an article is found; prose is left alone."""

from __future__ import annotations

import pytest

from model.reading import metadata
from model.reading.build import build_article
from model.reading.dates import iso_date

BODY = (
    "When the ferry stopped in March, the islanders began to count their sacks of flour, and by the "
    "second week the school had closed its kitchen."
)


def excluded(text: str) -> list[tuple[str, str]]:
    return [(item.reason, item.span.of(text)) for item in metadata.find(text).excluded]


def test_of_a_date_glued_to_prose_only_the_date_is_excluded() -> None:
    text = f" date 2021-07-04 {BODY}\n\n{BODY}\n"
    assert excluded(text) == [("date", "date 2021-07-04")]
    article = build_article("a", text)
    assert article.date == "2021-07-04"
    assert article.passages[0].of(text) == BODY


def test_a_date_in_a_line_of_its_own() -> None:
    text = f" date 2021-08-13 \n\n\n\n{BODY}\n\n{BODY}"
    assert excluded(text) == [("date", "date 2021-08-13")]
    assert metadata.find(text).date == "2021-08-13"


def test_title_then_url() -> None:
    text = f"Islanders Ask For A Second Ferry\n\nhttps://example.org/ferry\n\n{BODY}\n\nLeave a Reply"
    found = metadata.find(text)
    assert found.title == "Islanders Ask For A Second Ferry"
    assert [reason for reason, _ in excluded(text)] == ["title", "URL", "comment form"]


def test_title_then_the_name_of_the_site_then_a_source_link() -> None:
    text = f"The joy over the ferry hides older worries\n\n\nIsland Update\n\n{BODY}\n\n\nSource link"
    assert [reason for reason, _ in excluded(text)] == ["title", "site name", "source link"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("By Ann Lee", "byline"),
        ("By Ann Lee and Bo Rey, Island Post", "byline"),
        ("13 August 2021", "date"),
        ("Published: Aug. 13, 2021, 10:30 am GMT", "date"),
        ("Friday, August 13, 2021", "date"),
        ("Updated on 2021-08-13T10:00:00Z", "date"),
        ("Source: https://example.org/x", "URL"),
    ],
)
def test_lines_of_the_head(line: str, reason: str) -> None:
    text = f"A second ferry for the islands\n\n{line}\n\n{BODY}\n\n{BODY}"
    assert excluded(text)[1:] == [(reason, line)]


def test_front_matter_and_a_heading_of_markdown() -> None:
    front = '---\ntitle: "The ferry"\ndate: 2021-08-13\nauthor: Ann Lee\ntags:\n  - sea\n---'
    text = f"{front}\n\n# The ferry\n\n{BODY}"
    found = metadata.find(text)
    assert (found.title, found.date) == ("The ferry", "2021-08-13")
    assert [item.reason for item in found.excluded] == ["front matter", "title"]
    assert metadata.find(f"# *The* ferry #\n\n{BODY}").title == "The ferry"


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    text = f"---\n\n{BODY}\n\n---\n\n{BODY}"
    assert excluded(text) == []


def test_given_metadata_wins() -> None:
    text = f"The ferry is back\n\n13 August 2021\n\n{BODY}"
    found = metadata.find(text, {"title": "Another title", "date": "May 2, 2020"})
    assert (found.title, found.date) == ("Another title", "2020-05-02")


def test_the_tail_of_a_news_page() -> None:
    form = "Subscribe to the Weekly Island Updates by The Ferryman\n\n* indicates required\n\nFull Name\n\n"
    form += "Email Address *\n\nSubscribe\n\nmade with  mailchimp"
    course = "**CERTIFICATE COURSE IN\nSAILING**\n\nTWO-WEEK ONLINE COURSE IN SAILING\nBY THE FERRYMAN\n\n"
    course += "JOIN TODAY!\n\nteam@ferry.example.org\ncourses.ferry.example\n(+99) 120 4565994"
    views = "The views and opinions expressed in this article are those of the author and not of The Ferryman"
    tail = ["Reporting by Ann Lee; Editing by Bo Rey-Smith", form, course, views, "Facebook Comments"]
    text = "\n\n".join([BODY, "Image source: Island News", BODY, *tail])
    assert excluded(text) == [
        ("image source", "Image source: Island News"),
        ("byline", tail[0]),
        ("newsletter form", form),
        ("advertisement", course),
        ("disclaimer", views),
        ("comment form", "Facebook Comments"),
    ]
    assert [item.kind for item in metadata.find(text).excluded].count("metadata") == 1


@pytest.mark.parametrize(
    "prose",
    [
        "Date 2021-07-04 was chosen by the board, and nobody liked it much when the day came at last.",
        "By the end of the week the harbour had frozen, and the pilots went home to wait for the thaw.",
        "Subscribe to the view that winter is short, he said, and you will run out of flour every year.",
        "The views and opinions expressed at the meeting were loud. " + BODY,
        "Leave a reply for the harbour master if you must, she told them, but he will not read it soon.",
        "Reporting by the harbour police shows that four boats were lost in the storm of last January.",
        "Name",
        "Share on Monday rose by four percent as the company said that it would buy more of the boats.",
        "He wrote https://example.org/x on the wall of the school and ran away before the bell could ring.",
    ],
)
def test_prose_is_never_excluded(prose: str) -> None:
    text = f"{BODY}\n\n{prose}\n\n{BODY}"
    assert excluded(text) == []
    assert excluded(f"{prose}\n\n{BODY}") == []


def test_wrapped_prose_that_breaks_at_a_buttons_words_is_left_alone() -> None:
    text = "    The board of the firm offered four crowns a\nshare on Facebook and\non paper.\n    It waits."
    assert excluded(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Leave a Reply",
        "A title and nothing else",
        "First verse without a stop\nsecond verse without a stop\nthird one",
        f"{BODY[:-1]} and the head of the\n\nHarbour Board waited.",
        f"ANN: good morning to you\n\nBO: good morning, and then he said this\n\n{BODY}",
        f"The ferry is back.\n\n{BODY}",
    ],
)
def test_what_is_not_surely_a_title_stays(text: str) -> None:
    assert excluded(text) == []


def test_without_a_title_the_first_words_stand_for_it() -> None:
    article = build_article("a", f"{BODY}\n\n{BODY}")
    assert article.title.startswith("When the ferry stopped in March")
    assert len(article.title) <= 81
    assert build_article("a", "").title == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-08-13", "2021-08-13"),
        ("2021/8/3", "2021-08-03"),
        ("13th August, 2021", "2021-08-13"),
        ("Sept. 1st 2021", "2021-09-01"),
        ("2021-02-30", ""),
        ("03/04/2021", ""),
        ("no date", ""),
        ("0000-00-00", ""),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert iso_date(text) == expected
