"""A reply to a flow that listens: the flow takes it where one of its cases fits, else the conversation does."""

from dataclasses import replace

from conversation.conversation import Control
from conversation.due import DueRow, DueState
from conversation.fence import Held
from conversation.flow_run import FlowRun, RunState
from conversation.message import Direction, Message
from flows.entering import flow_at
from flows.hearing import case_of
from flows.program import program_of, surely_answers
from flows.steps import Listen


def hear(held: Held, row: DueRow) -> None:
    """Let the run that waits in `row` hear the shopper's newest text, if there is one that nobody has dealt with.

    What the flow is sure to answer is dealt with by that; all else stays for whoever has control. A run that waited
    long enough goes on by itself.
    """
    held.books.save_due_row(replace(row, state=DueState.DONE, outcome="heard"))
    run = held.books.flow_run(held.row.merchant_id, row.ref or "")
    if run is None or not run.is_running or run.listens_since is None or not held.row.has_unhandled_text:
        return
    newest = _newest(held)
    if newest is None:
        return
    if held.row.control is not Control.AI:
        _stop(held, run, RunState.CANCELLED, "a person has the conversation")
        return
    flow = flow_at(held.books, run.merchant_id, run.flow_id, run.version)
    placed = program_of(flow)[run.position]
    if not isinstance(placed.step, Listen):
        return
    case = case_of(placed.step.cases, newest.text)
    steps = placed.step.otherwise if case is None else placed.step.cases[case].steps
    if case is None and not steps:
        _stop(held, run, RunState.ENDED, "they wrote something else, and the conversation goes on")
        return
    way = placed.ways[len(placed.step.cases) if case is None else case]
    heard = newest.id if surely_answers(steps) else None
    moved = replace(
        run, position=way, due_at=held.now, listens_since=None, heard=heard, changed_at=held.now, outcome=""
    )
    held.books.save_flow_run(moved)
    if heard is not None:
        held.change(handled_seq=newest.seq)


def _newest(held: Held) -> Message | None:
    since = held.books.messages(held.row.merchant_id, held.row.id, after_seq=held.row.handled_seq)
    return next((text for text in reversed(since) if text.direction is Direction.IN and text.body is not None), None)


def _stop(held: Held, run: FlowRun, state: RunState, why: str) -> None:
    held.books.save_flow_run(replace(run, state=state, listens_since=None, changed_at=held.now, outcome=why))
