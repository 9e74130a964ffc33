"""Servers, names and certificates that are not what they should be: each is recorded, none ends the crawl."""

import ssl
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from twisted.internet.address import IPv4Address

from crawler.addresses import address_refusal
from crawler.backoff import asked_wait
from crawler.resolver import GuardedResolver

NOW = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("Mon, 09 Mar 2026 06:05:00 GMT", 300),
        ("Mon, 09 Mar 2026 05:00:00 GMT", 0),
        ("besok", None),
        ("-5", None),
        ("", None),
        ("9" * 400, 999_999_999_999),
    ],
)
def test_time_that_a_busy_server_asks_for_is_read(value: str | None, seconds: float | None) -> None:
    assert asked_wait(value, NOW) == seconds


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "::7f00:1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "2002:a00:1::",
        "5f00::1",
    ],
)
def test_addresses_that_lead_inside_in_disguise_are_refused(address: str) -> None:
    assert address_refusal("berita.example", address, allow_loopback=True)


def endless_headers(handler: h.Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(1_000_000):
        handler.wfile.write(b"X-Isi: " + b"x" * 1000 + b"\r\n")


def endless_body(handler: h.Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(200):
        handler.wfile.write(b"x" * 1024 * 1024)


def one_long_header(handler: h.Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Isi: " + b"x" * 5_000_000 + b"\r\n\r\n")


def says(length: int, body: bytes) -> h.Answer:
    def answer(handler: h.Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def no_http(handler: h.Handler) -> None:
    handler.wfile.write(b"220 smtp.uji.example ESMTP\r\n")
    handler.close_connection = True


ANSWERS: dict[str, tuple[h.Answer, str]] = {
    "/a/kepala-tanpa-akhir": (endless_headers, "headers are too large"),
    "/a/kepala-panjang": (one_long_header, "closed the connection"),
    "/a/badan-tanpa-akhir": (endless_body, "too large"),
    "/a/dua-ratus-mb": (says(200 * 1024 * 1024, b"<p>awal"), "too large"),
    "/a/terpotong": (says(5000, b"<p>hanya sedikit"), "broke off"),
    "/a/bukan-html": (h.data(b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png"), "not a page"),
    "/a/bukan-http": (no_http, "connection"),
    "/a/putaran-1": (h.moved("/a/putaran-2"), "circle"),
    "/a/rantai-0": (h.moved("/a/rantai-1"), "too many redirects"),
    "/a/ke-beranda": (h.moved("/"), "front page"),
}


class Hostile:
    """One crawl over sites of which each does one thing wrong, and one that does nothing wrong."""

    def __init__(self, folder: Path) -> None:
        more = {"/a/putaran-2": h.moved("/a/putaran-1")}
        more |= {f"/a/rantai-{n}": h.moved(f"/a/rantai-{n + 1}") for n in range(1, 9)}
        self.sites = {
            path: h.FaultySite({"/rss": h.feed(path), **more, path: answer})
            for path, (answer, _) in ANSWERS.items()
        }
        self.good = h.FaultySite({"/rss": h.feed("/a/pendek", "/a/baik"), "/a/baik": h.page("Isi.")})
        self.good.answers["/a/pendek"] = says(9, b"<p>Isi</p> dan banyak lagi")
        with ExitStack() as open_sites:
            for site in (self.good, *self.sites.values()):
                open_sites.enter_context(site)
            sources = [h.source_at(site.url, path[3:], feeds=["/rss"]) for path, site in self.sites.items()]
            sources.append(h.source_at(self.good.url, "baik", feeds=["/rss"]))
            self.outcome = h.run_crawl(folder, sources)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return Hostile(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("path", ANSWERS)
def test_answer_that_is_no_answer_is_recorded(hostile: Hostile, path: str) -> None:
    failures = [failure for failure in hostile.outcome.failures.values() if failure.source == path[3:]]
    assert [ANSWERS[path][1] in failure.reason for failure in failures] == [True], failures
    assert failures[0].reason.endswith(".") and "\n" not in failures[0].reason
    assert failures[0].is_gone is (path == "/a/ke-beranda")


def test_others_are_fetched_all_the_same(hostile: Hostile) -> None:
    pages = {url.rpartition("/")[2]: article.pages for url, article in hostile.outcome.articles.items()}
    assert set(pages) == {"baik", "pendek"} and pages["pendek"][0].body == b"<p>Isi</p"
    assert hostile.outcome.error is None and hostile.outcome.stderr == ""


def test_robots_txt_that_is_no_robots_txt_closes_the_host_and_a_long_one_is_read(tmp_path: Path) -> None:
    answers = {"/rss": h.feed("/a/baik", "/a/tutup"), "/a/baik": h.page("Isi."), "/a/tutup": h.page("Isi.")}
    long = "User-agent: *\nDisallow: /a/tutup\n" + "# catatan panjang\n" * 100_000
    huge, wordy = h.FaultySite(answers), h.FaultySite(answers)
    huge.answers["/robots.txt"] = says(200 * 1024 * 1024, b"User-agent: *")
    wordy.answers["/robots.txt"] = h.page(long, "text/plain")
    with huge, wordy:
        sources = [
            h.source_at(huge.url, "besar", feeds=["/rss"]),
            h.source_at(wordy.url, "panjang", feeds=["/rss"]),
        ]
        outcome = h.run_crawl(tmp_path, sources)
    assert set(huge.asked) == {"/robots.txt"} and set(outcome.articles) == {wordy.url + "/a/baik"}
    reasons = {failure.source: failure.reason for failure in outcome.failures.values()}
    assert "robots.txt cannot be read" in reasons["besar"] and "too large" in reasons["besar"]
    assert "forbids this address" in reasons["panjang"]


PUBLIC_NAMES = {
    "ke-dalam.example": ["127.0.0.1"],
    "ke-jaringan.example": ["10.1.2.3"],
    "ke-awan.example": ["169.254.169.254"],
    "enam.example": ["fd00::1"],
    "campuran.example": ["8.8.8.8", "127.0.0.1"],
    "tak-ada.example": [],
}


def test_names_that_lead_inside_or_nowhere_are_recorded_and_not_contacted(tmp_path: Path) -> None:
    with h.FaultySite({"/rss": h.feed("/a/rahasia")}) as site:
        sources = [
            h.source_at(f"http://{name}:{site.port}", name.split(".")[0], feeds=["/rss"])
            for name in PUBLIC_NAMES
        ]
        settings = {"contact": "redaksi@example.org", "timeout": 5.0}
        outcome = h.run_crawl(tmp_path, sources, settings=settings, names=PUBLIC_NAMES)
    assert site.asked == []
    reasons = {failure.source: failure.reason for failure in outcome.failures.values()}
    assert len(reasons) == len(PUBLIC_NAMES)
    inside = {slug for slug, reason in reasons.items() if "of a private network" in reason}
    assert inside == {"ke-dalam", "ke-jaringan", "ke-awan", "enam", "campuran"}
    assert "cannot be resolved" in reasons["tak-ada"]


class Names:
    """A name server whose answers change; also what asks it, which keeps the addresses that it was given."""

    def __init__(self, *answers: str) -> None:
        self.nameResolver = self
        self.answers = list(answers)
        self.given: list[str] = []

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *rest: Any) -> None:
        receiver.resolutionBegan(None)
        receiver.addressResolved(IPv4Address("TCP", self.answers.pop(0), port))
        receiver.resolutionComplete()

    def resolutionBegan(self, resolution: Any) -> None: ...

    def addressResolved(self, address: IPv4Address) -> None:
        self.given.append(address.host)

    def resolutionComplete(self) -> None: ...


@pytest.mark.parametrize("cache_size", [0, 10])
def test_name_that_answers_otherwise_the_second_time_leads_nowhere_new(cache_size: int) -> None:
    """DNS rebinding: what is connected to is what was checked, for every connection."""
    names = Names("8.8.8.8", "127.0.0.1", "10.0.0.1")
    resolver = GuardedResolver(names, cache_size, allow_loopback=True)  # type: ignore[arg-type]
    for _ in range(3):
        resolver.resolveHostName(names, f"berubah-{cache_size}.example", 80)
    assert set(names.given) == {"8.8.8.8"}
    assert bool(resolver.refused) is (cache_size == 0)


class Certificates:
    """An authority of our own, and sites that show its certificates."""

    def __init__(self, folder: Path) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        self.folder = folder
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Otoritas Uji")])
        self.key = ec.generate_private_key(ec.SECP256R1())
        authority = self._certificate(self.name, self.key.public_key(), days=1, is_authority=True)
        self.trusted = self._write("authority.pem", authority)

    def context(self, slug: str, days: int, host: str = "127.0.0.1") -> ssl.SSLContext:
        """What a server shows: a certificate for the host that ends in so many days."""
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, slug)])
        certificate = self._write(f"{slug}.pem", self._certificate(name, key.public_key(), days, host=host))
        key_file = self.folder / f"{slug}.key"
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key_file)
        return context

    def _certificate(
        self, subject: Any, key: Any, days: int, host: str = "127.0.0.1", is_authority: bool = False
    ) -> Any:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes

        moment = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(moment - timedelta(days=30))
            .not_valid_after(moment + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def _write(self, name: str, certificate: Any) -> Path:
        from cryptography.hazmat.primitives.serialization import Encoding

        path = self.folder / name
        path.write_bytes(certificate.public_bytes(Encoding.PEM))
        return path


def test_certificates_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = Certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trusted))
    shown = {
        "berlaku": certificates.context("berlaku", 1),
        "kedaluwarsa": certificates.context("kedaluwarsa", -1),
        "milik-lain": certificates.context("milik-lain", 1, host="127.0.0.2"),
    }
    answers = {"/rss": h.feed("/a/baik"), "/a/baik": h.page("Isi.")}
    sites = {slug: h.FaultySite(answers, tls=context) for slug, context in shown.items()}
    sources = [h.source_at(site.url, slug, feeds=["/rss"]) for slug, site in sites.items()]
    with ExitStack() as open_sites:
        for site in sites.values():
            open_sites.enter_context(site)
        outcome = h.run_crawl(tmp_path, sources)
    assert {article.source for article in outcome.articles.values()} == {"berlaku"}
    reasons = {failure.source: failure.reason for failure in outcome.failures.values()}
    assert set(reasons) == {"kedaluwarsa", "milik-lain"}
    assert all("certificate cannot be verified" in reason for reason in reasons.values())
    assert sites["kedaluwarsa"].asked == sites["milik-lain"].asked == []
