"""What `edgepoint plan` shows is what the kernel gets."""

import pathlib
import sys

import pytest
from lib.net import Host, Net
from lib.processes import edgepoint
from lib.shaping import Shaper, lease, line

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import plan_text

LANE = "waits"
BUDGET = 0.5

LEASES = lease("phone", 0, guarantee="1mbit") + lease("desk", 1, ceiling="5mbit")


@pytest.fixture(scope="module")
def shaped(tmp_path_factory):
    """A router that shapes, and the plan of its config."""
    with (
        Net() as net,
        Shaper(
            tmp_path_factory.mktemp("shaper"), net, wan=line("19mbit", "19mbit"), classes=LEASES
        ) as shaper,
    ):
        shaper.start()
        yield net.router, net.router.run(edgepoint(), "plan", "--kernel", "--config", shaper.config)


@pytest.fixture
def elsewhere():
    host = Host()
    yield host
    host.close()


def rules_of(host):
    """Our table in the words of nft, without what was counted."""
    return host.run("nft", "--stateless", "list", "table", "inet", "edgepoint")


def test_rules_of_the_plan_are_the_kernels_word_for_word(shaped, elsewhere):
    router, plan = shaped
    elsewhere.sh(f"nft -f - <<'END'\n{plan_text.rules(plan)}\nEND")
    assert rules_of(elsewhere) == rules_of(router)


def test_commands_of_the_plan_make_what_the_service_makes(shaped, elsewhere):
    router, plan = shaped
    elsewhere.ip("link add wan0 type veth peer name far0")
    elsewhere.sh(plan_text.commands(plan))
    for device in ("wan0", "ep-wan0"):
        for kind in ("qdisc", "class", "filter"):
            have = router.tc(f"{kind} show dev {device}")
            assert have
            assert plan_text.difference(elsewhere.tc(f"{kind} show dev {device}"), have) is None, (
                f"{kind} of {device}"
            )
