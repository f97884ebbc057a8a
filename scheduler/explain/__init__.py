"""Why a roster is as it is, and what would change it: questions and their answers.

- What is missing, and repairs: ``base``, ``edits``, ``remedies``, ``causes``,
  ``gains``, ``answer``; in words ``lines``, for the board ``decided``.
- One officer: ``questions``, ``by_hand``, ``contrast``; in words ``contrast_words``.
- Facts that contradict each other: ``contradictions``.
- Absences and more officers: ``replacing``, ``stress``, ``kinds``, ``worth``; in words
  ``stress_lines`` and ``amounts``.
- What each tier is made of: ``costs``.

The solver is handed in: ``asking``.
"""
