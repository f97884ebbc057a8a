"""The periodic report (CSI annexe 1 art. 19): figures of solved weeks.

One file a family of figures. ``gather`` reads weeks from folders, ``compiled`` makes
the report of weeks, and ``published`` writes it as a page, a workbook and JSON.
"""
