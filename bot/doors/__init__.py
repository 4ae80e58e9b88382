"""Doors: what each kind of request asks, tells and hands over. Pure."""
