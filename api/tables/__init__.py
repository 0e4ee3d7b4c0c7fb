"""Tables of companies: the form that is handed out, what comes back as the company frame, and tables of answers."""
