"""What the commands of evals exit with when they were asked wrongly or broke: never what a release hangs on."""

import errno
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from evals.verdict import Verdict


class EvalsGroup(TyperGroup):
    """Exits 3 for an option that is wrong, a disk that is full and a fault of ours: 1 and 2 say what was found."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except OSError as error:
            typer.echo(f"{error.filename or 'the disk'}: {error.strerror}; {_remedy(error)}", err=True)
            raise typer.Exit(Verdict.UNJUDGED) from error
        except Exception as error:
            if not hasattr(error, "exit_code"):
                traceback.print_exc()
                typer.echo(
                    "Nothing was concluded: this is a fault of Twolane's, and no verdict on the prompts.", err=True
                )
                raise typer.Exit(Verdict.UNJUDGED) from error
            error.exit_code = Verdict.UNJUDGED
            raise


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room and give the same command again, it goes on where it was"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "give a file or folder that this user may use"
    return "give another file or folder"
