"""The commands: functions with options, which return None or an exit code."""
