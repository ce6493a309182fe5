-- Who is not to be contacted, as said in the window: it stands above what the tables say.

-- One row per wish ever noted; of several the last holds, for all ids of a person.
CREATE TABLE contact_wishes (
    wish_id        BIGINT NOT NULL,
    customer_id    VARCHAR NOT NULL,
    do_not_contact BOOLEAN NOT NULL,
    decided_at     TIMESTAMP NOT NULL
);

-- As before, with the wishes.
CREATE OR REPLACE MACRO profiles() AS TABLE
    SELECT p.customer_no, p.customer_id, p.name, p.joined, coalesce(w.wish, p.do_not_contact) AS do_not_contact
    FROM (
        SELECT i.customer_no, i.customer_id, c.name, c.joined, coalesce(c.do_not_contact, FALSE) AS do_not_contact
        FROM customer_index i LEFT JOIN customers c USING (customer_id) WHERE i.ids = 1
        UNION ALL
        SELECT i.customer_no, arg_min(i.customer_id, i.place), arg_min(c.name, i.place), min(c.joined),
               coalesce(bool_or(c.do_not_contact), FALSE)
        FROM customer_index i LEFT JOIN customers c USING (customer_id) WHERE i.ids > 1
        GROUP BY i.customer_no
    ) p
    LEFT JOIN (
        SELECT i.customer_no, arg_max(w.do_not_contact, w.wish_id) AS wish
        FROM contact_wishes w JOIN customer_index i USING (customer_id) GROUP BY i.customer_no
    ) w USING (customer_no);
