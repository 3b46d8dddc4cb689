"""Label posts by topic, function, programme level and stage, with the evidence."""
