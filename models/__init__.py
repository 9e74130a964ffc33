"""Types and tables that all stages share. Imports no library of a stage."""
