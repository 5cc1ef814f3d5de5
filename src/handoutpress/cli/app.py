"""The program `handouts`: options before the command, and how errors end it."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from handoutpress.cli import help_wording
from handoutpress.cli.common import SETTINGS, command, say, say_problems
from handoutpress.errors import ExitCode, HandoutError, UsageError
from handoutpress.support.filesystem import shell_path
from handoutpress.support.invocation import COMMAND, started_as_script

# commands in the order of the help, under its headings
COMMANDS = {
    "Make leaflets": ("make", "preview"),
    "Give them to patients": ("print", "email", "outbox", "stock", "serve"),
    "Clinics and texts of your own": ("new", "list", "show", "check", "review", "test-kit", "schema"),
    "If something does not work": ("backup", "restore", "doctor"),
}
NAMES = [name for named in COMMANDS.values() for name in named]
_MODULES = {
    "print": "print_leaflets",
    "list": "list_library",
    "test-kit": "test_kit",
}  # where a command's name is one of Python's own, or cannot be a module's


def program(only: str = "") -> Any:
    """The command line, as Typer makes it; `only` one of its commands, if no other is asked for: making all takes longer."""
    app = typer.Typer(
        name=COMMAND,
        help="Make patient leaflets with your clinic's name, logo and colours.",
        epilog=f"Start here:  {command()} new clinic\n\nThen:  {command()} make\n\nExit codes and more: README.md",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    for heading, names in COMMANDS.items():
        for name in names:
            if only in ("", name):
                module = _MODULES.get(name, name)
                found = import_module(f"handoutpress.cli.commands.{module}")
                if hasattr(found, "app"):  # a group of commands
                    app.add_typer(found.app, name=name, rich_help_panel=heading)
                else:
                    app.command(name, rich_help_panel=heading)(getattr(found, module))
    root: Any = typer.main.get_command(app)
    root.commands = {name: root.commands[name] for name in NAMES if name in root.commands}  # Typer puts groups at the end
    return help_wording.reword(root)


def _version(wanted: bool) -> None:
    if wanted:
        from handoutpress import __version__

        print(f"handoutpress {__version__}")
        raise typer.Exit


def options(
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            "-w",
            metavar="FOLDER",
            readable=False,  # a folder that is locked is told by the library, as every place that cannot be read
            help="Folder with your clinic_profiles/. Default: the current folder.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more; show the program's own errors in full.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Take the options that stand before the command."""
    SETTINGS.workspace = workspace
    SETTINGS.talk = -1 if quiet else int(verbose)


def main() -> None:
    """Run the program; ends the process with a documented exit code."""
    gc.set_threshold(200_000, 20, 20)  # starting up makes many objects that stay: looking for garbage among them is in vain
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for plugins takes longer than reading a profile
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Windows consoles default to a local code page
    code = run()
    gc.freeze()  # what is left goes with the process: looking through it once more would take a sixth of the whole run
    sys.exit(code)


def _fronted(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The options all commands share, to stand before the command, and the rest: people write them at either end."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in ("-w", "--workspace"):
            value = next(waiting, None)
            if value is None:  # nothing behind it: said before the command is taken for the folder
                return [*first, argument], []
            first += [argument, value]
        elif argument in ("-q", "--quiet", "-v", "--verbose", "-qv", "-vq") or argument.startswith("--workspace="):
            first.append(argument)
        else:
            rest.append(argument)
    return first, rest


def _refuse_completion(arguments: list[str]) -> None:
    """Shells complete a command by its name; what Python runs as a script has none, and a completion for it would never work."""
    asked = next((option for option in ("--install-completion", "--show-completion") if option in arguments), "")
    if not asked or not started_as_script():
        return
    from handoutpress.support import optional_parts

    installed = shell_path(Path(sys.executable).parent / COMMAND)
    mend = f"Type: {optional_parts.install_command()}   and then: {installed} {asked}"
    raise UsageError(f"a shell can complete the command {COMMAND} only, not a program that is run with Python", mend)


def run() -> int:
    """Run the program; its exit code."""
    rest: list[str] = []
    try:
        shared, rest = _fronted(sys.argv[1:])
        _refuse_completion(rest)
        # only what was asked for is loaded, but all where a shell asks what there is
        asked = rest[0] if rest and rest[0] in NAMES and "_HANDOUTS_COMPLETE" not in os.environ else ""
        code = program(asked)(shared + rest, standalone_mode=False)
        sys.stdout.flush()
        if code == ExitCode.INTERRUPTED:  # Typer turns Ctrl-C into a code of its own accord
            say("Stopped.", level=-1)
        return int(code or ExitCode.OK)
    except HandoutError as error:
        say_problems(error.problems)
        return int(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        say("Stopped.", level=-1)
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        return _unread()
    except OSError as error:  # most files name their own troubles
        return _system(error)
    except SystemExit as end:  # so does Typer end when nobody reads any more, with the code of a bug
        if isinstance(end.__context__, BrokenPipeError):
            return _unread()
        raise
    except Exception as error:  # the last net: no traceback in front of clinic staff
        return _usage(error, rest) if hasattr(error, "format_message") else _bug(error)


def _unread() -> int:
    """Whoever read the output has enough of it (`list | head`): no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return int(ExitCode.OK)


def _system(error: OSError) -> int:
    """A folder that is gone, a file that may not be opened; or stdout goes to a file, and the disk has no room for it."""
    from handoutpress.support.atomic_write import FULL

    if isinstance(error, FileNotFoundError) and not error.filename:  # nothing but asking where we are names no file
        say("Error: the folder this window stands in is not there any more. Go to another one: cd FOLDER", level=-1)
        return int(ExitCode.MISSING)
    if isinstance(error, PermissionError) and error.filename:
        say(f"Error: {error.filename}: it cannot be opened: no permission. Check that you may open it.", level=-1)
        return int(ExitCode.MISSING)
    if error.errno == errno.EINVAL and os.name == "nt" and not error.filename:  # how Windows says that nobody reads any more
        return _unread()
    if error.errno not in FULL or error.filename:
        return _bug(error)
    say("Error: what was asked for cannot be written: the disk is full. Make room, or write to another place.", level=-1)
    _unread()
    return int(ExitCode.OUTPUT)


def _usage(error: Any, typed_words: list[str]) -> int:
    """Something on the command line is not understood (as Typer says it)."""
    text = error.format_message()
    if text.startswith("Usage:"):  # nothing was typed: what there is, is no error
        say(text, level=-1)
        return int(ExitCode.USAGE)
    if not text:
        return int(ExitCode.OK)
    below: Any = program(typed_words[0]) if typed_words and typed_words[0] in NAMES else None
    names = [command()]
    for word in typed_words:  # those that name a command, or one of a group: `review sign`
        below = getattr(below, "commands", {}).get(word)
        if below is None:
            break
        names.append(word)
    say(f"Error: {help_wording.complaint(text)}", level=-1)
    say(f"See what it takes:  {' '.join(names)} --help", level=-1)
    return int(ExitCode.USAGE)


def _bug(error: Exception) -> int:
    """Nobody thought of this: a traceback for those who ask for it, a line for others."""
    if SETTINGS.talk > 0 or os.environ.get("HANDOUTPRESS_DEBUG"):
        import traceback

        say("".join(traceback.format_exception(error)).rstrip(), level=-1)
        return int(ExitCode.BUG)
    say(f"Error: the program made a mistake ({type(error).__name__}: {error}).", level=-1)
    say("This is not your fault. Run it again with -v before the command, and send what it says to the makers.", level=-1)
    return int(ExitCode.BUG)


if __name__ == "__main__":
    main()
