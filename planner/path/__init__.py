"""The shortest proven upgrade path: chances, formulas over titles, landmarks, calendar, search, plan."""
