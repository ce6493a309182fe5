-- one row per customer of the table being loaded, and per attribute
CREATE OR REPLACE TEMP TABLE staged_customers AS FROM customers LIMIT 0;
CREATE OR REPLACE TEMP TABLE staged_attributes AS FROM customer_attributes LIMIT 0;
