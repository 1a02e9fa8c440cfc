"""How everything that is measured is reported: JSON lines, tables in pages, charts."""
