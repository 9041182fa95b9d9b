"""A process that is killed with a request in its hands: nothing is lost, and a repeat is known as one."""

import signal
import subprocess
import sys

import pytest
from relay_house import Post, Queued, make_settings

from bot.gateway.storage import utcnow
from bot.relay.models import DossierRow
from bot.relay.worker import LEASE, Worker

CODE = """
import os, signal, sys
from sqlalchemy.orm import sessionmaker
from bot.database import make_engine
from bot.gateway.storage import utcnow
from bot.relay import mail, queue
from bot.relay.worker import Worker
from bot.settings import Settings

def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)

moment, url = sys.argv[1:]
if moment == "before":
    mail.Mail.deliver = die
else:
    queue.Queue.done = die
Worker(Settings(_env_file=None), sessionmaker(make_engine(url), future=True), utcnow).turn()
"""


@pytest.mark.parametrize(("moment", "copies"), [("before", 1), ("after", 2)])
def test_killed_before_the_sending_or_after_the_servers_250(
    queued: Queued, post: Post, moment: str, copies: int
) -> None:
    number = queued.put("jeanne@mairie.fr")
    environment = {name.upper(): str(value) for name, value in post.settings.items()}
    done = subprocess.run([sys.executable, "-c", CODE, moment, queued.url], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(post.inbox.messages) == copies - 1

    queued.clock.now = utcnow()
    after = Worker(make_settings(**post.settings), queued.sessions, queued.clock)
    assert after.turn() == 0  # somebody may be at it still
    queued.clock.now += LEASE
    assert after.turn() == 1
    queued.clock.pass_by(days=1)
    assert after.turn() == 0

    assert post.inbox.numbers == [number] * copies
    assert len({str(message) for message in post.inbox.messages}) == 1  # Message-ID, date, text: all the same
    assert queued.rows(DossierRow)[0].delivered_at
