"""Official forms and letters as Word and Excel files, laid out from the catalogue's form data."""
