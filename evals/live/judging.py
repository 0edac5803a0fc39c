"""Judging a live conversation by the same checks and measures as a played one."""

from datetime import datetime
from statistics import fmean

from conversation.conversation import Conversation
from conversation.live_score import LiveScore, Violation
from evals.checks.check import State
from evals.score import score_one
from evals.transcript import Transcript


def judge(row: Conversation, transcript: Transcript, now: datetime) -> LiveScore | None:
    """Return what it earned, without a word of it; None where none of the AI's texts left."""
    if not transcript.by_ai:
        return None
    scored = score_one(transcript)
    violations = [
        Violation(result.check, finding.seq)
        for result in scored.results
        if result.state is State.VIOLATED
        for finding in result.violations
    ]
    return LiveScore(
        merchant_id=row.merchant_id,
        conversation_id=row.id,
        quiet_since=row.updated_at,
        scored_at=now,
        pack=transcript.pack.hash,
        model=transcript.model,
        texts=len(transcript.by_ai),
        passed=tuple(result.check for result in scored.results if result.state is State.PASSED),
        violations=tuple(violations),
        crashed=tuple(result.check for result in scored.results if result.state is State.CRASHED),
        tone={measure: fmean(values) for measure, values in scored.tone.values.items() if values},
    )
