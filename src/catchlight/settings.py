"""Where Catchlight keeps what users ask it to keep, and their settings.

Settings come from `settings.toml` in the data folder; the environment wins over it. A setting named
`openai.model` stands there as

    [openai]
    model = "gpt-image-2"

and is `CATCHLIGHT_OPENAI_MODEL` in the environment. They are read once and do not change.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from .errors import UnknownName, UsageError

HOME_VARIABLE = "CATCHLIGHT_HOME"
SETTINGS_FILE = "settings.toml"
PREFIX = "CATCHLIGHT_"

Value = str | int | float | bool


def data_folder() -> Path:
    """The folder for people, consents, projects and keys; `CATCHLIGHT_HOME` names another one.

    It is not made here: nothing is written before there is something to keep.
    """
    if named := os.environ.get(HOME_VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "catchlight"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "catchlight"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "catchlight"


@dataclass(frozen=True)
class Setting:
    """One setting: its dotted name, the value it has unless set, and what it does."""

    name: str
    default: Value
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper().replace(".", "_")


SETTINGS: tuple[Setting, ...] = (
    Setting("spend.per_run_usd", 2.0, "Most that one run may cost at services, in US dollars."),
    Setting("spend.per_month_usd", 20.0, "Most that a calendar month may cost, in US dollars."),
    Setting("network.timeout_s", 300.0, "Seconds to wait for one answer of a service."),
    Setting("network.take_timeout_s", 600.0, "Seconds to wait for one take, queueing included."),
    Setting("network.retries", 4, "How often a busy or failing service is asked again."),
    Setting("network.first_wait_s", 1.0, "Seconds before the first repetition; then they double."),
    Setting("network.poll_s", 1.5, "Seconds between two looks at a queue."),
    Setting("network.proxy", "", "A proxy for all calls, as http://host:port; empty: none."),
    Setting("keys.keyring", False, "Keep and find keys in the system's keyring."),
    Setting("credentials.sign", True, "Sign what is exported with content credentials (C2PA)."),
    Setting("credentials.name", "A Catchlight user", "The signer's name in a key made here."),
    Setting("credentials.key", "", "Your own signing key (PEM); empty: one made on first use."),
    Setting("credentials.cert", "", "The certificates of your own signing key (PEM)."),
    Setting("credentials.prompts", False, "Write a generator's prompt into the credentials."),
    Setting("people.keep_embeddings", False, "Keep embeddings of sitters' faces, encrypted."),
    Setting("openai.model", "", "The model; empty: the first one in `catchlight backends`."),
    Setting("openai.quality", "medium", "low, medium or high; it decides what a take costs."),
    Setting("openai.base_url", "https://api.openai.com", "Another address, such as a gateway."),
    Setting("gemini.model", "", "The model; empty: the first one in `catchlight backends`."),
    Setting("gemini.base_url", "https://generativelanguage.googleapis.com", "Another address."),
    Setting("bfl.model", "", "The model; empty: the first one in `catchlight backends`."),
    Setting(
        "bfl.base_url", "https://api.bfl.ai", "Another address, such as https://api.eu.bfl.ai."
    ),
    Setting("fal.model", "", "The model; empty: the first one in `catchlight backends`."),
    Setting("fal.base_url", "https://queue.fal.run", "Another address of the queue."),
    Setting("replicate.model", "", "The model; empty: the first one in `catchlight backends`."),
    Setting("replicate.base_url", "https://api.replicate.com", "Another address."),
    Setting("openai_compatible.base_url", "", "The server, as http://127.0.0.1:8080."),
    Setting("openai_compatible.model", "", "The model's name on that server."),
    Setting(
        "openai_compatible.edits", False, "Whether the server takes photos (/v1/images/edits)."
    ),
    Setting("openai_compatible.hands_on", False, "Whether the server is a gateway to others."),
    Setting("openai_compatible.cost_usd", 0.0, "What one picture costs there, in US dollars."),
    Setting("diffusers.model", "", "A model's folder on this machine, or its hub id."),
    Setting("diffusers.pipeline", "", "Its kind; empty: as its model_index.json says."),
    Setting("diffusers.allow_download", False, "Fetch a hub id that is not on this machine yet."),
    Setting("diffusers.adapter", "", "An IP-Adapter for faces (a .safetensors file), for SDXL."),
    Setting("diffusers.device", "auto", "auto, cuda, mps or cpu."),
    Setting("diffusers.dtype", "auto", "auto, float32, float16 or bfloat16."),
    Setting("diffusers.offload", "auto", "auto, none, model or sequential: less memory, slower."),
    Setting("diffusers.steps", 0, "Sampling steps; 0: the model's usual ones."),
    Setting("diffusers.guidance", 0.0, "How strongly the prompt steers; 0: the model's usual."),
    Setting("diffusers.denoise", 0.55, "How much of the photo is made anew, 0…1."),
    Setting("diffusers.identity_strength", 0.7, "How strongly the adapter's face steers, 0…1.5."),
    Setting("comfyui.base_url", "http://127.0.0.1:8188", "The ComfyUI server."),
    Setting("comfyui.workflow", "", "A template's name or a workflow file (API format)."),
    Setting("comfyui.dialect", "comfyui", "The prompt dialect of its model: comfyui or plain."),
    Setting("comfyui.checkpoint", "", "The checkpoint; empty: the only one on the server."),
    Setting("comfyui.steps", 28, "Sampling steps."),
    Setting("comfyui.cfg", 5.0, "How strongly the prompt steers."),
    Setting("comfyui.denoise", 0.55, "How much of the photo img2img makes anew, 0…1."),
    Setting("comfyui.identity_strength", 0.8, "How strongly the face reference steers, 0…1.5."),
)


@dataclass(frozen=True)
class Settings:
    """All settings with their values; `sources` says for those that were set where."""

    values: Mapping[str, Value]
    sources: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A setting that is words."""
        return str(self._value(name))

    def number(self, name: str) -> float:
        """A setting that is a number."""
        return float(self._value(name))

    def whole(self, name: str) -> int:
        """A setting that is a whole number."""
        return int(self._value(name))

    def flag(self, name: str) -> bool:
        """A setting that is yes or no."""
        return bool(self._value(name))

    def with_values(self, source: str, values: Mapping[str, Value]) -> Settings:
        """The same settings with some set by `source` (an option of a command, a test).

        Raises UnknownName, or UsageError for a value of the wrong kind.
        """
        merged, sources = dict(self.values), dict(self.sources)
        for name, value in values.items():
            merged[name] = _checked(name, value, source)
            sources[name] = source
        return replace(self, values=MappingProxyType(merged), sources=MappingProxyType(sources))

    def _value(self, name: str) -> Value:
        if name not in self.values:
            raise UnknownName("setting", name, self.values, "catchlight settings")
        return self.values[name]


def default_settings() -> Settings:
    """Every setting as it is unless set."""
    return Settings(MappingProxyType({one.name: one.default for one in SETTINGS}))


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The user's settings: defaults, then the file, then the environment.

    Raises UsageError for a file that is no TOML or a value of the wrong kind, UnknownName for a
    setting that there is not.
    """
    file = file or data_folder() / SETTINGS_FILE
    environment = os.environ if environment is None else environment
    settings = default_settings().with_values(str(file), _from_file(file))
    for one in SETTINGS:
        if one.variable in environment:
            settings = settings.with_values(one.variable, {one.name: environment[one.variable]})
    return settings


def _setting(name: str) -> Setting:
    found = next((one for one in SETTINGS if one.name == name), None)
    if found is None:
        raise UnknownName("setting", name, (one.name for one in SETTINGS), "catchlight settings")
    return found


def _from_file(file: Path) -> dict[str, Value]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The settings in {file} cannot be read ({error}). Expected TOML. Mend or delete it."
        ) from error
    values: dict[str, Value] = {}
    for group, table in tables.items():
        if not isinstance(table, dict):
            raise UsageError(
                f"{file}: {group!r} stands outside a group. Expected [group] and below it "
                "name = value. `catchlight settings` lists them."
            )
        values |= {f"{group}.{name}": value for name, value in table.items()}
    return values


def _checked(name: str, value: Value, source: str) -> Value:
    """The value in the kind of its default; words are read as numbers or yes and no."""
    default = _setting(name).default
    if not isinstance(value, str | int | float):
        raise UsageError(
            f"The setting {name} holds a list or table ({source}). Expected one value."
        )
    said = str(value).strip()
    try:
        if isinstance(default, bool):
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[
                said.lower()
            ]
        if isinstance(default, int):
            return int(said)
        if isinstance(default, float):
            return _not_negative(float(said))
    except (KeyError, ValueError) as error:
        kind = {bool: "true or false", int: "a whole number", float: "a number from 0"}
        raise UsageError(
            f"The setting {name} is {said!r} ({source}). Expected {kind[type(default)]}. "
            "Mend it there."
        ) from error
    return said


def _not_negative(value: float) -> float:
    if not 0 <= value < float("inf"):
        raise ValueError(value)
    return value
