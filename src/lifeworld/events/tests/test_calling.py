"""One call to an address: only to public ones, to the one that was looked at, no further, not for ever."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from threading import Event, Thread

import pytest

from lifeworld.events.core.webhooks import is_public
from lifeworld.events.files.calling import ANSWER_BYTES, checked_url, post
from lifeworld.events.tests.receiver import receiver
from lifeworld.kit.errors import InputRefused

INSIDE = ("10.1.2.3", "127.0.0.1", "127.1.1.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0",  # noqa: S104  (an address to refuse)
          "224.0.0.1",
          "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1",
          "ff02::1",
          "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
          "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "nonsense", "")


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_nobodys_on_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_on_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_is_sent_to_a_name_that_leads_inside_even_beside_a_public_address(address: str) -> None:
    with receiver() as received:
        reply = post("https://example.org/", b"[]", {}, resolve=lambda host, port: ["8.8.8.8", address])
    assert reply.status == 0
    assert "private network" in reply.said
    assert received.bodies == []


@pytest.mark.parametrize("url", [
    "http://example.org/", "https://127.0.0.1/", "https://localhost/", "https://sub.localhost/", "https://127.1/", "https://2130706433/",
    "https://0x7f.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://ana:secret@example.org/", "https://example.org/#part",
    "ftp://example.org/", "https://", "https:///x", "", "nonsense", "https://exa mple.org/", "https://example.org/\r\nX: y",
    "https://example.org:99999/", "https://example.org:port/", "https://exämple.org/", "https://example.org/" + "a" * 500,
    "https://[::1/", "https://example.org\\@127.0.0.1/"])
def test_addresses_that_no_webhook_can_have(url: str) -> None:
    with pytest.raises(InputRefused):
        checked_url(url, private=False)


def test_addresses_that_a_webhook_can_have() -> None:
    assert checked_url(" https://example.org:8443/events?of=acme ", private=False) == "https://example.org:8443/events?of=acme"
    assert checked_url("https://8.8.8.8/", private=False) == "https://8.8.8.8/"
    assert checked_url("http://127.0.0.1:9/", private=True) == "http://127.0.0.1:9/"


def test_a_body_arrives_with_its_headers_at_the_name_that_was_asked_for() -> None:
    with receiver() as received:
        reply = post(received.url.replace("127.0.0.1", "shop.example"), b"[1]", {"webhook-id": "msg_1"}, private=True,
                     resolve=lambda host, port: ["127.0.0.1"])
    assert reply.is_taken
    assert received.bodies == [b"[1]"]
    assert received.headers[0]["host"].startswith("shop.example:")
    assert received.headers[0]["webhook-id"] == "msg_1"


@pytest.mark.parametrize(("status", "said"), [(201, "taken"), (302, "redirects are not followed"), (410, "wants no more"), (500, "500")])
def test_what_an_answer_means(status: int, said: str) -> None:
    with receiver() as received, receiver() as elsewhere:
        received.answer, received.location = lambda n: status, elsewhere.url
        reply = post(received.url, b"[]", {}, private=True)
    assert (reply.status, reply.is_taken) == (status, status == 201)
    assert said in reply.said
    assert elsewhere.bodies == []


def test_a_slow_address_is_given_up_and_an_endless_answer_is_not_read() -> None:
    with receiver() as received:
        received.hold = Event()
        reply = post(received.url, b"[]", {}, private=True, seconds=0.2)
        assert (reply.status, reply.said) == (0, "There was no answer within 0.2 seconds.")
        received.hold.set()
        received.extra = b"x" * (40 * ANSWER_BYTES)
        assert post(received.url, b"[]", {}, private=True).is_taken


def test_an_answer_that_drips_is_cut_off() -> None:
    """Each byte comes in time, all of them never would."""
    ends, gone = Event(), Event()

    def drip(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line:
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            try:
                while not ends.wait(0.01):
                    line.sendall(b"a")
            except OSError:
                gone.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        reply = post(f"http://127.0.0.1:{listening.getsockname()[1]}/", b"[]", {}, private=True, seconds=0.3)
        assert "no answer within" in reply.said
        assert gone.wait(10)
        ends.set()
        thread.join(10)


def test_a_closed_door_an_unknown_name_and_no_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "connection failed" in post(f"http://127.0.0.1:{port}/", b"[]", {}, private=True).said

    def nothing(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "not known")

    assert "could not be found" in post("https://nowhere.example/", b"[]", {}, resolve=nothing).said
    with receiver() as received:
        assert "speaks no TLS" in post(received.url.replace("http:", "https:"), b"[]", {}, private=True).said


def test_the_certificate_must_be_of_the_name_that_was_asked_for(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine: no certificate can be made for the test")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key.pem", "-out",
                    tmp_path / "cert.pem", "-days", "2", "-subj", "/CN=shop.example", "-addext", "subjectAltName=DNS:shop.example"],
                   check=True, capture_output=True)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    asked: list[str] = []
    own.sni_callback = lambda line, name, context: asked.append(str(name))
    believing = ssl.create_default_context(cafile=tmp_path / "cert.pem")
    with receiver(own) as received:
        def told(name: str, trusted: ssl.SSLContext | None = believing) -> str:
            return post(received.url.replace("127.0.0.1", name), b"[]", {}, private=True, trusted=trusted,
                        resolve=lambda host, port: ["127.0.0.1"]).said

        assert "taken" in told("shop.example")
        assert "certificate" in told("other.example")
        assert "certificate" in told("shop.example", None)
        assert asked[:2] == ["shop.example", "other.example"]
        assert len(received.bodies) == 1
