"""Reference values for the statistics tests: numbers only, from SciPy, scikit-learn, statsmodels and mpmath.

    npm run references            makes every table anew
    npm run references -- drift   only test/stats/references/drift.json

Each table is a module beside this file with a function `tables()` that gives {name: rows}. Tables are deterministic.
"""

import importlib
import json
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).parent
NAMES = ["agreement", "drift", "models", "poisoning", "rates", "sequential", "special"]


def plain(value):
    """NumPy and mpmath numbers as Python ones; not-a-number and infinities as text, since JSON has none."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    number = float(value)
    return number if abs(number) < float("inf") else str(number)


def lines(rows):
    return ",\n".join(f"    {json.dumps(plain(row), ensure_ascii=False)}" for row in rows)


for name in sys.argv[1:] or NAMES:
    tables = importlib.import_module(name).tables()
    text = ",\n".join(f'  {json.dumps(table)}: [\n{lines(rows)}\n  ]' for table, rows in tables.items())
    (HERE / f"{name}.json").write_text(f"{{\n{text}\n}}\n", encoding="utf8")
    print(f"{name}.json: {sum(len(rows) for rows in tables.values())} rows in {len(tables)} tables")
