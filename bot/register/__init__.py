"""The register: executors, schemes, ministries, organisations, and who a text is about. Pure."""

from bot.register.finder import Finder, Finding
from bot.register.models import Distinction, Executor, Ministry, Organisation, Role, Scheme
from bot.register.register import Register, load_register
from bot.register.weighing import Candidate, Mention

__all__ = [
    "Candidate",
    "Distinction",
    "Executor",
    "Finder",
    "Finding",
    "Mention",
    "Ministry",
    "Organisation",
    "Register",
    "Role",
    "Scheme",
    "load_register",
]
