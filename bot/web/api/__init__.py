"""The API below `/v1`, described at `/v1/openapi.json`."""
