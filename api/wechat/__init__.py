"""WeChat from the service's side: login, phone number, subscribe messages, message push; nothing of a person is kept or logged here."""
