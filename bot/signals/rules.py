"""What signals need to know of the rules, from the register."""

from __future__ import annotations

from bot.doors.knowledge import Knowledge
from bot.signals.bespoke import Rule
from bot.signals.law import main_law


def rules_of(knowledge: Knowledge) -> dict[str, Rule]:
    """What a signal about a scheme needs, by the scheme's id."""
    return {
        one.id: Rule(one.say, main_law(one.law)[0], tuple(one.rule_owners))
        for one in knowledge.register.schemes.values()
    }
