"""The pages: the planner's answers and the catalogue as HTML; nothing is decided here."""
