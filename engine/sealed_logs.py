"""Logs without citizens' words: from the moment the engine serves, a record keeps its bones only.

Rasa writes the text of a message at debug, warning and error level, in formatted messages as well as in
tracebacks (a failed action's body, a fallen jsonschema check), through logging, structlog and warnings. Each
ends in a `logging.LogRecord`, so the record itself is emptied where it is made: whatever handler or
formatter is added later has nothing to leak.
"""

import logging
import sys
import warnings
from types import TracebackType
from typing import Any, List, Optional, Type


def exception_names(error: Optional[BaseException]) -> List[str]:
    """The class names of an exception and of what caused it, never their messages."""
    names: List[str] = []
    seen: List[int] = []
    while error is not None and id(error) not in seen:
        seen.append(id(error))
        names.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return names


class SealedRecord(logging.LogRecord):
    """A record that says where and how serious, and which exceptions, but nothing that was said."""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: Any,
        exc_info: Any,
        func: Optional[str] = None,
        sinfo: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        bones = f"sealed {name} {func or '?'}:{lineno}"
        if error is not None:
            bones += " " + " < ".join(exception_names(error))
        super().__init__(name, level, pathname, lineno, bones, (), None, func, None, **kwargs)

    def __setattr__(self, key: str, value: object) -> None:
        # A filter or a handler that would put a traceback back comes through here.
        if key in ("exc_info", "exc_text", "stack_info"):
            value = None
        super().__setattr__(key, value)


def _bare_crash(kind: Type[BaseException], error: BaseException, _trace: Optional[TracebackType]) -> None:
    sys.stderr.write("engine stopped by " + " < ".join(exception_names(error)) + "\n")


def seal() -> None:
    """From now on no log line, warning or crash of this process holds more than bones. Safe to repeat."""
    if logging.getLogRecordFactory() is SealedRecord:
        return
    logging.captureWarnings(True)
    warnings.simplefilter("ignore")
    logging.setLogRecordFactory(SealedRecord)
    sys.excepthook = _bare_crash
