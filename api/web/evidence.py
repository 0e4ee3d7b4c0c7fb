"""The evidence of this service."""

from flask import current_app

from api.storage.evidence import Evidence


def evidence() -> Evidence:
    """Return where evidence is kept."""
    config = current_app.extensions["tidu.config"]
    return Evidence(config.data / "evidence", current_app.extensions["tidu.keyring"], config.largest_upload)
