"""The SELECTs behind the views, in the words of each database."""
