-- one row: the list of causes of the project, none when it has no own one
SELECT taxonomy FROM taxonomy_now();
