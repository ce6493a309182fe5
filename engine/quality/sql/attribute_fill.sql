-- one row per attribute of the customer tables: customers with a value, different values
SELECT name, count(*), count(DISTINCT value), min(position) AS place FROM customer_attributes
WHERE NOT starts_with(name, 'contact:') GROUP BY name ORDER BY place, name;
