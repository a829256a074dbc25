"""The next free port, also when two start together."""

import socket
from collections.abc import Iterator

import pytest

from tests.running import a_port
from winay.cli.serving import reserve_port


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", a_port()))
        other.listen()
        yield other.getsockname()[1]


def test_a_free_port_is_taken_as_wanted() -> None:
    port = a_port()
    with reserve_port("127.0.0.1", port) as mine:
        assert mine == port


def test_a_taken_port_gives_the_next(listening: int) -> None:
    with reserve_port("127.0.0.1", listening) as mine:
        assert listening < mine < listening + 50


def test_two_that_start_together_never_share_one() -> None:
    port = a_port()
    with reserve_port("127.0.0.1", port) as first, reserve_port("127.0.0.1", port) as second:
        assert first == port and second != first


def test_whoever_listens_on_ipv6_keeps_the_port() -> None:
    """A browser would ask them, not us."""
    try:
        other = socket.socket(socket.AF_INET6)
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with other:
        other.listen()
        port = other.getsockname()[1]
        with reserve_port("127.0.0.1", port) as mine:
            assert mine != port


def test_a_reserved_port_lets_its_server_in() -> None:
    with reserve_port("127.0.0.1", a_port()) as port, socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
