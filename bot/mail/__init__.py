"""Sending mail: one small port that every room may use, and SMTP behind it."""

from bot.mail.port import Mail, Mailer, MailUnavailable, RecipientRefused
from bot.mail.returns import ReturnPath, read_returned
from bot.mail.smtp import SmtpMailer, SmtpServer

__all__ = [
    "Mail",
    "MailUnavailable",
    "Mailer",
    "RecipientRefused",
    "ReturnPath",
    "SmtpMailer",
    "SmtpServer",
    "read_returned",
]
