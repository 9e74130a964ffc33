"""news-please's own crawl of sites by their sitemaps; runs in an environment that has news-please.

usage: news_please.py OUT HOME...
"""

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path


def main(out: str, homes: list[str]) -> None:
    """Prints how many articles it wrote."""
    folder = Path(out).resolve()
    folder.mkdir(parents=True)
    config = files("newsplease").joinpath("config", "config.cfg").read_text(encoding="utf-8")
    config = re.sub(r"(?m)^working_path = .*$", f"working_path = {folder}/data", config)
    config = re.sub(
        r"(?ms)^ITEM_PIPELINES = \{.*?\}",
        "ITEM_PIPELINES = {'newsplease.pipeline.pipelines.ArticleMasterExtractor':100,\n"
        "    'newsplease.pipeline.pipelines.HtmlFileStorage':200,\n"
        "    'newsplease.pipeline.pipelines.JsonFileStorage':300}",
        config,
    )
    # its guard against other hosts takes an address in figures for one
    offsite = "DOWNLOADER_MIDDLEWARES = {'scrapy.downloadermiddlewares.offsite.OffsiteMiddleware': None}"
    config = re.sub(r"(?m)^LOG_LEVEL = .*$", f"LOG_LEVEL = ERROR\n{offsite}", config)
    config = re.sub(r"(?m)^number_of_parallel_crawlers = .*$", "number_of_parallel_crawlers = 1", config)
    (folder / "config.cfg").write_text(config, encoding="utf-8")
    sites = [{"url": home, "crawler": "SitemapCrawler"} for home in homes]
    (folder / "sitelist.hjson").write_text(json.dumps({"base_urls": sites}), encoding="utf-8")
    program = str(Path(sys.executable).with_name("news-please"))
    subprocess.run([program, "-c", str(folder)], check=False, stdin=subprocess.DEVNULL)
    found = {json.loads(path.read_text(encoding="utf-8"))["url"] for path in folder.rglob("*.html.json")}
    print(json.dumps({"articles": len(found)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
