"""Trains and measures: `python -m training.stanza TREEBANKS OUT [RECIPE]`."""

import sys
from pathlib import Path

from training.stanza.measure import measure
from training.stanza.train import read_recipe, train


def main(treebanks: Path, out: Path, recipe_file: Path) -> None:
    """Writes the models, `resources.json` and a card with the scores into OUT."""
    recipe = read_recipe(recipe_file)
    missing = [name for name in (*recipe.train, *recipe.test) if not (treebanks / name).is_file()]
    if missing:
        sys.exit(
            f"training.stanza: {treebanks} lacks {', '.join(missing)}; give the folder of the treebanks."
        )
    out.mkdir(parents=True, exist_ok=True)
    train(recipe, treebanks, out)
    card = measure(out, [treebanks / name for name in recipe.test], recipe)
    (out / "README.md").write_text(card, encoding="utf-8")
    sys.stdout.write(card)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0], given[1], given[2] if len(given) == 3 else Path(__file__).with_name("recipe.yml"))
