"""Where the language model is: address, key and model, from the environment and from nowhere else."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lifeworld.kit.errors import InputRefused
from lifeworld.voices.core.llm.cost import Prices

URL, KEY, MODEL = "LIFEWORLD_LLM_URL", "LIFEWORLD_LLM_KEY", "LIFEWORLD_LLM_MODEL"
PRICE_IN, PRICE_OUT = "LIFEWORLD_LLM_PRICE_IN", "LIFEWORLD_LLM_PRICE_OUT"
_PATH = "/chat/completions"


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible address. ``key`` is "" for servers that want none, and is in no text that this object makes of itself."""

    scheme: str
    host: str
    port: int | None
    path: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Host and port, as shown and recorded."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def local(self) -> bool:
        """Whether it is on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read what is sent."""
        return self.scheme == "https" or self.local


def endpoint_from(environment: Mapping[str, str] | None = None) -> Endpoint:
    """The endpoint that the environment names.

    Errors: InputRefused where address or model is missing, the address is none or holds a password, the key has signs
    that no key has, or a key would go over an open line.
    """
    known = os.environ if environment is None else environment
    said = {name: known.get(name, "").strip() for name in (URL, KEY, MODEL)}
    for name, what in ((URL, "the address of an OpenAI-compatible endpoint"), (MODEL, "the name of a model")):
        if not said[name]:
            raise InputRefused("llm_not_set", f"{name} is not set, so there is no language model to ask.", f"Set it to {what}.")
    try:
        parts = urlsplit(said[URL])
        port = parts.port
    except ValueError as error:
        raise InputRefused("llm_url", f"{URL} is no address: {error}.", "Write it as in http://localhost:11434/v1.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not said[URL].isascii() or not said[URL].isprintable():
        raise InputRefused("llm_url", f"{URL} is no address of the web.", "Write it as in http://localhost:11434/v1.")
    if parts.username or parts.password:
        raise InputRefused("llm_url", f"{URL} holds a user name or password.", f"Put the key into {KEY}: it is recorded nowhere.")
    path = parts.path.rstrip("/")
    path = path if path.endswith(_PATH) else path + _PATH
    endpoint = Endpoint(parts.scheme, parts.hostname, port, f"{path}?{parts.query}" if parts.query else path, said[MODEL], said[KEY])
    if not all("!" <= sign <= "~" for sign in endpoint.key):
        raise InputRefused("llm_key", f"The key in {KEY} holds spaces or signs that are not ASCII.", "Copy it again; it is shown nowhere.")
    if endpoint.key and not endpoint.encrypted:
        raise InputRefused("llm_open_line", f"The key would go to {endpoint.name} over http, where others on the way can read it.",
                           f"Use https, or unset {KEY} where the server wants none.")
    return endpoint


def prices_from(read: float | None, written: float | None, environment: Mapping[str, str] | None = None) -> Prices:
    """Prices of a million tokens: those given, else those of the environment. Errors: InputRefused for what is no price."""
    known = os.environ if environment is None else environment
    found = []
    for given, name in ((read, PRICE_IN), (written, PRICE_OUT)):
        said = known.get(name, "").strip()
        try:
            price = given if given is not None else float(said) if said else None
        except ValueError as error:
            raise InputRefused("llm_price", f"{name} is «{said}», which is no number.", "Give the price of a million tokens.") from error
        if price is not None and not 0 <= price < float("inf"):
            raise InputRefused("llm_price", f"The price {price} is no price.", "Give a number from 0 up.")
        found.append(price)
    return Prices(*found)
