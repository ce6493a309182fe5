-- one row more: a list of causes, '' for the built-in one
INSERT INTO taxonomies SELECT coalesce((SELECT max(taxonomy_id) FROM taxonomies), 0) + 1, $at::TIMESTAMP, $taxonomy::VARCHAR;
