"""The questionnaire of one holder: its fields, what they say as a profile, and the Excel workbook; pages and the command line share it."""
