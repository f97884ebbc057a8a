"""The command line beside its commands: options, progress, printing, exit codes.

``cli.py`` holds the commands themselves; what several of them need stands here.
"""
