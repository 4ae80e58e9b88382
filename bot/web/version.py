"""The version of the API: semver, equal to `info.version` of its description."""

API_VERSION = "0.1.0"
