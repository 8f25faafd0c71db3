"""The local pool, and how a miner talks to it."""

import http.client
import json
import socket

from .processes import Process, edgepoint

EASY = "207fffff"


class Reply:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json()["error"]


class Pool(Process):
    """`edgepoint pool` on a free port."""

    def __init__(self, log, *options, address="127.0.0.1", bits=EASY, port=0, nice=0):
        super().__init__(
            [edgepoint(), "pool", "--listen", f"{address}:{port}", "--bits", bits, *options],
            log,
            nice=nice,
        )
        try:
            match = self.wait_for_log(r"serving .*url=(http://(\S+):(\d+))")
        except BaseException:
            self.stop()
            raise
        self.url, self.host, self.port = match[1], match[2], int(match[3])

    def request(self, method, path, body=None, headers=None, timeout=20):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.request(
            "GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    def config(self):
        return self.get("/config.json").json()

    def block(self, display_hash):
        return self.get(f"/blkinfo_{display_hash}.json").json()

    def stats(self):
        return self.get("/stats.json").json()

    def submit(
        self, body, work_number, path="/submit", pay_to="pkt1qtest", version="1", timeout=60
    ):
        headers = {
            "x-pc-payto": pay_to,
            "x-pc-sver": version,
            "x-pc-annver": "1",
            "x-pc-worknum": str(work_number),
        }
        return self.request("POST", path, body=body, headers=headers, timeout=timeout)

    def raw(self, data, timeout=5, limit=1 << 20):
        """Sends bytes and returns all that comes back until the end or the timeout."""
        with socket.create_connection((self.host, self.port), timeout=timeout) as connection:
            connection.sendall(data)
            received = b""
            try:
                while len(received) < limit:
                    more = connection.recv(65536)
                    if not more:
                        break
                    received += more
            except TimeoutError:
                pass
            return received
