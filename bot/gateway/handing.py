"""Requests of a conversation, in the gateway's tables: a contact detail is taken, read back, and what was made is told.

All calls block and may raise SQLAlchemyError.
"""

from bot.gateway.storage import Said, Store, advance
from bot.relay import offers, requests
from bot.relay.contact import Contact


def hand_over(
    store: Store, said: Said, offer: str, contact: Contact | None, remark: str = ""
) -> tuple[str, Contact] | None:  # fmt: skip
    """Write a contact detail to the relay's queue.

    Args:
        store: of the conversation.
        said: in which conversation.
        offer: number of the offer that it is for.
        contact: None for the one that was read back.
        remark: what was said beside it, masked.

    Returns:
        The dossier's number and the detail, or None when the conversation was erased since the turn began.
    """
    now = store.clock()
    with store.sessions.begin() as session:
        if not advance(session, said, now, by=0):
            return None
        contact = contact or offers.proposed(session, said.key, offer)
        number = offers.take(session, said.key, offer, contact, remark, now) if contact else None
        return (number, contact) if number and contact else None


def read_back(store: Store, said: Said, contact: Contact) -> bool:
    """Keep a contact detail that is to be confirmed; False when the conversation was erased meanwhile."""
    with store.sessions.begin() as session:
        if not advance(session, said, store.clock(), by=0):
            return False
        offers.propose(session, said.key, contact)
        return True


def request_of(store: Store, key: str) -> requests.Request | None:
    """The request of a conversation that hasn't left, else the last one that has."""
    with store.sessions() as session:
        return requests.waiting_of(session, key)
