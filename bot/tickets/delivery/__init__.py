"""Delivery: how what stands in the outbox leaves the house, once accepted, whatever breaks on the way."""
