"""The verb ``orientation territory resolve TEXT``."""

from bot.territory.describe import by_code, label
from bot.territory.model import Kind, Territory
from bot.territory.resolve import resolve
from bot.texts import texts


def line(territory: Territory) -> str:
    """A territory in one line: name, kind, code, population, what it belongs to."""
    say = texts(__file__)
    population = territory.population
    counted = say.say("command.population", number=f"{population:,}".replace(",", " ")) if population else ""
    homes: list[tuple[Kind, str | None]] = [
        ("epci", territory.epci),
        ("departement", territory.departement),
        ("region", territory.region),
    ]
    within = ""
    for kind, code in homes:
        home = by_code(kind, code) if code and kind != territory.kind else None
        within += f" ; {say.get(f'command.kinds.{kind}')} {home.name} ({home.code})" if home else ""
    return say.say(
        "command.found",
        name=label(territory),
        kind=say.get(f"command.kinds.{territory.kind}"),
        code=territory.code,
        population=counted or say.get("command.population_unknown"),
        within=within,
    )


def resolve_command(text: str) -> int:
    """Print what a text names, as the answer to « Quelle est votre collectivité ? ».

    Returns:
        0 when one territory is found, 1 when several or none.
    """
    resolution = resolve(text, asked=True)
    say = texts(__file__)
    if resolution.territory:
        print(line(resolution.territory))
        return 0
    if resolution.candidates:
        print(say.say("command.ambiguous", number=len(resolution.candidates)))
        print("\n".join(f"- {line(candidate)}" for candidate in resolution.candidates))
    else:
        print(say.get("command.none"))
    return 1
