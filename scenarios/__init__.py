"""The scenario library that ships with the workbench: programs, markets and studies as data files."""
