"""What a worker process needs, loaded once: the server that forks the workers imports this module and nothing else.

A worker then starts in milliseconds, not seconds, and shares the memory of what was loaded here.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # the workers are the threads; before a matrix library is loaded

import crawler.archives.pages  # noqa: E402, F401
import pipelines.processing  # noqa: E402, F401
import storage.review_matching  # noqa: E402, F401
from extract.pipeline import warm_up  # noqa: E402

warm_up()
