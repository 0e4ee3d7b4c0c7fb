"""The bureau's console: what staff do in the browser, on the accounts of the service; nothing is decided here."""
