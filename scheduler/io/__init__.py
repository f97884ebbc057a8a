"""File formats: CSV, XLSX, ICS and the cells in them, with their faults."""
