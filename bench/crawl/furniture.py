"""What an Indonesian portal puts around an article: styles, scripts, data for machines, menus, lists of other articles.

With it a page weighs about 120 kB in about 1,100 elements, in the middle of what the regional portals send (80 to
250 kB). Everything is invented and made by rules: the same bytes in every run.
"""

import json
from collections.abc import Sequence

# fmt: off
_CHANNELS = [
    "Nasional", "Nusantara", "Hukum", "Kriminal", "Politik", "Ekonomi", "Bisnis", "Olahraga", "Sepakbola",
    "Hiburan", "Selebritas", "Teknologi", "Otomotif", "Kesehatan", "Pendidikan", "Wisata", "Kuliner",
    "Opini", "Foto", "Video", "Infografik", "Cek-Fakta", "Pemilu", "Lingkungan",
]
# fmt: on
_TOWNS = ["Peraga", "Hulu", "Hilir", "Lama", "Baru", "Utara"]


def head() -> str:
    """Return what stands at the end of a page's head: about 65 kB of styles, scripts and data for machines."""
    rules = (
        f".kp-{n}{{display:flex;margin:{n % 9}px {n % 7}px;padding:{n % 5}px;font-size:{10 + n % 9}px;"
        f"color:#{n * 7919 % 0xFFFFFF:06x}}}"
        for n in range(190)
    )
    slots = (
        f"googletag.defineSlot('/21/peraga/kanal-{n}',[[{300 + n},250],[320,{50 + n}]],'div-gpt-ad-{n * 7919}')"
        ".addService(googletag.pubads()).setTargeting('pos',['isi','samping']);"
        for n in range(90)
    )
    settings = ",".join(
        f'"fitur{n}":{{"aktif":{str(n % 3 == 0).lower()},"versi":"{n % 9}.{n % 7}.{n % 5}","bobot":{n / 7:.4f}}}'
        for n in range(560)
    )
    crumbs = [
        {"@type": "ListItem", "position": n + 1, "item": {"@id": f"/kanal/{name.lower()}", "name": name}}
        for n, name in enumerate(_CHANNELS[:3])
    ]
    structured = json.dumps(
        {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": crumbs}
    )
    links = "".join(
        f'<link rel="preload" href="/aset/berkas-{n}.woff2" as="font" crossorigin>' for n in range(8)
    )
    return (
        f'{links}<style>{"".join(rules)}</style><script type="application/ld+json">{structured}</script>'
        f"<script>window.dataLayer=window.dataLayer||[];googletag.cmd.push(function(){{{''.join(slots)}}});</script>"
        f"<script>window.pengaturan={{{settings}}};</script>"
    )


def menu() -> str:
    """Return the menu above an article: channels, each with its regions."""
    items = "".join(
        f'<li class="menu-item kp-{n}"><a href="/kanal/{name.lower()}" title="{name}">{name}</a>'
        f'<ul class="sub-menu">{_links(name, 4)}</ul></li>'
        for n, name in enumerate(_CHANNELS)
    )
    return f'<nav class="nav-mega"><ul class="menu">{items}</ul></nav>'


def share() -> str:
    """Return the buttons that share an article."""
    path = "M12 2.04c-5.5 0-10 4.49-10 10.02 0 5 3.66 9.15 8.44 9.9v-7H7.9v-2.9h2.54V9.85c0-2.51 1.49-3.89 3.78-3.89z"
    buttons = "".join(
        f'<a class="share-{name}" href="/bagikan/{name}" rel="nofollow" aria-label="{name}">'
        f'<svg width="24" height="24" viewBox="0 0 24 24"><path d="{path}"></path></svg></a>'
        for name in ("facebook", "x", "whatsapp", "telegram", "email", "salin")
    )
    return f'<div class="share-buttons">{buttons}</div>'


def foot(headlines: Sequence[str]) -> str:
    """Return what stands below an article: cards of related and latest articles, and the network's menu."""
    cards = "".join(_card(n, headlines[n % len(headlines)]) for n in range(12))
    latest = "".join(_latest(n, headlines[n % len(headlines)]) for n in range(40))
    ads = "".join(
        f'<div class="iklan"><div id="div-gpt-ad-{n * 7919}"><script>googletag.cmd.push(function(){{'
        f"googletag.display('div-gpt-ad-{n * 7919}');}});</script></div></div>"
        for n in range(8)
    )
    network = "".join(f'<ul class="footer-menu">{_links(name, 6)}</ul>' for name in _CHANNELS[:14])
    return (
        f'<section class="related-grid"><h3>Baca Juga</h3><div class="row">{cards}</div></section>{ads}'
        f'<section class="latest"><h3>Terkini</h3>{latest}</section><footer class="network">{network}</footer>'
    )


def _links(channel: str, count: int) -> str:
    return "".join(
        f'<li class="kp-{n}"><a href="/kanal/{channel.lower()}/{town.lower()}">{channel} {town}</a></li>'
        for n, town in enumerate(_TOWNS[:count])
    )


def _picture(number: int, width: int) -> str:
    widths = ", ".join(f"/foto/{number}-{width * times}.webp {width * times}w" for times in (1, 2, 3))
    return (
        f'<picture><source srcset="{widths}" type="image/webp"><img class="lazy" loading="lazy" alt="" '
        f'src="/foto/{number}-{width}.jpg" width="{width}" height="{width * 9 // 16}"></picture>'
    )


def _card(number: int, headline: str) -> str:
    return (
        f'<div class="card col-md-4"><a class="card-img" href="/berita/{700_000 + number}/terkait">'
        f'{_picture(number, 320)}</a><div class="card-body"><span class="card-label">{_CHANNELS[number % 24]}</span>'
        f'<h4 class="card-title"><a href="/berita/{700_000 + number}/terkait">{headline}</a></h4>'
        f'<time datetime="2026-03-{1 + number % 8:02}T08:00:00+07:00">{1 + number % 8} Maret 2026</time></div></div>'
    )


def _latest(number: int, headline: str) -> str:
    return (
        f'<div class="latest-item"><a href="/berita/{710_000 + number}/terkini" class="latest-img">'
        f'{_picture(number, 120)}</a><div class="latest-text"><h3><a href="/berita/{710_000 + number}/terkini">'
        f'{headline}</a></h3><span class="latest-time">{1 + number % 23} jam lalu</span></div></div>'
    )
