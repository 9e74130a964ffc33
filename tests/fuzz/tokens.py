"""Pieces of each language that is fuzzed, which chance alone would not find."""

import gzip

_BLOCK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>baik</p>"
GOOD_RECORD = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.uji.example/a\r\n"
    b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(_BLOCK), _BLOCK)
)
GOOD_MEMBER = gzip.compress(GOOD_RECORD, mtime=0)

# fmt: off
MARKUP = (
    b"<p>", b"</p>", b"<div class='entry-content'>", b"</div>", b"<br>", b"<table><tr><td>", b"<script>",
    b"<!--", b"-->", b"<h1>", b"</h1>", b"<title>", b"<meta property='og:title' content='", b"'>",
    b"<a href='/2024/a'>", b"</a>", b"<article>", b"<body>", b"&#x", b"&#55357;", b"&nbsp;", b"&lt;",
    b"\xe2\x80\x9c", b"\xc2\xa0", b"<base href='", b"<link rel='canonical' href='",
    b"<link rel=next href='", b"<time datetime='", b"\xff\xfe", b"<script type='application/ld+json'>{",
    b'"@type":"NewsArticle",', b'"datePublished":"', b'"headline":"\\ud83d', b"]}</script>",
    b"itemprop=articleBody ", b"<textarea>", b"<svg>", b"<template>", b"<iframe>", b"\x00",
)
WORDS = (
    b"Jakarta, Uji.com - ", b"Baca juga: ", b"Penulis: ", b"Senin (6/5/2024) ",
    b"Senin, 6 Mei 2024 | 10:00 WIB", b"\n", b"\n\n", b" - ", b"(ADV)", b"Editor: ", b"Foto: ",
    b"\xe2\x80\x8b", b"\xc2\xad", b"\xed\xa0\x80", b"\x0c",
)
NUMBERS = (
    b"dua", b"belas", b"puluh", b"ratus", b"ribu", b"juta", b"triliun", b"setengah", b"koma", b"sekitar ",
    b"hingga", b"1.012", b"26,4", b"Rp", b"-an", b"ke-", b"antara", b"9" * 400, b" ", b".", b",",
    b"\xc2\xb2", b"\xd9\xa3", b"an", b"kedua", b"puluhan", b"belasan", b"pukul ", b"%", b"se", b"/", b"-",
    b"lebih dari", b"orang", b"satu-satu",
)
DATES = (
    b"Senin", b"6 Mei 2024", b"(6/5/2024)", b"31/2/2023", b"kemarin", b"lusa", b"pekan lalu", b"tahun ",
    b"2024", b"hingga", b"sampai", b"99999999999999999999", b" tahun lalu", b"0001-01-01T00:00:00+14:00",
    b"9999-12-31T23:59:59", b"-12:00", b"WIB", b"pukul 24.00", b"abad ke-", b"era 1990-an", b"Lebaran",
    b"HUT RI", b"hari lagi", b"bulan", b"Mon, 06 May 2024 10:00:00 ", b"+9999", b"-0000", b"\xd9\xa3",
    b"selama", b"awal", b"akhir", b"semester I",
)
URLS = (
    b"/", b"//", b"?", b"#", b"@", b":", b"\\", b"%2f", b"%00", b"%zz", b"..", b"/2024/a", b"/read/2024/a",
    b"?page=2", b"www.uji.example", b"https://", b"http:", b"javascript:", b"\t", b"\n", b"\r",
    b"\xe2\x80\xae", b"\xef\xbc\x8f", b"[::1]", b"127.0.0.1", b";jsessionid=0123456789abcdef",
    b"utm_source=x", b"&", b"=", b"amp", b"xn--", b"\xe3\x80\x82", b"\xc3\xa9", b":443", b":99999",
    b"user:p@", b"%40", b"%5c", b"\xc2\xa0", b"\x00", b" ", b"\xef\xbd\x81", b"\xed\xa0\x80", b"/copy/",
)
WARC = (
    b"WARC/1.1\r\n", b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Length: ", b"\r\n\r\n", b"\r\n",
    b"-1", b"0", b"99999999999999999999", b"HTTP/1.1 200 OK\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", b"Content-Encoding: zstd\r\n",
    b"WARC-Payload-Digest: sha256:", b"\x1f\x8b\x08", b"WARC-JSON-Metadata: ", b'{"pantau": {}}', b"1_0",
    b"\xd9\xa3", b" ", b":", b"fffffffff\r\n", b"0\r\n\r\n", b"\xff", GOOD_RECORD, GOOD_MEMBER,
    GOOD_MEMBER[:-4], b"=?utf-8?Q?=41?=", b"\n", b"WARC/", b"(\xb5/\xfd",
)
LISTINGS = (
    b"<rss><channel>", b"<item>", b"</item>", b"<link>", b"</link>", b"https://www.uji.example/2024/a",
    b"<feed>", b"<entry>", b"<urlset>", b"<url><loc>", b"</loc></url>", b"<sitemapindex>", b"<sitemap>",
    b"<lastmod>", b"<pubDate>", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>",
    b"<!ENTITY a SYSTEM 'file:///etc/hostname'>", b"&a;", b"]>", b"<![CDATA[", b"]]>",
    b"<?xml version='1.0' encoding='", b"utf-16", b"utf-7", b"'?>", b"\x1f\x8b\x08", b"xmlns='",
    b"<news:news>", b"<guid>", b"\xef\xbb\xbf", b"&", b"&#0;", b"&#xd800;", b"http://[", b"//",
    b"<category term='", b"<description>&lt;p",
)
# fmt: on
