"""`edgepoint check` as its user meets it: what is printed, and the exit code."""

import pytest
from lib.processes import run

LANE = "waits"
BUDGET = 0.5

ADDRESS = "pkt1q6hqsqhqdgqfd8t3xwgceulu7k9d9w5t2amath0qxyfjlvl3s3u4sjza2g2"


def check(tmp_path, content):
    file = tmp_path / "edgepoint"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("check", file)
    return result.returncode, result.stdout, result.stderr


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n",
        "# nothing yet\n",
        "config wan 'wan'\r\n\toption upload '20mbit'\r\n",
        f"config miner\n\toption enabled 1\n\toption payment_address {ADDRESS}\n\tlist pool http://a.example\n",
    ],
)
def test_good_file_is_accepted(tmp_path, content):
    code, out, err = check(tmp_path, content)
    assert (code, err) == (0, "")
    assert out.endswith("edgepoint: no problems\n")


@pytest.mark.parametrize(
    "content, place, what",
    [
        ("config wan\n\toption uplaod 1mbit\n", ":2:9:", "did you mean 'upload'?"),
        ("config wan\n\toption upload 20mbits\n", ":2:16:", "did you mean '20mbit'?"),
        ("config wan 'wan\n\toption upload 1mbit\n", ":1:12:", "never closed"),
        ("config wan\n\toption device eth0 eth1\n", ":2:21:", "one word too many"),
        (b"\xef\xbb\xbfconfig wan\n", ":1:1:", "byte order mark"),
        (b"config wan\n\toption device e\0\n", ":2:17:", "NUL"),
        (
            "config miner\n\toption enabled 1\n\tlist pool http://a.example\n",
            ":1:8:",
            "payment_address",
        ),
        (f"config miner\n\toption payment_address {ADDRESS[:-1]}x\n", ":2:25:", "checksum"),
        ("config miner\n\tlist pool https://a.example\n", ":2:12:", "TLS"),
        (
            "config class owner\n\toption guarantee 90%\nconfig class guest\n\toption guarantee 20%\n",
            ":4:19:",
            "110%",
        ),
        ("config led l\n\toption sysfs 'x'\n" + "config x\n" * 10_000, ":3:8:", "10000 errors"),
        (b"config wan\n\toption device '" + b"x" * 900_000 + b"'\n", ":2:16:", "1 to 15"),
    ],
)
def test_bad_file_is_refused_at_its_place(tmp_path, content, place, what):
    code, out, err = check(tmp_path, content)
    assert (code, err) == (78, "")
    assert place in out and what in out
    assert out.splitlines()[-1].startswith(f"{tmp_path}/edgepoint: ")


def test_every_problem_is_listed(tmp_path):
    code, out, _ = check(
        tmp_path,
        "config wan\n\toption uplaod 1\n\toptoin x y\nconfig mienr\nconfig cap\n\toption limit 5G\n",
    )
    assert code == 78
    assert [line.split(":")[1] for line in out.splitlines() if ": error: " in line] == list("2346")


def test_file_above_a_mebibyte_is_refused(tmp_path):
    code, _, err = check(tmp_path, b"#" * (1 << 20) + b"\n")
    assert code == 78 and "longer than" in err


@pytest.mark.parametrize(
    "words, code",
    [
        (["/nonexistent/config"], 74),
        (["/"], 74),
        (["a", "b"], 64),
        (["--nope"], 64),
        (["--help"], 0),
    ],
)
def test_unreadable_file_and_wrong_usage_have_their_own_codes(words, code):
    result = run("check", *words)
    assert result.returncode == code
    assert result.stderr if code else result.stdout
