"""The face of the workbench: the command ``loyalty`` and what it needs to talk to a person."""
