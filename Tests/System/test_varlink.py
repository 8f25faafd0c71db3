"""The status socket, read by a Varlink client that knows nothing of this project."""

import contextlib
import itertools
import json
import os
import pathlib
import socket
import stat
import threading
import time

import pytest
from lib.processes import run, wait_until

try:
    import varlink
except ImportError:
    varlink = None

LANE = "waits"
BUDGET = 0.5


@pytest.fixture
def service(start_service):
    return start_service(["http://127.0.0.1:9"]).wait_until_ready()


def client(service):
    if varlink is None:
        pytest.skip("the public Varlink client could not be had from PyPI")
    return varlink.Client(f"unix:{service.socket}")


def talk(service, *messages, expect=None):
    """Sends raw messages and returns the decoded replies until that many came or the end."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(service.socket))
        for message in messages:
            connection.sendall(
                message if isinstance(message, bytes) else json.dumps(message).encode() + b"\0"
            )
        received = b""
        while expect is None or received.count(b"\0") < expect:
            more = connection.recv(65536)
            if not more:
                break
            received += more
    return [json.loads(part) for part in received.split(b"\0") if part]


def test_public_client_readsStatus_checkedAgainstTheDescription(service):
    with client(service) as public:
        assert "org.edgepoint" in public.get_interfaces()
        with public.open("org.edgepoint") as edgepoint:
            status = edgepoint.GetStatus()["status"]
    assert status["config"]["verdict"] == "valid"
    assert status["miner"]["pools"][0]["url"] == "http://127.0.0.1:9"
    assert isinstance(status["uptime_seconds"], int)
    command = json.loads(run("status", "--json", "--socket", service.socket).stdout)
    assert command.keys() == status.keys()
    # The client refuses types that are not as described, and leaves out members that are null.
    assert {"hashes", "pools", "activity"} <= status["miner"].keys() <= command["miner"].keys()


def test_public_client_monitors_andSeesTheOwnersPause(service):
    seen = []

    def watch():
        with client(service) as public, public.open("org.edgepoint") as edgepoint:
            for reply in edgepoint.Monitor(_more=True):
                seen.append((time.monotonic(), reply["status"]["miner"].get("pause_reason")))
                if seen[-1][1] == "paused_by_owner":
                    return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    wait_until(lambda: seen, 5, what="the first status")
    with client(service) as public, public.open("org.edgepoint") as edgepoint:
        edgepoint.Pause()
    watcher.join(10)
    assert not watcher.is_alive()
    gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(seen[1:])]
    assert all(gap > 0.8 for gap in gaps), "at most one reply a second"


def test_unknownMethodsAndParameters_areNamedInTheError(service):
    replies = talk(
        service,
        {"method": "org.edgepoint.Nonsense"},
        {"method": "com.example.Get"},
        {"method": "org.edgepoint.Pause", "parameters": {"hours": 1}},
        expect=3,
    )
    assert [(reply["error"], *reply["parameters"].values()) for reply in replies] == [
        ("org.varlink.service.MethodNotFound", "org.edgepoint.Nonsense"),
        ("org.varlink.service.InterfaceNotFound", "com.example"),
        ("org.varlink.service.InvalidParameter", "hours"),
    ]


def test_reload_ofABrokenConfig_isRefusedWithTheProblems(service):
    service.config.write_text("config miner\n\toption enabeld '1'\n")
    with (
        client(service) as public,
        public.open("org.edgepoint") as edgepoint,
        pytest.raises(varlink.VarlinkError) as caught,
    ):
        edgepoint.Reload()
    assert caught.value.error() == "org.edgepoint.ConfigInvalid"
    assert "enabeld" in json.dumps(caught.value.parameters())


def test_oneway_isDoneAndNotAnswered(service):
    replies = talk(
        service,
        {"method": "org.edgepoint.Pause", "oneway": True},
        {"method": "org.edgepoint.GetStatus"},
        expect=1,
    )
    assert replies[0]["parameters"]["status"]["miner"]["pause_reason"] == "paused_by_owner"


def test_pipelinedCalls_areAnsweredInOrder(service):
    replies = talk(
        service,
        *[{"method": "org.varlink.service.GetInfo"}, {"method": "org.edgepoint.GetStatus"}] * 20,
        expect=40,
    )
    assert [("vendor" in reply["parameters"]) for reply in replies] == [True, False] * 20


@pytest.mark.parametrize("message", [b"hello\0", b"[]\0", b"\0", b'{"method":1}\0', b"x" * 70_000])
def test_talkThatIsNotVarlink_hangsUpAndOthersGoOn(service, message):
    with contextlib.suppress(ConnectionError):
        assert talk(service, message) == []
    assert service.status()


def test_manyClients_thatSayNothing_doNotKeepTheOwnerOut(service):
    crowd = []
    for _ in range(8):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(service.socket))
        crowd.append(connection)
    assert service.status()
    for connection in crowd:
        connection.close()


def test_socket_isForOwnerAndGroupOnly(service):
    mode = os.stat(service.socket).st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o660


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_stranger_isDenied(service):
    os.chmod(service.socket, 0o666)
    for folder in [service.socket.parent, *service.socket.parent.parents]:
        if folder != pathlib.Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            errors = [
                reply.get("error")
                for reply in talk(
                    service,
                    {"method": "org.edgepoint.GetStatus"},
                    {"method": "org.edgepoint.Pause"},
                    expect=2,
                )
            ]
        except BaseException as error:  # The parent must hear of anything.
            errors = [repr(error)]
        os.write(writer, json.dumps(errors).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert json.loads(os.read(reader, 4096)) == ["org.edgepoint.PermissionDenied"] * 2


def test_secondService_atTheSameSocket_doesNotTakeItAway(service, start_service):
    second = start_service([], extra="")
    second.wait_until_ready()
    second.config.write_text(
        second.config.read_text().replace(str(second.socket), str(service.socket))
    )
    run("reload", "--socket", second.socket)
    second.wait_for_log("no status socket")
    assert service.status()["config"]["file"] == str(service.config)
