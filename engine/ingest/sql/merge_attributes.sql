-- one row per customer and attribute the project does not have yet; new attributes come behind the known ones
INSERT INTO customer_attributes
SELECT s.customer_id, s.name,
       s.position + (SELECT coalesce(max(position) + 1, 0) FROM customer_attributes), s.value, s.number
FROM staged_attributes s
WHERE NOT EXISTS (FROM customer_attributes a WHERE a.customer_id = s.customer_id AND a.name = s.name)
