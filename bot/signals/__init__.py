"""Signals: what citizens say about a rule, for the ministries that own it."""
