"""The local pool by itself: documents, handlers, refusals, errors for people."""

import json
import socket
import threading
import time

import pytest
from lib.mining import dedup_hash, event_id, mine_for
from lib.processes import run

LANE = "waits"
BUDGET = 0.5

CONFIG_MEMBERS = {
    "tipHash": str,
    "currentHeight": int,
    "masterUrl": str,
    "submitAnnUrls": list,
    "downloadAnnUrls": list,
    "submitBlockUrls": list,
    "paymakerUrl": str,
    "version": int,
    "softVersion": int,
    "annVersions": list,
    "mineOldAnns": int,
    "annTarget": int,
    "blkinfoUrl": str,
}
HEADER_MEMBERS = {
    "hash": str,
    "height": int,
    "version": int,
    "versionHex": str,
    "merkleroot": str,
    "time": int,
    "nonce": int,
    "bits": str,
    "difficulty": float,
    "previousblockhash": str,
}


def test_config_and_block_info_have_every_member(start_pool):
    pool = start_pool("--handlers", 3, "--block-seconds", 300)
    reply = pool.get("/config.json")
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "max-age=8 stale-while-revalidate=2"
    config = reply.json()
    for name, kind in CONFIG_MEMBERS.items():
        assert isinstance(config[name], kind), name
    assert config["submitAnnUrls"] == [f"{pool.url}/submit{n}" for n in ("", 1, 2)]
    assert config["annTarget"] == 0x207FFFFF
    digest, height = config["tipHash"], config["currentHeight"] - 1
    for _ in range(6):
        info = pool.block(digest)
        for name, kind in HEADER_MEMBERS.items():
            assert isinstance(info["header"][name], kind), name
        assert info["sigKey"] is None
        assert (info["header"]["hash"], info["header"]["height"]) == (digest, height)
        digest, height = info["header"]["previousblockhash"], height - 1


def test_unchanged_config_is_not_sent_again(start_pool):
    pool = start_pool("--block-seconds", 300)
    tag = pool.get("/config.json").headers["etag"]
    reply = pool.get("/config.json", If_None_Match=tag)
    assert (reply.status, reply.body) == (304, b"")
    assert pool.stats()["configNotModified"] == 1


def test_new_block_moves_the_tip_and_names_its_parent(start_pool):
    pool = start_pool("--block-seconds", 1)
    first = pool.config()
    time.sleep(2.2)
    second = pool.config()
    assert second["currentHeight"] - first["currentHeight"] in (2, 3)
    digest = second["tipHash"]
    for _ in range(second["currentHeight"] - first["currentHeight"]):
        digest = pool.block(digest)["header"]["previousblockhash"]
    assert digest == first["tipHash"]


def test_pools_with_one_seed_agree_and_restart_changes_nothing(start_pool):
    options = ("--seed", 5, "--epoch", 1_700_000_000, "--block-seconds", 86_400)
    one, two = start_pool(*options), start_pool(*options)
    other = start_pool("--seed", 6, "--epoch", 1_700_000_000, "--block-seconds", 86_400)
    assert one.config()["tipHash"] == two.config()["tipHash"] != other.config()["tipHash"]


def test_mined_announcements_are_accepted_once(start_pool, tmp_path):
    pool = start_pool("--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 20)
    body = b"".join(mined)
    reply = pool.submit(body, number)
    assert reply.status == 200, reply.body
    result = reply.json()["result"]
    assert reply.json()["warn"] == reply.json()["error"] == []
    assert abs(result.pop("time") - time.time() * 1000) < 60_000
    assert result == {
        "type": "anns",
        "accepted": 20,
        "dup": 0,
        "inval": 0,
        "badHash": 0,
        "runt": 0,
        "internalErr": 0,
        "payTo": "pkt1qtest",
        "unsigned": 20,
        "totalLen": 0,
        "target": 0x207FFFFF,
        "eventId": event_id(body),
    }
    again = pool.submit(body + mined[0], number).json()["result"]
    assert (again["accepted"], again["dup"]) == (0, 21)
    stats = pool.stats()
    assert (stats["accepted"], stats["dup"], stats["rejected"]) == (20, 21, 0)
    assert stats["bytes"] == 41 * 1024


def test_announcement_goes_to_the_handler_of_its_hash_only(start_pool, tmp_path):
    pool = start_pool("--handlers", 3, "--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 6)
    for announcement in mined:
        home = dedup_hash(announcement) % 3
        for index in range(3):
            path = "/submit" + (str(index) if index else "")
            reply = pool.submit(announcement, number, path=path)
            if index == home:
                assert reply.json()["result"]["accepted"] == 1
            else:
                assert (reply.status, reply.error) == (400, ["submit elsewhere"])


def test_damaged_announcements_are_refused_with_the_documented_words(start_pool, tmp_path):
    pool = start_pool("--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 1)
    good = mined[0]

    def changed(offset, mask=1):
        return good[:offset] + bytes([good[offset] ^ mask]) + good[offset + 1 :]

    def refused(body, number=number, **more):
        reply = pool.submit(body, number, **more)
        assert (reply.status, reply.json()["result"]) == (400, None)
        return reply.error

    assert refused(changed(90)) == ["check_ann() -> INVAL"]
    assert refused(changed(1000)) == ["check_ann() -> INVAL_ITEM4"]
    assert refused(changed(3, 0x80)) == ["check_ann() -> SOFT_NONCE_HIGH"]
    assert refused(changed(11)) == ["not enough work"]
    assert refused(changed(12)) == [
        f"wrong parent block height, want {number - 1} got {(number - 1) ^ 1}"
    ]
    assert refused(changed(24)) == ["submit elsewhere"]
    assert refused(changed(56)) == ["unexpected signed ann"]
    assert refused(changed(0, 2)) == ["unsupported ann version"]
    assert refused(good[:-1]) == ["size not an even multiple of 1024"]
    assert refused(good, pay_to="no spaces") == ["invalid payto no spaces"]
    assert refused(good, pay_to="a" * 64) == ["payto too long"]
    assert refused(good, number + 100)[0].startswith("block number out of range, expect ")
    assert refused(good + changed(1000)) == ["check_ann() -> INVAL_ITEM4"]
    assert pool.stats()["accepted"] == 0
    assert pool.submit(good, number).json()["result"]["accepted"] == 1


def test_signed_pool_asks_for_the_key_of_the_block(start_pool, tmp_path):
    pool = start_pool("--signed", "--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 1)
    wrong = mined[0][:56] + b"\x01" * 32 + mined[0][88:]
    assert pool.submit(wrong, number).error == ["wrong signing key"]
    result = pool.submit(mined[0], number).json()["result"]
    assert (result["accepted"], result["unsigned"]) == (1, 1)
    assert len(pool.block(pool.config()["tipHash"])["sigKey"]) == 64


def test_http_level_follows_the_table(start_pool):
    pool = start_pool()
    assert pool.request("GET", "/submit").status == 405
    assert pool.request("PUT", "/config.json", body=b"x").status == 405
    assert pool.request("POST", "/elsewhere", body=b"").status == 404
    assert pool.request("POST", "/submit1", body=b"").status == 404
    assert pool.get("/blkinfo_" + "0" * 64 + ".json").status == 404
    for missing in ("x-pc-payto", "x-pc-sver", "x-pc-worknum"):
        headers = {"x-pc-payto": "a", "x-pc-sver": "1", "x-pc-worknum": "5"}
        del headers[missing]
        reply = pool.request("POST", "/submit", body=b"", headers=headers)
        assert (reply.status, reply.body) == (400, f"missing or bad header {missing}\n".encode())
    assert pool.raw(b"no http at all\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_chunked_upload_is_read_like_any_other(start_pool, tmp_path):
    pool = start_pool("--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 3)
    chunks = b"".join(b"400\r\n" + one + b"\r\n" for one in mined) + b"0\r\n\r\n"
    head = (
        f"POST /submit HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-PC-PayTo: a\r\n"
        f"X-Pc-Sver: 1\r\nx-pc-worknum: {number}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    reply = pool.raw(head.encode() + chunks)
    assert reply.startswith(b"HTTP/1.1 200")
    assert json.loads(reply.split(b"\r\n\r\n", 1)[1])["result"]["accepted"] == 3


def test_pool_answers_others_while_it_checks_a_large_batch(start_pool, tmp_path):
    pool = start_pool("--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 512)
    replies = []
    upload = threading.Thread(
        target=lambda: replies.append(pool.submit(b"".join(mined), number, timeout=120))
    )
    upload.start()
    slowest = 0.0
    while upload.is_alive():
        start = time.monotonic()
        pool.config()
        slowest = max(slowest, time.monotonic() - start)
        time.sleep(0.01)
    upload.join()
    assert replies[0].json()["result"]["accepted"] == 512
    # One slice is 8 ms; the rest is the other programs of a busy machine.
    assert slowest < 0.5


def test_more_batches_than_the_queue_holds_are_overloaded(start_pool, tmp_path):
    pool = start_pool("--block-seconds", 600, "--queue", 1)
    number, mined = mine_for(pool, tmp_path / "anns", 256)
    statuses = []

    def upload():
        reply = pool.submit(b"".join(mined), number, timeout=120)
        statuses.append(reply.status)
        if reply.status == 503:
            assert reply.json() == {"warn": [], "error": ["overloaded"], "result": None}

    uploads = [threading.Thread(target=upload) for _ in range(8)]
    for one in uploads:
        one.start()
    for one in uploads:
        one.join()
    assert set(statuses) == {200, 503}
    stats = pool.stats()
    assert stats["accepted"] == 256
    assert stats["overloaded"] == 256 * statuses.count(503)


def test_sender_that_leaves_is_forgotten(start_pool, tmp_path):
    pool = start_pool("--block-seconds", 600)
    number, mined = mine_for(pool, tmp_path / "anns", 512)
    head = (
        f"POST /submit HTTP/1.1\r\nHost: x\r\nx-pc-payto: a\r\nx-pc-sver: 1\r\n"
        f"x-pc-worknum: {number}\r\nContent-Length: {512 * 1024}\r\n\r\n"
    )
    connection = socket.create_connection((pool.host, pool.port))
    connection.sendall(head.encode() + b"".join(mined))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    time.sleep(0.3)
    assert pool.stats()["queuedBatches"] == 0


def test_statistics_line_shows_every_reason(start_pool):
    pool = start_pool("--stats-every", 1)
    pool.submit(b"x", 1_499_999)
    match = pool.wait_for_log(r"info: pool: height=\d+ accepted=0 dup=0 rejected=0 .*batches=1")
    assert "overloaded=0" in match[0]


def test_signal_ends_the_pool_at_once_with_its_counts(start_pool):
    pool = start_pool()
    start = time.monotonic()
    assert pool.stop() == 0
    assert time.monotonic() - start < 2
    assert "stopped height=1500000 accepted=0" in pool.log()


@pytest.mark.parametrize(
    "words, expected",
    [
        ((), "--listen is missing; expected ADDR:PORT"),
        (("--listen", "127.0.0.1:0"), "--bits is missing; expected HEX"),
        (
            ("--listen", "localhost:80", "--bits", "207fffff"),
            "--listen localhost:80: expected ADDR:PORT",
        ),
        (("--listen", "127.0.0.1", "--bits", "207fffff"), "--listen 127.0.0.1: expected ADDR:PORT"),
        (("--listen", "127.0.0.1:70000", "--bits", "207fffff"), "expected ADDR:PORT"),
        (
            ("--listen", "127.0.0.1:0", "--bits", "20"),
            "--bits 20: expected eight hexadecimal digits",
        ),
        (("--listen", "127.0.0.1:0", "--bits", "217fffff"), "--bits 217fffff: no hash can meet it"),
        (("--listen", "127.0.0.1:0", "--bits", "20000000"), "--bits 20000000: no hash can meet it"),
        (
            ("--listen", "127.0.0.1:0", "--bits", "207fffff", "--handlers", "0"),
            "--handlers 0: expected a whole number from 1 to 500",
        ),
        (
            ("--listen", "127.0.0.1:0", "--bits", "207fffff", "--block-seconds", "-1"),
            "--block-seconds -1: expected a whole number from 1 to 86400",
        ),
        (
            ("--listen", "127.0.0.1:0", "--bits", "207fffff", "--fault", "bad"),
            "--fault bad: no such fault; --fault list shows them",
        ),
        (
            ("--listen", "127.0.0.1:0", "--bits", "207fffff", "--url", "ftp://x"),
            "--url ftp://x: expected http://HOST",
        ),
        (("--listen", "127.0.0.1:0", "--bits", "207fffff", "more"), "'more' is one word too many"),
        (("--bitts", "207fffff"), "unknown or ambiguous option '--bitts'"),
    ],
)
def test_wrong_words_are_explained(words, expected):
    result = run("pool", *words)
    assert result.returncode == 64
    assert result.stderr.startswith("edgepoint pool: ")
    assert expected in result.stderr
    assert "usage: edgepoint pool" in result.stderr


def test_port_in_use_is_told_with_the_address(start_pool):
    pool = start_pool()
    result = run("pool", "--listen", f"127.0.0.1:{pool.port}", "--bits", "207fffff")
    assert result.returncode == 71
    assert result.stderr == (
        f"edgepoint pool: cannot serve at 127.0.0.1:{pool.port}: Address already in use\n"
    )


def test_foreign_address_is_told(tmp_path):
    result = run("pool", "--listen", "192.0.2.77:8080", "--bits", "207fffff")
    assert result.returncode == 71
    assert "192.0.2.77:8080: Cannot assign requested address" in result.stderr
