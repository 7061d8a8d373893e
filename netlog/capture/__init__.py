"""A sentence as somebody says it becomes what could be recorded: rules and word lists, no model, no network.

Pure: no files, no clock, no notebook. Who the people are is settled in `netlog.commands.capturing`.
"""
