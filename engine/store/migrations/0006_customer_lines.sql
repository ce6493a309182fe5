-- What every question reads is derived once, at the end of an import: whose a line is, and which days need adding up.

-- One row per line that counts and is somebody's, with what questions ask of a line; see rebuild_lines.sql.
CREATE TABLE customer_lines (
    customer_no   INTEGER NOT NULL,
    day           DATE NOT NULL,
    placed_at     TIMESTAMP NOT NULL,
    kind          VARCHAR NOT NULL,
    void_on       DATE,
    product_id    VARCHAR,
    product       VARCHAR,
    category      VARCHAR,
    quantity      DECIMAL(18, 4),
    unit_price    DECIMAL(18, 4),
    amount        DECIMAL(18, 4) NOT NULL,
    discount      DECIMAL(18, 4),
    cost          DECIMAL(18, 4),
    coupon        BOOLEAN,
    channel       VARCHAR,
    region        VARCHAR,
    promised_days DOUBLE,
    actual_days   DOUBLE
);

INSERT INTO customer_lines
SELECT i.customer_no, day, placed_at, kind, void_on, product_id, product, category, quantity, unit_price, amount, discount,
       cost, coupon, channel, region, promised_days, actual_days
FROM live_lines l JOIN customer_index i USING (customer_id);

-- alone: the only row of its customer and day, which is nearly every one.
ALTER TABLE customer_days ADD COLUMN alone BOOLEAN;
UPDATE customer_days d SET alone = NOT EXISTS (
    FROM customer_days o WHERE o.customer_no = d.customer_no AND o.day = d.day AND o.rowid <> d.rowid);

-- One row per customer and purchase day known at as_of.
CREATE OR REPLACE MACRO purchases(as_of) AS TABLE
    SELECT customer_no, day, lines, orders, amount, discount, cost, coupon_lines, late_lines
    FROM customer_days
    WHERE alone AND purchase AND day <= as_of AND (void_on IS NULL OR void_on > as_of)
    UNION ALL
    SELECT customer_no, day,
           sum(lines)::INTEGER, sum(orders)::INTEGER, sum(amount)::DECIMAL(18, 4), sum(discount)::DECIMAL(18, 4),
           CASE WHEN count(cost) = count(*) THEN sum(cost)::DECIMAL(18, 4) END, sum(coupon_lines)::INTEGER, sum(late_lines)::INTEGER
    FROM customer_days
    WHERE NOT alone AND day <= as_of AND (void_on IS NULL OR void_on > as_of)
    GROUP BY customer_no, day
    HAVING bool_or(purchase);

-- One row per customer and day on which money moved, refund days included, known at as_of.
CREATE OR REPLACE MACRO money_days(as_of) AS TABLE
    SELECT customer_no, day, amount, sales, refunds, purchase
    FROM customer_days
    WHERE alone AND day <= as_of AND (void_on IS NULL OR void_on > as_of)
    UNION ALL
    SELECT customer_no, day, sum(amount)::DECIMAL(18, 4), sum(sales)::DECIMAL(18, 4), sum(refunds)::DECIMAL(18, 4), bool_or(purchase)
    FROM customer_days
    WHERE NOT alone AND day <= as_of AND (void_on IS NULL OR void_on > as_of)
    GROUP BY customer_no, day;

-- One row per order line known at as_of (void and given-back lines left out).
CREATE OR REPLACE MACRO lines_known(as_of) AS TABLE
    SELECT * FROM customer_lines WHERE day <= as_of AND (void_on IS NULL OR void_on > as_of);

-- One row per order line given back by as_of: sales given back in full (given_back = day they stopped counting)
-- and refund rows (given_back = their own day).
CREATE OR REPLACE MACRO returns_known(as_of) AS TABLE
    SELECT *, coalesce(void_on, day) AS given_back FROM customer_lines
    WHERE day <= as_of AND (kind = 'refunded' AND void_on <= as_of OR kind = 'refund');
