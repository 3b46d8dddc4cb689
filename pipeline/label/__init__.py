"""Label posts and responses, train models, and exchange labels with annotators."""
