"""500 messages with ten kill -9 of the connector and two lost connections: what is answered, lost, doubled.

    .venv/bin/python tests/connectors/soak_mattermost.py [MESSAGES] [KILLS]

The server is the mock one, Rasa the fake one, the gateway and the connector are the real ones, each in a process of
its own on this machine. Latency is measured by the server's clock, from a person's post to the first post that answers
it, in a run without kills; what the gateway takes by itself is measured beside it.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "mattermost"))

from scene import SECRET, TOKEN, Scene, wait_for  # noqa: E402

PEOPLE = 25
PACE = 0.08
"""Seconds between two messages."""
CALM = 200
"""Messages of the run that measures latency."""
ROOM_SHARE = 0.3


def centiles(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th centile and maximum, in milliseconds."""
    cuts = statistics.quantiles(values, n=20)
    return {"p50": round(statistics.median(values), 1), "p95": round(cuts[18], 1), "max": round(max(values), 1)}


def speak(scene: Scene, number: int) -> dict[str, Any]:
    """One message of one of the people, in a direct channel or in a room."""
    user = f"personne{number % PEOPLE}"
    if random.random() < ROOM_SHARE:
        return scene.say(f"@orientation message {number}", user=user, channel="town")
    return scene.say(f"message {number}", user=user)


def answers(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """Posts by the message that they answer."""
    found: dict[str, list[dict[str, Any]]] = {}
    for post in scene.posts():
        found.setdefault(post["props"]["orientation_answer"].partition("/")[0], []).append(post)
    return found


def settle(scene: Scene, said: Sequence[dict[str, Any]], seconds: float) -> None:
    """Wait until all is answered, or no more."""
    try:
        wait_for(lambda: True if all(post["id"] in answers(scene) for post in said) else None, seconds, every=0.5)
    except AssertionError:
        pass
    scene.quiet(1.0)


def gateway_alone(scene: Scene) -> list[float]:
    """Milliseconds that the gateway takes without the connector."""
    url, taken = f"http://127.0.0.1:{scene.ports['gateway']}/webhooks/rest/webhook", []
    for number in range(CALM):
        body = {"sender": f"seul{number % PEOPLE}", "message": f"seul {number}", "message_id": f"seul{number}"}
        began = time.perf_counter()
        scene.http.post(url, json=body, headers={"Authorization": f"Bearer {SECRET}"}).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
        time.sleep(0.02)
    return taken


def server_alone(scene: Scene) -> list[float]:
    """Milliseconds that the mock server takes to make a post (it checks each against the description)."""
    channel, taken = scene.say("seul", user="seul")["channel_id"], []
    for _ in range(CALM):
        began = time.perf_counter()
        scene.http.post(
            f"{scene.url}/api/v4/posts", json={"channel_id": channel, "message": "seul"},
            headers={"Authorization": f"Bearer {TOKEN}"},
        ).raise_for_status()  # fmt: skip
        taken.append((time.perf_counter() - began) * 1000)
        time.sleep(0.02)
    return taken


def calm(scene: Scene) -> list[float]:
    """Milliseconds from a message to its answer, when nothing fails."""
    settle(scene, [scene.say("bonjour", user=f"personne{number}") for number in range(PEOPLE)], 30)
    said = []
    for number in range(CALM):
        said.append(speak(scene, number))
        time.sleep(PACE)
    settle(scene, said, 30)
    found = answers(scene)
    return [float(found[post["id"]][0]["create_at"] - post["create_at"]) for post in said]


def storm(scene: Scene, messages: int, kills: int) -> dict[str, Any]:
    """The messages and the kills; what came of them."""
    fatal = set(random.sample(range(messages // 20, messages), kills))
    dropped = {messages // 3, 2 * messages // 3}
    said, turns_before = [], len(scene.turns())
    for number in range(messages):
        said.append(speak(scene, 10_000 + number))
        if number in fatal:
            time.sleep(random.uniform(0.0, 0.1))
            scene.kill("connector")
            scene.start_connector(connected=False)
        if number in dropped:
            scene.mock("drop")
        time.sleep(PACE)
    settle(scene, said, 120)
    found, counts = answers(scene), Counter(p["props"]["orientation_answer"] for p in scene.posts(notices=True))
    answered = [post for post in said if post["id"] in found]
    right = [p for p in answered if found[p["id"]][0]["message"] == f"Réponse à {p['message'].split(' ', 1)[-1]}."
             or found[p["id"]][0]["message"] == f"Réponse à {p['message']}."]  # fmt: skip
    delays = [float(found[post["id"]][0]["create_at"] - post["create_at"]) for post in answered]
    return {
        "sent": len(said), "answered": len(answered), "with the right answer": len(right),
        "lost": len(said) - len(answered), "doubled": sum(count > 1 for count in counts.values()),
        "turns of Rasa beyond one a message": len(scene.turns()) - turns_before - len(said),
        "kills": kills, "lost connections": len(dropped), "delay with kills, ms": centiles(delays),
    }  # fmt: skip


def memory(pid: int) -> dict[str, float]:
    """Megabytes of a process: resident, and its own share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    values = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return {"resident": round(values["Rss"], 1), "proportional": round(values["Pss"], 1)}


def processor(pid: int) -> float:
    """Milliseconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def main(messages: int = 500, kills: int = 10) -> int:
    """Run and print; 0 when nothing was lost nor doubled."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        try:
            scene.start_server()
            scene.start_gateway()
            scene.start_connector()
            report: dict[str, Any] = {
                "load of the machine": os.getloadavg()[0],
                "gateway alone, ms": centiles(gateway_alone(scene)),
                "server alone, ms": centiles(server_alone(scene)),
            }
            pid = scene.running["connector"].pid
            before = processor(pid)
            report["message to answer, ms"] = centiles(calm(scene))
            report["added to the gateway, ms"] = {
                name: round(report["message to answer, ms"][name] - report["gateway alone, ms"][name], 1)
                for name in ("p50", "p95")
            }
            report["processor time of the connector a message, ms"] = round((processor(pid) - before) / CALM, 2)
            report["memory before, MB"] = memory(pid)
            report |= storm(scene, messages, kills)
            report["memory of the last process, MB"] = memory(scene.running["connector"].pid)
            report["requests and answers that don't fit the description"] = len(scene.violations())
        finally:
            scene.close()
    print(json.dumps(report, indent=2, ensure_ascii=False))
    return 1 if report["lost"] or report["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
