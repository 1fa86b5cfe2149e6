"""From bytes on disk to an article: decoded, its metadata found, cut into sentences and passages."""
