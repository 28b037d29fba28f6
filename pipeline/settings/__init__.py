"""The settings of ``intergrowth.toml`` and the environment; `load` loads them."""

from pipeline.settings.load import FILE, Loaded, SettingsError, example, keys, load
from pipeline.settings.model import LOOPBACK, NotifySettings, Settings

__all__ = ["FILE", "LOOPBACK", "Loaded", "NotifySettings", "Settings", "SettingsError", "example", "keys", "load"]
