"""The engine's action webhook. Thin: it reads the turn, calls the conversation, and says that it is done.

The protocol is written out here instead of taken from `rasa_sdk`: for one action it is some ten lines, while the
SDK would bring 39 of 52 more locked packages into the process that faces the internet. A test holds the answer
against Rasa's own schema.
"""
