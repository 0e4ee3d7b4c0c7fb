"""An agenda as an iCalendar file: only what has a day; what is known by its year alone would stand on a day that no source names."""

from datetime import timedelta

from api.storage.columns import now
from graph.model import Catalogue
from planner.agenda import Agenda


def calendar_file(found: Agenda, catalogue: Catalogue, enterprise: str) -> bytes:
    """Return the file, with an all-day event for each entry."""
    from icalendar import Calendar, Event

    calendar, stamp = Calendar(), now()
    calendar.add("prodid", "-//Tidu//CN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "梯度日程")
    for entry in found.entries:
        if entry.day is None or entry.year_only:
            continue
        event = Event()
        event.add("uid", f"{enterprise}.{entry.programme}.{entry.kind}.{entry.day}@tidu")
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", (entry.until or entry.day) + timedelta(days=1))
        event.add("summary", f"{catalogue.words.names[entry.programme]}：{entry.text}")
        event.add("description", f"依据：{entry.clause.section}{entry.clause.clause}")
        calendar.add_component(event)
    return calendar.to_ical()
