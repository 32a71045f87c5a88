"""`catchlight backends` and `settings`: where takes come from, what they cost, and the keys."""

from __future__ import annotations

import json
import sys
import textwrap
from typing import Annotated, Any

from cyclopts import App, Parameter

_WIDTH = 96

app = App(
    name="backends",
    help="List where takes can come from: what each can do, lacks, costs and sends away.",
)


@app.default
def backends(
    *, look: bool = False, json_output: Annotated[bool, Parameter(name="--json")] = False
) -> int:
    """List where takes can come from: what each can do, lacks, costs and sends away.

    Nothing is sent to find out.

    Examples:

        catchlight backends

        catchlight backends --look

    Parameters
    ----------
    look
        Also ask a ComfyUI server of your own whether it runs and has what it needs.
    json_output
        Print one JSON object, for programs.
    """
    from ..backends.listing import backend_to_dict
    from ..backends.registry import backends as all_backends

    rows = [backend_to_dict(one, look=look) for one in all_backends()]
    if json_output:
        print(json.dumps({"backends": rows}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(f"{row['name']:<18} {'ready' if row['ready'] else 'LACKS'}  {row['title']}")
        for line in _lines(row):
            print(textwrap.fill(line, _WIDTH, initial_indent="    ", subsequent_indent="    "))
    print("\nCosts are estimates; `catchlight settings` shows the spend limits and the models.")
    return 0


def _lines(row: dict[str, Any]) -> list[str]:
    can = [
        word
        for word, able in (
            ("from words", row["from_text"]),
            (_photos(row["max_references"]), row["from_photos"]),
            ("inside a mask", row["takes_mask"]),
            ("with a seed", row["seeded"]),
            ("with a negative prompt", row["takes_negatives"]),
        )
        if able
    ]
    model = f" · model {row['model']}" if row["model"] else ""
    cost = f"about ${row['cost_per_take_usd']:.3f} a take" if row["cost_per_take_usd"] else "free"
    checked = f" (prices of {row['cost_checked_on']})" if row["cost_checked_on"] else ""
    others = [one["id"] for one in row["models"] if one["id"] != row["model"]]
    return [
        *([row["missing"]] if row["missing"] else []),
        f"{', '.join(can) or 'nothing yet'}{model} · {cost}{checked}",
        *([f"other models: {', '.join(others)}"] if others else []),
        row["sends"] or "Nothing leaves this machine.",
        *row["notes"],
    ]


def _photos(most: int) -> str:
    return "from a photo" if most == 1 else f"from up to {most} photos"


@app.command(name="key")
def key(service: str, /, *, forget: bool = False) -> int:
    """Keep the key of a service in a file for you alone, or in the system's keyring.

    It is read from standard input and shown nowhere. A key in the environment wins over it.

    Examples:

        catchlight backends key openai < key.txt

        catchlight backends key openai --forget

    Parameters
    ----------
    service
        The backend's name.
    forget
        Forget the key that was kept.
    """
    from ..backends.keys import forget_key, keep_key, key_kind
    from ..settings import load_settings

    kind, settings = key_kind(service), load_settings()
    if forget:
        found = forget_key(service, settings)
        print(f"The key of {kind.title} is forgotten." if found else "There was none.")
        return 0
    if sys.stdin.isatty():
        import getpass

        value = getpass.getpass(f"Key of {kind.title} (it is not shown): ")
    else:
        value = sys.stdin.read()
    print(f"Kept in {keep_key(service, value, settings)}.")
    return 0


@app.command(name="spent")
def spent(*, json_output: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """Show what services have cost this month and before, by backend.

    Examples:

        catchlight backends spent

    Parameters
    ----------
    json_output
        Print one JSON object, for programs.
    """
    from ..backends.spending import budget_from, by_month
    from ..settings import load_settings

    budget = budget_from(load_settings())
    months = by_month(budget.ledger)
    month_usd = budget.ledger.month_usd(budget.clock())
    if json_output:
        shown = {
            "this_month_usd": month_usd,
            "limit_usd": budget.per_month_usd,
            "months": {month: dict(sums) for month, sums in months.items()},
        }
        print(json.dumps(shown, indent=2))
        return 0
    for month, sums in months.items():
        for name, usd in sums.items():
            print(f"{month}  {name:<18} ${usd:.2f}")
    print(f"This month: ${month_usd:.2f} of at most ${budget.per_month_usd:.2f} (estimates).")
    return 0


def settings(*, json_output: Annotated[bool, Parameter(name="--json")] = False) -> int:
    """List every setting: its value, where it was set, and what it does.

    They stand in settings.toml in the data folder; an environment variable wins over it.

    Examples:

        catchlight settings

    Parameters
    ----------
    json_output
        Print one JSON object, for programs.
    """
    from ..settings import SETTINGS, SETTINGS_FILE, data_folder, load_settings

    loaded = load_settings()
    rows = [
        {
            "name": one.name,
            "value": loaded.values[one.name],
            "default": one.default,
            "set_by": loaded.sources.get(one.name, ""),
            "variable": one.variable,
            "help": one.help,
        }
        for one in SETTINGS
    ]
    if json_output:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    print(f"File: {data_folder() / SETTINGS_FILE}\n")
    for row in rows:
        value = row["value"] if row["value"] != "" else "(empty)"
        by = f"   set by {row['set_by']}" if row["set_by"] else ""
        print(f"{row['name']:<30} {value}{by}\n    {row['help']} {row['variable']}")
    return 0
