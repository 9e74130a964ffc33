"""One article, one address, however it is spelled; and which hosts are this computer or a private network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import address_refusal, ip_literal, is_loopback_host
from crawler.urls import article_url, canonical_url, clean_url, host_of, without_session
from models.source import Source

SOURCE = Source(
    slug="uji",
    name="Situs Uji",
    province=None,
    kind="portal",
    home_url="https://www.uji.example/",
    allowed_hosts=("m.uji.example",),
    article_url_pattern=r"https://www\.uji\.example/(?:read/)?\d{4}/[^/?]+(?:/\d+)?/?",
    paging=r"https://www\.uji\.example/(?:read/)?\d{4}/[^/?]+(?:\?page=\d+|/\d+)",
    terms="open",
    terms_note="test",
    expected_weekly=0,
    evidence="test",
)
ALIASED = SOURCE.model_copy(
    update={
        "allowed_hosts": (),
        "host_aliases": ("m.uji.example", "amp.uji.example", "beta.uji.example", "uji.example"),
    }
)
PIECES = st.lists(
    st.sampled_from(
        [
            "a",
            "/",
            "//",
            "amp",
            "/amp/",
            "?",
            "&",
            "=",
            "#",
            "page=2",
            "utm_source=x",
            ";jsessionid=0A1B",
            "sid=0123456789abcdef",
            "/all",
            "/komentar",
            "copy/",
            "2024/a",
            "/2",
            "p=7",
            "%zz",
            "%C3",
            "é",
            " ",
            "..",
            "http://",
            "https://x.example",
            ":80",
            "@",
            "[",
            "&amp;",
            "{x}",
            '"',
            "<b>",
            "http://y.example/z",
        ]
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("HTTPS://WWW.Uji.example:443/2024/a", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a#komentar", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a?utm_source=x&fbclid=y", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a?page=all", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a?halaman=2&pgrelated=1", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a/amp", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a/amp/", "https://www.uji.example/2024/a/"),
        ("https://www.uji.example/amp/2024/a", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a/", "https://www.uji.example/2024/a/"),
        ("https://www.uji.example/?p=123", "https://www.uji.example/?p=123"),
        ("https://www.uji.example/2024/a/all", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a/komentar/", "https://www.uji.example/2024/a/"),
        ("https://www.uji.example/2024/a/amp/all", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a;jsessionid=0A1B.node2", "https://www.uji.example/2024/a"),
        (
            "https://www.uji.example/2024/a?PHPSESSID=0123456789abcdef0123&p=4",
            "https://www.uji.example/2024/a?p=4",
        ),
        ("https://www.uji.example/a.php?sid=412", "https://www.uji.example/a.php?sid=412"),
        ("https://www.uji.example/a.php?s%69d=0123456789abcdef", "https://www.uji.example/a.php"),
        ("https://www.uji.example", "https://www.uji.example/"),
        ("https://m.uji.example/2024/a", "https://m.uji.example/2024/a"),
        ("http://uji.example:8080/a", "http://uji.example:8080/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_spellings_of_one_address_meet(spelling: str, canonical: str) -> None:
    assert canonical_url(spelling) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mailto:a@b.example",
        "javascript:void(0)",
        "ftp://uji.example/a",
        "http://",
        "http://a:99999/",
        "/2024/a",
        "https://nama@www.uji.example/2024/a",
        "http://[kacau/a",
        "https://www.uji.example/" + "a" * 3000,
    ],
)
def test_what_is_no_web_address_gives_none(url: str) -> None:
    assert canonical_url(url) is None


@given(PIECES)
def test_canonical_form_is_its_own_canonical_form(pieces: list[str]) -> None:
    canonical = canonical_url("https://www.uji.example/" + "".join(pieces))
    if canonical is not None:
        assert canonical_url(canonical) == canonical
        assert clean_url(canonical) == canonical
        assert canonical.startswith(("http://", "https://")) and canonical.isascii() and "#" not in canonical


@given(st.text(max_size=60))
def test_any_text_gives_an_address_or_none(text: str) -> None:
    for url in (text, "http://" + text):
        canonical = canonical_url(url)
        assert canonical is None or canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("link", "article"),
    [
        ("https://www.uji.example/2024/a?page=2", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/amp/2024/a", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/2024/a/2", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/copy/2024/a", "https://www.uji.example/read/2024/a"),
        ("https://www.uji.example/copy/a", None),
        ("http://www.uji.example/2024/a", "https://www.uji.example/2024/a"),
        ("https://www.uji.example/tag/a", None),
        ("https://lain.example/2024/a", None),
        ("https://www.uji.example.jahat.example/2024/a", None),
        ("https://m.uji.example/2024/a", None),
    ],
)
def test_only_articles_of_the_source_are_discovered(link: str, article: str | None) -> None:
    assert article_url(link, SOURCE) == article


@pytest.mark.parametrize(
    "link",
    [
        "https://m.uji.example/2024/a",
        "http://amp.uji.example/amp/2024/a",
        "https://beta.uji.example:443/2024/a/komentar",
        "https://uji.example/2024/a?utm_medium=x",
        "https://M.UJI.example/2024/a?page=3",
    ],
)
def test_addresses_on_hosts_of_the_same_articles_meet(link: str) -> None:
    assert article_url(link, ALIASED) == "https://www.uji.example/2024/a"


@given(st.sampled_from(["www.", "m.", "amp.", "", "jahat.", "m.uji.example."]), PIECES)
def test_article_is_on_the_home_host_and_its_own_canonical_form(host: str, pieces: list[str]) -> None:
    url = article_url(f"https://{host}uji.example/" + "".join(pieces), ALIASED)
    if url is not None:
        assert host_of(url) == "www.uji.example" and article_url(url, ALIASED) == url


@given(PIECES)
def test_canonical_form_never_changes_the_host(pieces: list[str]) -> None:
    url = "https://www.uji.example/" + "".join(pieces)
    for found in (canonical_url(url), clean_url(url), without_session(url)):
        assert found is None or host_of(found) == "www.uji.example"


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://a.example/i?from=20&sid=0123456789abcdef#x", "https://a.example/i?from=20#x"),
        ("https://a.example/i;jsessionid=1A?x=1", "https://a.example/i?x=1"),
        ("https://a.example/i;v=1?x=1", "https://a.example/i;v=1?x=1"),
        ("https://a.example/i#atas", "https://a.example/i#atas"),
    ],
)
def test_session_is_taken_out_and_the_rest_is_left(url: str, left: str) -> None:
    assert without_session(url) == left


def test_host_is_written_as_the_source_entry_writes_it() -> None:
    assert host_of("https://WWW.Uji.example:443/a") == "www.uji.example"
    assert host_of("http://127.0.0.1:8080/a") == "127.0.0.1:8080"
    assert host_of("https://www.uji.example@jahat.example/") not in SOURCE.hosts
    assert host_of("https://www.uji.example:8443/") not in SOURCE.hosts


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "[::1]"]
)
def test_every_way_to_write_this_computer_is_recognised(host: str) -> None:
    assert is_loopback_host(host)
    assert address_refusal(host, str(ip_literal(host)), allow_loopback=False)
    assert address_refusal(host, str(ip_literal(host)), allow_loopback=True) is None


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_are_refused_for_public_names_even_with_loopback_allowed(address: str) -> None:
    assert address_refusal("berita.example", address, allow_loopback=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.10.10", "2606:4700::1111"])
def test_public_addresses_are_contacted(address: str) -> None:
    assert address_refusal("berita.example", address, allow_loopback=False) is None


@pytest.mark.parametrize(
    "host", ["berita.example", "1news.example", "127.0.0.1.example", "localhost.example", "0x.example"]
)
def test_names_are_not_taken_for_addresses(host: str) -> None:
    assert ip_literal(host) is None and not is_loopback_host(host)
