"""Which device or program wrote a FIT file, as far as it says so."""

from __future__ import annotations

from typing import NamedTuple

from lifeworld_running.files.fit.content import Content, Message
from lifeworld_running.files.fit.names import GARMIN_MAKERS, GARMIN_NAMES, MAKERS, PROGRAMS
from lifeworld_running.files.fit.profile import DEVICE_INFO, FILE_ID


class Writer(NamedTuple):
    """Maker and product, serial number, and the program with its version; "" where unknown."""

    device: str = ""
    serial: str = ""
    app: str = ""


def _whole(said: Message, name: str) -> int | None:
    """A number of a message as a whole one."""
    value = said.get(name)
    return int(value) if isinstance(value, float) else None


def writer_of(content: Content) -> Writer:
    """What wrote the file: its own first message, completed by what it says of the device that recorded it."""
    named = next(iter(content.messages.get(FILE_ID, [])), {})
    creators = [said for said in content.messages.get(DEVICE_INFO, []) if said.get("index") == 0]
    creator = creators[0] if creators else {}
    said = {**creator, **named}
    maker_number, product_number, serial = (_whole(said, name) for name in ("manufacturer", "product", "serial"))
    maker = MAKERS.get(maker_number if maker_number is not None else -1, "")
    product = str(said.get("product_name", ""))
    if not product and maker_number in GARMIN_MAKERS:
        product = GARMIN_NAMES.get(product_number if product_number is not None else -1, "")
    program = maker if maker in PROGRAMS else ""
    device = product if program or product.lower().startswith(maker.lower()) else f"{maker} {product}".strip()
    version = creator.get("software")
    app = program or (f"firmware {version:.2f}" if isinstance(version, float) else "")
    return Writer(device, str(serial) if serial else "", app)
