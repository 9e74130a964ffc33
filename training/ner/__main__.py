"""`python -m training.ner --data ../shared/data --out build/ner`: the recipe of the shipped model, in one command."""

import argparse
import sys
from pathlib import Path

from training.ner.flow import STAGES, Recipe
from training.ner.settings import load_workflow


def main() -> int:
    """Runs the stages asked for, all of them without further word."""
    parser = argparse.ArgumentParser(prog="python -m training.ner", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder of the corpora")
    parser.add_argument("--out", type=Path, default=Path("build/ner"), help="folder for what is made")
    parser.add_argument("--workflow", type=Path, help="another workflow file")
    parser.add_argument("--variant", default="shipped", help="a variant of the workflow file")
    parser.add_argument("--jobs", type=int, default=2, help="teachers trained at a time")
    parser.add_argument(
        "--hold-out", action="store_true", help="do not train on the files for choosing numbers"
    )
    parser.add_argument("stages", nargs="*", help=f"of {', '.join(STAGES)}; all if none")
    given = parser.parse_args()
    unknown = set(given.stages) - set(STAGES)
    if unknown:
        parser.error(f"unknown stage {', '.join(sorted(unknown))}; there are {', '.join(STAGES)}")
    recipe = Recipe(
        load_workflow(given.workflow),
        given.variant,
        given.data,
        given.out,
        given.jobs,
        hold_out=given.hold_out,
    )
    try:
        recipe.run([stage for stage in STAGES if not given.stages or stage in given.stages])
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}; give the folder of the corpora with --data\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
