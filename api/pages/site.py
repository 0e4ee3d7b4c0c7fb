"""All pages, put on the application."""

from flask import Flask

from api.pages import form, frame, graph, programmes, report, start

PAGES = (frame, start, form, report, programmes, graph)


def register_pages(app: Flask) -> None:
    """Put the pages on an application whose catalogue is loaded."""
    for module in PAGES:
        app.register_blueprint(module.blueprint)
