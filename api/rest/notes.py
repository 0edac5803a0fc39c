"""Notes over REST: for people alone, never sent, never read by the AI."""

from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.auth import MayRead, MayReply
from api.house import HouseDep
from api.rest.conversations import PROBLEMS, desk_for, merchant_for
from conversation.ids import ConversationId
from conversation.ledger import Reader
from conversation.role import Permission
from handoff.notes import LONGEST_NOTE, Note, erase_note, notes_of, write_note

router = APIRouter(prefix="/api/conversations/{conversation_id}/notes", tags=["Conversations"])


class NoteIn(BaseModel):
    """What to keep."""

    text: str = Field(description=f"at most {LONGEST_NOTE} characters")


class NoteOut(BaseModel):
    """One note. `text` is null once it was erased."""

    id: str
    user_id: str
    name: str
    text: str | None
    at: datetime
    after_seq: int = Field(description="the newest message when it was written")


@router.get("", responses=PROBLEMS)
async def list_notes(conversation_id: ConversationId, house: HouseDep, user: MayRead) -> list[NoteOut]:
    """List the conversation's notes, oldest first."""

    def read(books: Reader) -> list[NoteOut]:
        merchant_id = merchant_for(books, user, conversation_id)
        return [_note_out(books, note) for note in notes_of(books, merchant_id, conversation_id)]

    return await house.ledger.read(read)


@router.post("", status_code=201, responses=PROBLEMS)
async def add_note(conversation_id: ConversationId, note: NoteIn, house: HouseDep, user: MayReply) -> NoteOut:
    """Keep a note. Card numbers and their like are taken out of it."""
    return await house.ledger.write(
        lambda books: _note_out(
            books,
            write_note(
                desk_for(house, books, user),
                merchant_for(books, user, conversation_id, Permission.REPLY),
                conversation_id,
                note.text,
            ),
        )
    )


@router.delete("/{note_id}", status_code=204, responses=PROBLEMS)
async def delete_note(conversation_id: ConversationId, note_id: str, house: HouseDep, user: MayReply) -> Response:
    """Destroy the words of a note of your own; a lead may destroy anybody's. That there was one stays."""
    await house.ledger.write(
        lambda books: erase_note(
            desk_for(house, books, user),
            merchant_for(books, user, conversation_id, Permission.REPLY),
            conversation_id,
            note_id,
        )
    )
    return Response(status_code=204)


def _note_out(books: Reader, note: Note) -> NoteOut:
    author = books.user(note.by)
    name = author.name if author else note.by
    return NoteOut(id=note.id, user_id=note.by, name=name, text=note.words, at=note.at, after_seq=note.after_seq)
