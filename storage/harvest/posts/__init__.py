"""Writing of the posts of a page: their texts and versions, their details and their counts."""
