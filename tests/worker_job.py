"""`pantau process` with two workers that wait in the middle of a batch; as a script, with a database and a folder."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

if __name__ == "__main__":
    import os

    from worker_support import SOURCE, Stuck

    import pipelines.annotators
    from cli.main import main
    from pipelines import batches, processing

    url, folder = sys.argv[1], Path(sys.argv[2])
    (folder / "sources").mkdir()
    (folder / "sources" / "uji.yml").write_text(SOURCE.model_dump_json())  # JSON is YAML
    os.environ |= {"PANTAU_DATABASE_URL": url, "PANTAU_DATA_DIR": str(folder)}
    os.environ |= {"PANTAU_SOURCES_DIR": str(folder / "sources"), "PANTAU_WORKERS": "2"}
    processing.FEW, batches._DOCUMENTS = 0, 4
    pipelines.annotators.chosen_annotator = lambda _=None: Stuck(folder)
    sys.argv = ["pantau", "process"]
    main()
