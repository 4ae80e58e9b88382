"""What a first message most likely means: the engine's ranking, weighed with what register and help blocks know.

The engine knows how people write; the register knows that a message about a benefit or a fine is about the
government at all, and the phrases of the help blocks know acute need. Neither is right alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue.state import Meaning
from bot.law import EmergencyFinding
from bot.register import Finding

URGENT = "spoed"
OUT = "buiten_bereik"
# A message that names a scheme or an executor is seldom out of scope; "gemeente" alone says little (opening hours). A message
# that names nothing is not weighed the other way. Cross-validated, a fifth of the training sentences held back: with weight 3
# 13 of 454 messages out of scope fewer are taken for a door, and for it 12 requests more are turned away and 16 of 257 in danger
# missed; with the share of danger left as it is 7 fewer, and 12 more. A citizen turned away costs more than a question too many.
NAMED_OUT = 0.25
ENOUGH = 0.6
# What only means something after a question of ours: "waarom moet ik kinderbijslag terugbetalen" is no question about a question.
OF_A_QUESTION = frozenset({"waarom", "uitleg", "antwoord", "overslaan", "terug", "wijzigen", "weet_niet"})
# Acute need is not weighed up or down: where a phrase of a help block says it, it is certain; else the engine's certainty counts
# as it is. A false alarm costs one question (the numbers are shown, the citizen goes on), a miss may cost a life, so a weight was
# tried. Cross-validated, phrases and engine together, 814 acute training sentences in 13,832, none near a test sentence: weight
# 0.5 catches 89.1% and takes 0.5% of the others, 1 92.1% and 0.8%, 1.5 92.5% and 1.1%, 2.7 (as it was before there were phrases
# enough) 93.7% and 1.6%, 7.4 95.7% and 2.7%. Up to 1 a person more in danger costs two false alarms, beyond it seven and more,
# and doors of others go wrong. On tests/eval weight 2.7 catches one of 205 more than 1, for five of 402 near misses.
SURE_URGENT = 0.97
# It leads only when it is likelier than all else together; below that it comes second, and its help block stands beside the
# ordinary door all the same (`perhaps_urgent`). Of a fifth of the 32,900 training sentences held back, 822 of them in need: 749
# instead of 751 lead there, and 83 instead of 95 of the 5,805 others (from 0.55 on 744 and 72, from 0.6 on 736 and 63).
LIKELY, JUST_BELOW = 0.5, 0.999
# What else the register finds (24 executors, 51 schemes, whether several) does not choose between doors: learnt on top of the
# ranking, beside the same without it, cross-validated on 11,568 sentences, the right door comes first 1 to 16 times less and is
# within the first two 1 to 5 times more (noise is some 4). Nor does a real door as second in place of what is none: 42 more there,
# none on tests/eval. The buttons of the dialogue are real doors already (opening.py).


def judge(meaning: Meaning, finding: Finding, emergency: EmergencyFinding) -> Meaning:
    """The ranking after weighing, summing to one; empty stays empty unless a phrase of acute need was said."""
    if emergency.acute:
        rest = [
            (intent, certainty * (1 - SURE_URGENT))
            for intent, certainty in meaning.ranking
            if intent != URGENT
        ]
        return replace(meaning, ranking=((URGENT, SURE_URGENT), *rest))
    if not meaning.ranking:
        return meaning
    weights = dict(meaning.ranking)
    if _about_government(finding):
        weights = {
            intent: weight * (NAMED_OUT if intent in {OUT, *OF_A_QUESTION} else 1)
            for intent, weight in weights.items()
        }
    ranked = _ranked(weights)
    if len(ranked) > 1 and ranked[0][0] == URGENT and ranked[0][1] < LIKELY:
        ranked = _ranked({**weights, URGENT: weights[ranked[1][0]] * JUST_BELOW})
    return replace(meaning, ranking=ranked)


def _ranked(weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    total = sum(weights.values()) or 1.0
    return tuple(
        sorted(((intent, weight / total) for intent, weight in weights.items()), key=lambda one: -one[1])
    )


def _about_government(finding: Finding) -> bool:
    return any(
        one.certainty >= ENOUGH
        and one.executor_id != "loket"
        and (one.executor_id != "gemeente" or one.schemes)
        for one in finding.candidates
    )
