"""The gate on the bytes of a page: no page is passed over whose text has a word of the topic, however it is written."""

import random
from urllib.request import urlopen

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archives.gate import speaks_of_topic
from crawler.topics import topics
from demo.network import DemoNetwork, expected

WORDS = [
    word for group in topics().words if group.weight >= topics().gate.page_weight for word in group.words
]
OTHERS = (
    "harga cabai rawit turun jelang pekan depan karena pasokan petani lancar sejak hujan reda".split()  # noqa: SIM905
)
BETWEEN = [
    " ", "\n", "\t ", "&nbsp;", "&#160;", "\u00a0", ", ", " - ", "<br>", " <b>", "</p>\n<p class='x'>", "\u2013",
    " <!-- iklan --> ", "<img src='data:image/png;base64,AAAA'>", " <script>var a = 1 < 2;</script> ", "\\n",
    "\\u0020",
]  # fmt: skip
AROUND = [
    ("<p>", "</p>"), (" ", " "), ("(", ")"), ('{"articleBody": "', '"}'), ("_", "_"), ("\\n", "\\n"),
    ("\\u003cp\\u003e", "\\u003c"),
]  # fmt: skip


def dressed(word: str, chance: random.Random) -> str:
    """The word as a page may have it: endings, capitals, and what may stand between and inside its words."""
    words = [
        part[:-1] + chance.choice(["", "nya", "kan"]) if part.endswith("*") else part for part in word.split()
    ]
    match chance.randrange(7):
        case 0:
            words = [part.upper() for part in words]
        case 1:
            sign = chance.choice(["&shy;", "\u00ad", "\u200b", "&#173;", "&#x200B;"])
            words = [part[0] + sign + part[1:] for part in words]
        case 2:
            words[0] = f"<span class='kapital'>{words[0][0]}</span>{words[0][1:]}"
        case 3:
            words = ["".join(f"&#{ord(letter)};" for letter in part) for part in words]
        case 4:
            words = [part.replace("k", "\u212a").replace("s", "\u017f") for part in words]
        case 5:
            words = [part.title() for part in words]
    return chance.choice(BETWEEN).join(words)


@settings(max_examples=400, deadline=None)
@given(
    word=st.sampled_from(WORDS),
    seed=st.integers(0, 2**32),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32"]),
)
def test_no_page_with_a_word_of_the_topic_is_passed_over(word: str, seed: int, encoding: str) -> None:
    chance = random.Random(seed)
    before, after = (" ".join(chance.choices(OTHERS, k=chance.randrange(40))) for _ in range(2))
    begin, end = chance.choice(AROUND)
    page = f"<html><p>{before}</p>{begin}{dressed(word, chance)}{end}<p>{after}</p></html>"
    assert speaks_of_topic(page.encode(encoding)), page


def test_pages_without_one_are_passed_over() -> None:
    page = f"<html><p>{' '.join(OTHERS * 50)}</p><a href='/anak'>Anak</a> <b>Polisi</b> desa</html>"
    assert not speaks_of_topic(page.encode())
    for near in ("calon", "pasport", "tppox", "xtppo", "organ dalam perdagangan", "pmii", "<!-- -->"):
        assert not speaks_of_topic(f"<p>{' '.join(OTHERS)} {near}</p>".encode()), near


def test_every_page_of_the_demo_that_is_about_the_topic_passes() -> None:
    """Whole pages, as sites make them."""
    with DemoNetwork(2) as network:
        relevant = [
            urlopen(network.base_urls[truth["outlet"]] + truth["path"]).read()
            for truth in expected(2)
            if truth["is_relevant"]
        ]
    assert len(relevant) >= 30
    assert all(map(speaks_of_topic, relevant))


@pytest.mark.parametrize(
    "piece", ["x<!--", "x<script ", "<style>x", "\\", "<b", "x<!-- --", "&#", "</script"]
)
def test_a_page_made_to_be_dear_costs_what_its_length_costs(piece: str) -> None:
    """Work that grew with the square of the length would take hours here: the test would not end in its time."""
    assert not speaks_of_topic(piece.encode() * 1_000_000)
