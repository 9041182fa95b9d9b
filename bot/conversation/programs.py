"""One need, one answer, for programs that hold no conversation with us: the same payloads, without what only a
conversation can do (opinions, "say the number", choices of the dialogue)."""

from typing import Any

from bot.catalogue import queries
from bot.catalogue.doors import doors
from bot.catalogue.schema import Audience
from bot.conversation import payloads, ways
from bot.conversation.lists import SURE, Lists
from bot.conversation.reply import Reply
from bot.conversation.wording import say
from bot.orientation import Match
from bot.reading.state import NONE_OF_THESE, Need, State
from bot.territory import Territory, population_said, resolve
from bot.texts import texts

FUNDING = "aides-territoires"


class UnknownChoice(Exception):
    """A choice that the question of this need doesn't offer."""


def _place(need: str, territory: str | None) -> Territory | None:
    """The territory said apart, else in the need; what is unknown or ambiguous is passed over."""
    found = resolve(territory, asked=True) if territory else resolve(need)
    return found.territory


class Programs:
    """Orients without a conversation: nothing is kept from one request to the next."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def orient(
        self, need: str, territory: str | None = None, audience: Audience | None = None, choice: str | None = None
    ) -> dict[str, Any]:
        """The payload of a need: ``solutions``, ``question`` or ``none``.

        Raises:
            UnknownChoice: ``choice`` is none of the question that this need gets.
        """
        place = _place(need, territory)
        known = {"kind": place.kind, "code": place.code, "name": place.name} if place else None
        state = State((Need(need),), role=audience, territoire=known, population=population_said(need))
        match = self._lists.match(state)
        if choice is not None:
            return self._chosen(state, match, choice)
        if match.decision == "ask" and match.question:
            return self._question(match)
        return self._list(state, [] if match.decision == "none" else self._lists.shown(match), match.door)

    def _chosen(self, state: State, match: Match, choice: str) -> dict[str, Any]:
        if not match.question:
            raise UnknownChoice
        offered = [item.solutions[0][0] for item in match.question.choices[:-1]]
        if choice == NONE_OF_THESE:
            rest = self._lists.match(state.change_need(aside=tuple(offered)))
            return self._list(state, [key for key, score in rest.solutions if score >= self._lists.ranker.bar][:3])
        if choice not in offered:
            raise UnknownChoice
        return self._list(
            state, [choice, *(key for key, score in match.solutions if key != choice and score >= SURE)][:3]
        )

    def _list(self, state: State, keys: list[str], door: str | None = None) -> dict[str, Any]:
        if not keys:
            return self._nothing(state, door)
        drawn = self._lists.draw(Reply(state), state, keys, outro="", follow=()).messages[0].payload
        assert drawn is not None
        cards = [{**item, "actions": ways.addresses(item["actions"])} for item in drawn["solutions"]]
        return {**drawn, "outro": None, "feedback": [], "solutions": cards}

    @staticmethod
    def _question(match: Match) -> dict[str, Any]:
        assert match.question is not None
        values = [item.solutions[0][0] for item in match.question.choices[:-1]] + [NONE_OF_THESE]
        choices = [{"title": item.title, "payload": value} for item, value in zip(match.question.choices, values)]
        return payloads.asked(match.question.text, choices)

    def _nothing(self, state: State, key: str | None) -> dict[str, Any]:
        need, settings, door = state.said, self._lists.settings, doors().get(key) if key else None
        with self._lists.sessions() as session:
            known = [] if door else queries.entries(session, self._lists.ranker.experiences(need))
        said = payloads.door_said(door) if door else say("aucun.texte_court")
        return payloads.none_of(need, said, known, [*self._ways(), *payloads.to_read(known)], settings, door)

    def _ways(self) -> list[dict[str, str]]:
        """The ways on that have an address: what only a conversation can follow is left out."""
        said, settings = texts(__file__).get("aucun.voies"), self._lists.settings
        human = settings.contact_url or (f"mailto:{settings.contact_email}" if settings.contact_email else "")
        item = self._lists.solution(FUNDING)
        ways = [
            {"kind": "human", "title": said["human"].format(label=settings.contact_label), "url": human},
            {"kind": "forum", "title": said["forum"], "url": settings.forum_url},
            {"kind": "funding", "title": said["funding"], "url": item.url if item else ""},
        ]
        return [way for way in ways if way["url"]]
