"""Logs in JSON lines, without a citizen's words: events with ids and class names."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Sets the log up, once, at start."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        # What a command prints is for who reads it, or for the next program; what is logged stands apart.
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
