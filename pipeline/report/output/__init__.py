"""Write the report as CSV, XLSX, HTML and Data Package."""
