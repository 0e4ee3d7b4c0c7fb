"""All pages, put on the application."""

from flask import Flask

from api.pages import form, frame, graph, programmes, reference, report, start

PAGES = (frame, start, form, report, programmes, graph, reference)


def register_pages(app: Flask) -> None:
    """Put the pages on an application whose catalogue is loaded."""
    for module in PAGES:
        app.register_blueprint(module.blueprint)
