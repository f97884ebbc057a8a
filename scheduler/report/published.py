"""Writing the report: a page, a workbook and JSON, whole or not at all."""

from pathlib import Path, PurePosixPath

from scheduler.publish import check_place, put
from scheduler.report import as_json, as_page, as_workbook
from scheduler.report.compiled import Report
from scheduler.words import use_language

MARK = "report.json"
"""The file by which a previous report is known."""


def check_folder(folder: Path) -> None:
    """Make sure that a folder may take a report, before anything is read.

    Raises
    ------
    OutputRefused
        If it holds something else.
    """
    check_place(folder, MARK)


def write_report(
    report: Report, folder: Path, language: str
) -> tuple[PurePosixPath, ...]:
    """Write the three files, for their owner alone to read.

    Parameters
    ----------
    report
        What to write.
    folder
        A new or empty folder, or one that holds a previous report.
    language
        ``fr`` or ``en``.

    Returns
    -------
    tuple of PurePosixPath
        Files of a previous report that were set aside: somebody changed them.

    Raises
    ------
    OutputRefused
        If the folder holds something else, or cannot be written.
    """
    with use_language(language):
        files = (
            (PurePosixPath("report.html"), as_page.render(report)),
            (PurePosixPath("report.xlsx"), as_workbook.render(report)),
            (PurePosixPath(MARK), as_json.render(report)),
        )
    return put(files, folder, mark=MARK)
