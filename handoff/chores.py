"""Chores: what a waiting conversation must do by itself when its moment comes. None of them sends a text."""

from dataclasses import replace

from conversation.cases import sound_clock, wake_case
from conversation.due import DueKind, DueRow, DueState
from conversation.event import EventKind
from conversation.fence import Held
from handoff.auto_return import consider_return


def do_chore(held: Held, row: DueRow) -> None:
    """Do what `row` is for, once."""
    outcome = "expired" if row.kind is DueKind.SUGGESTION else "done"
    held.books.save_due_row(replace(row, state=DueState.DONE, outcome=outcome))
    match row.kind:
        case DueKind.SNOOZE:
            wake_case(held, "its time had come")
        case DueKind.SUGGESTION:
            held.record(EventKind.SUGGESTION_EXPIRED, "system", due=row.id)
        case DueKind.AUTO_RETURN:
            consider_return(held)
        case DueKind.SERVICE:
            sound_clock(held, row)
        case DueKind.REMINDER | DueKind.FOLLOWUP | DueKind.DRAFT | DueKind.FLOW:
            raise ValueError(f"{row.kind} is no chore")
