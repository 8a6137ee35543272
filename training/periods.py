"""The stretches of time that are asked about: as they are said, and the word that the plan has."""

from __future__ import annotations

_SAID: dict[str, str] = {
    "today": "today|today|so far today|since this morning|over the day|during the day today|all day",
    "yesterday": "yesterday|yesterday|all day yesterday|the whole of yesterday",
    "this morning": "this morning|earlier this morning|in the morning today",
    "this afternoon": "this afternoon|since lunch|after lunch today",
    "this evening": "this evening|earlier this evening",
    "tonight": "tonight|so far tonight",
    "last night": "last night|last night|overnight|during the night|in the night|through the night",
    "last hour": "in the last hour|in the past hour|over the last hour|within the last hour|the past hour",
    "this week": "this week|so far this week|all week|since monday morning",
    "last week": "last week|the week before|in the week before this",
    "weekend": "at the weekend|over the weekend|this weekend|last weekend|on the weekend",
    "this month": "this month|so far this month",
    "last month": "last month|the month before",
    "this year": "this year|so far this year",
    "while away": "while i was away|while we were away|while we were out|when nobody was home|while i was out"
    "|while no one was in|while everybody was out|when we were gone|during our absence",
    "monday": "on monday|monday",
    "tuesday": "on tuesday|tuesday",
    "wednesday": "on wednesday|last wednesday",
    "thursday": "on thursday|thursday",
    "friday": "on friday|last friday",
    "saturday": "on saturday|last saturday",
    "sunday": "on sunday|sunday",
}

PERIODS: tuple[tuple[str, str], ...] = tuple(
    (said, written) for written, texts in _SAID.items() for said in texts.split("|")
)
"""(said, written)"""
