"""The pool's faults are what they say: a client tested against them is tested against that."""

import json
import socket
import time

import pytest
from lib.processes import resident_bytes, run

LANE = "waits"
BUDGET = 1

GET = b"GET /config.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST = (
    b"POST /submit HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-pc-payto: a\r\nx-pc-sver: 1\r\n"
    b"x-pc-worknum: 1499999\r\nContent-Length: 1024\r\n\r\n" + bytes(1024)
)

# The first 22 cases of "pool garbage" and the five of "pool accepts all, rejects all, …".
REQUIRED = [
    "non-json",
    "json-100mb",
    "json-deep",
    "wrong-types",
    "negative-height",
    "no-handlers",
    "handlers-500",
    "huge-target",
    "height-jump",
    "height-rollback",
    "hash-cycle",
    "height-cycle",
    "target-zero",
    "redirect-loop",
    "redirect-file",
    "redirect-loopback",
    "redirect-private",
    "wrong-gzip",
    "endless-body",
    "reset",
    "one-byte-per-second",
    "no-answer",
    "half-reply",
    "status-500",
    "empty-reply",
    "null-tip",
    "stale-tip",
    "accept-all",
    "reject-all",
    "overloaded",
    "reply-late",
    "wrong-event-id",
    "accepted-too-many",
    "missing-result",
    "dup-all",
    "wrong-payto",
    "handler-invalid-host",
    "handler-moves",
    "https-handler",
]


def test_list_explains_every_fault_in_one_line():
    result = run("pool", "--fault", "list")
    assert result.returncode == 0
    lines = [line.split(maxsplit=2) for line in result.stdout.splitlines()]
    assert len(lines) >= 60
    assert {kind for _, kind, _ in lines} == {"document", "transport", "verdict"}
    assert all(len(explanation) > 10 for _, _, explanation in lines)
    assert set(REQUIRED) <= {name for name, _, _ in lines}


def test_hundred_megabytes_are_streamed_from_little_memory(start_pool):
    pool = start_pool("--fault", "json-100mb")
    total, most = 0, 0
    with socket.create_connection((pool.host, pool.port), timeout=20) as connection:
        connection.sendall(GET)
        while more := connection.recv(1 << 20):
            total += len(more)
            most = max(most, resident_bytes(pool.pid))
    assert total > 100_000_000
    assert most < 40 << 20


def test_slow_reader_of_an_endless_body_fills_no_memory(start_pool):
    pool = start_pool("--fault", "endless-body")
    with socket.create_connection((pool.host, pool.port), timeout=20) as connection:
        connection.sendall(GET)
        time.sleep(1)
        assert resident_bytes(pool.pid) < 40 << 20
        assert len(connection.recv(65536)) > 0


@pytest.mark.parametrize("request_bytes", [GET, POST])
def test_reset_is_a_reset_and_hang_up_is_an_end(start_pool, request_bytes):
    reset, hang_up = start_pool("--fault", "reset"), start_pool("--fault", "hang-up")
    with pytest.raises(ConnectionResetError):
        reset.raw(request_bytes)
    assert hang_up.raw(request_bytes) == b""


def test_silence_lasts(start_pool):
    pool = start_pool("--fault", "no-answer")
    with socket.create_connection((pool.host, pool.port), timeout=2) as connection:
        connection.sendall(GET)
        with pytest.raises(socket.timeout):
            connection.recv(1)


def test_trickle_is_one_byte_a_second(start_pool):
    pool = start_pool("--fault", "one-byte-per-second")
    head, body = pool.raw(GET, timeout=1.5, limit=100), b""
    with socket.create_connection((pool.host, pool.port), timeout=3) as connection:
        connection.sendall(GET)
        received, start = b"", time.monotonic()
        while time.monotonic() - start < 3.5:
            try:
                received += connection.recv(65536)
            except TimeoutError:
                break
        body = received.split(b"\r\n\r\n", 1)[1]
    assert head.startswith(b"HTTP/1.1 200")
    assert 2 <= len(body) <= 5


def test_half_reply_announces_more_than_it_sends(start_pool):
    reply = start_pool("--fault", "half-reply").raw(GET)
    head, body = reply.split(b"\r\n\r\n", 1)
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert 0 < len(body) < length


@pytest.mark.parametrize(
    "fault, start, least",
    [
        ("huge-header", b"HTTP/1.1 200 OK\r\n", 1_000_000),
        ("bad-http", b"SSH-2.0", 20),
        ("bad-chunk", b"HTTP/1.1 200 OK\r\n", 80),
        ("huge-length", b"HTTP/1.1 200 OK\r\n", 80),
        ("endless-header", b"HTTP/1.1 200 OK\r\n", 1_000_000),
        ("wrong-gzip", b"HTTP/1.1 200", 200),
    ],
)
def test_wire_faults_send_what_they_say(start_pool, fault, start, least):
    reply = start_pool("--fault", fault).raw(GET, limit=2_000_000)
    assert reply.startswith(start)
    assert len(reply) >= least


@pytest.mark.parametrize(
    "fault, location",
    [
        ("redirect-loop", "{url}/config.json"),
        ("redirect-chain", "{url}/config.json/again"),
        ("redirect-file", "file:///etc/passwd"),
        ("redirect-loopback", "http://127.0.0.1:9/config.json"),
        ("redirect-private", "http://10.1.2.3/config.json"),
        ("redirect-https", "https:{rest}/config.json"),
    ],
)
def test_redirects_point_where_they_say(start_pool, fault, location):
    pool = start_pool(
        "--fault",
        fault,
        "--fault-target",
        "http://127.0.0.1:9",
        "--fault-private",
        "http://10.1.2.3",
    )
    reply = pool.get("/config.json")
    assert reply.status == 302
    assert reply.headers["location"] == location.format(url=pool.url, rest=pool.url[5:])


def test_fault_begins_and_ends_on_time(start_pool):
    pool = start_pool("--fault", "status-500", "--fault-after", 1, "--fault-for", 2)
    statuses = {}
    start = time.monotonic()
    while time.monotonic() - start < 4:
        statuses.setdefault(pool.get("/config.json").status, []).append(time.monotonic() - start)
        time.sleep(0.1)
    assert set(statuses) == {200, 500}
    assert 0.5 < min(statuses[500]) < 1.6
    assert 2.5 < max(statuses[500]) < 3.4
    assert max(statuses[200]) > 3.5


def test_fault_at_one_place_leaves_the_others_alone(start_pool):
    pool = start_pool("--fault", "non-json", "--fault-at", "blkinfo")
    config = pool.config()
    with pytest.raises(json.JSONDecodeError):
        pool.block(config["tipHash"])
    assert pool.submit(b"", 1_500_001).status == 200
    assert pool.stats()["spoiled"] == 1


@pytest.mark.parametrize(
    "fault, check",
    [
        ("accept-all", lambda r: r["result"]["accepted"] == 1),
        ("reject-all", lambda r: r["result"] is None and r["error"] == ["not enough work"]),
        ("overloaded", lambda r: r["error"] == ["overloaded"]),
        ("dup-all", lambda r: (r["result"]["accepted"], r["result"]["dup"]) == (0, 1)),
        ("accepts-none", lambda r: (r["result"]["accepted"], r["result"]["dup"]) == (0, 0)),
        ("missing-result", lambda r: "result" not in r and r["error"] == []),
        ("wrong-result-type", lambda r: r["result"] == "anns"),
        ("escapes-in-error", lambda r: "\n" in r["error"][0] and "\x1b" in r["error"][0]),
        ("long-error", lambda r: len(r["error"][0]) == 100_000),
    ],
)
def test_dishonest_handlers_say_what_they_say(start_pool, fault, check):
    pool = start_pool("--fault", fault)
    assert check(pool.submit(bytes(1024), 1_500_001).json())
    assert pool.stats()["spoiled"] == 1


@pytest.mark.parametrize(
    "fault, check",
    [
        ("wrong-event-id", lambda result: result["eventId"] == "0" * 32),
        ("accepted-too-many", lambda result: result["accepted"] == 4_000_000_000),
        ("accepted-negative", lambda result: result["accepted"] == -1),
        ("wrong-payto", lambda result: result["payTo"] == "pkt1qsomebodyelse"),
        ("wrong-target", lambda result: result["accepted"] == "many"),
    ],
)
def test_spoiled_results_hold_one_wrong_member(start_pool, fault, check):
    pool = start_pool("--fault", fault)
    assert check(pool.submit(b"", 1_500_001).json()["result"])
    refused = pool.submit(bytes(1024), 1_500_001)
    assert refused.error == ["wrong parent block height, want 1500000 got 0"]


def test_moving_handler_leaves_its_old_address(start_pool):
    pool = start_pool("--fault", "handler-moves")
    first, second = pool.config()["submitAnnUrls"][0], pool.config()["submitAnnUrls"][0]
    assert first != second
    assert pool.submit(b"", 1_500_001, path=first[len(pool.url) :]).status == 404
    assert pool.submit(b"", 1_500_001, path=second[len(pool.url) :]).status == 200


def test_five_hundred_handlers_all_answer(start_pool):
    pool = start_pool("--fault", "handlers-500")
    urls = pool.config()["submitAnnUrls"]
    assert len(set(urls)) == 500
    for url in (urls[0], urls[1], urls[499]):
        assert pool.submit(b"", 1_500_001, path=url[len(pool.url) :]).status == 200
