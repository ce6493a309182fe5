-- one row per attribute value; an attribute is numeric only when all of it is
UPDATE customer_attributes SET number = NULL
WHERE name IN (SELECT name FROM customer_attributes WHERE number IS NULL)
