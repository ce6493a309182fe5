-- The project file: imports and their accounting, canonical tables, derived tables, journal.

CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

-- One row per imported table (a sheet of a workbook is a table of its own).
CREATE TABLE files (
    file_id     INTEGER PRIMARY KEY,
    name        VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,          -- csv, xlsx, …
    encoding    VARCHAR NOT NULL,
    delimiter   VARCHAR NOT NULL,
    sheet       VARCHAR NOT NULL,
    role        VARCHAR NOT NULL,          -- orders, customers, tickets, feedback, contacts
    sha256      VARCHAR NOT NULL,
    bytes       BIGINT NOT NULL,
    header_line BIGINT NOT NULL,
    read        BIGINT NOT NULL,
    loaded      BIGINT NOT NULL,
    rejected    BIGINT NOT NULL,
    merged      BIGINT NOT NULL,
    mapping     VARCHAR NOT NULL,          -- JSON of ingest.Mapping
    imported_at TIMESTAMP NOT NULL,
    CHECK (read = loaded + rejected + merged)
);

-- One row per row of a file that was not loaded, or was loaded with a remark.
CREATE TABLE rejects (
    file_id INTEGER NOT NULL,
    line    BIGINT NOT NULL,               -- 1-based, as a text editor or Excel counts
    reason  VARCHAR NOT NULL,              -- code, text in the word catalogue: reject.<code>
    field   VARCHAR NOT NULL,              -- canonical column, '' for the whole row
    value   VARCHAR NOT NULL,              -- the offending cell
    raw     VARCHAR NOT NULL               -- the row as read, cells joined by tabs
);

-- One row per order line as the export shows it.
CREATE TABLE order_lines (
    file_id       INTEGER NOT NULL,
    line          BIGINT NOT NULL,
    order_id      VARCHAR NOT NULL,
    customer_id   VARCHAR NOT NULL,
    placed_at     TIMESTAMP NOT NULL,
    day           DATE NOT NULL,
    kind          VARCHAR NOT NULL,        -- sale · refund: negative or cancellation row · refunded: sale given back in full · void: never paid
    void_on       DATE,                    -- refunded and void lines: the day from which the line no longer counts
    product_id    VARCHAR,
    product       VARCHAR,
    category      VARCHAR,
    quantity      DECIMAL(18, 4),
    unit_price    DECIMAL(18, 4),
    amount        DECIMAL(18, 4) NOT NULL, -- what the customer paid for the line after discount; negative for refund
    discount      DECIMAL(18, 4),
    cost          DECIMAL(18, 4),          -- cost of goods of the line, when the export has it
    status        VARCHAR,
    coupon        BOOLEAN,
    channel       VARCHAR,
    region        VARCHAR,
    promised_days DOUBLE,
    actual_days   DOUBLE
);

-- One row per row of a customer table.
CREATE TABLE customers (
    customer_id    VARCHAR PRIMARY KEY,
    name           VARCHAR,
    joined         DATE,
    ended          DATE,
    churned        BOOLEAN,                -- contractual flag, NULL when the table has none
    tenure_months  DOUBLE,
    monthly_amount DECIMAL(18, 4),
    total_amount   DECIMAL(18, 4),
    reason         VARCHAR,                -- stated reason as in the file
    do_not_contact BOOLEAN
);

-- One row per customer and further column of a customer table.
CREATE TABLE customer_attributes (
    customer_id VARCHAR NOT NULL,
    name        VARCHAR NOT NULL,          -- header as in the file
    position    INTEGER NOT NULL,
    value       VARCHAR NOT NULL,
    number      DOUBLE                     -- NULL when the whole column is not numeric
);

CREATE TABLE tickets (
    file_id INTEGER NOT NULL, line BIGINT NOT NULL,
    ticket_id VARCHAR NOT NULL, customer_id VARCHAR NOT NULL, day DATE NOT NULL,
    topic VARCHAR, text VARCHAR, resolved BOOLEAN
);

CREATE TABLE feedback (
    file_id INTEGER NOT NULL, line BIGINT NOT NULL,
    customer_id VARCHAR NOT NULL, day DATE, score DOUBLE, reason VARCHAR, text VARCHAR
);

CREATE TABLE contacts (
    file_id INTEGER NOT NULL, line BIGINT NOT NULL,
    campaign VARCHAR NOT NULL, customer_id VARCHAR NOT NULL, day DATE NOT NULL,
    arm VARCHAR NOT NULL,                  -- treated or control
    offer VARCHAR, channel VARCHAR, cost DECIMAL(18, 4)
);

-- One row per customer of any table; customer_no is the key of everything computed.
-- No two ids are equal: looking for what they share costs more than their writing.
CREATE TABLE customer_index (customer_no INTEGER NOT NULL, customer_id VARCHAR NOT NULL USING COMPRESSION uncompressed);

-- One row per customer, day, and day from which the lines no longer count (see purchases()).
CREATE TABLE customer_days (
    customer_no  INTEGER NOT NULL,
    day          DATE NOT NULL,
    void_on      DATE,
    purchase     BOOLEAN NOT NULL,         -- has at least one sale line
    lines        INTEGER NOT NULL,
    orders       INTEGER NOT NULL,
    amount       DECIMAL(18, 4) NOT NULL,  -- net: sales and refunds booked on the day
    sales        DECIMAL(18, 4) NOT NULL,
    refunds      DECIMAL(18, 4) NOT NULL,  -- ≤ 0
    discount     DECIMAL(18, 4) NOT NULL,
    cost         DECIMAL(18, 4),           -- NULL when any sale line has none
    coupon_lines INTEGER NOT NULL,
    late_lines   INTEGER NOT NULL          -- delivered later than promised
);

CREATE TABLE journal (seq BIGINT PRIMARY KEY, done_at TIMESTAMP NOT NULL, action VARCHAR NOT NULL, detail VARCHAR NOT NULL);

-- Questions see the data only through the macros below. Every dated fact they show is one
-- that was known at the end of the day as_of; features can therefore not see the future.

CREATE MACRO day_no(d) AS (d - DATE '1970-01-01')::INTEGER;
CREATE MACRO units(x) AS (x * 10000)::BIGINT;

-- One row per customer and purchase day known at as_of.
CREATE MACRO purchases(as_of) AS TABLE
    SELECT customer_no, day,
           sum(lines)::INTEGER AS lines, sum(orders)::INTEGER AS orders,
           sum(amount)::DECIMAL(18, 4) AS amount, sum(discount)::DECIMAL(18, 4) AS discount,
           CASE WHEN count(cost) = count(*) THEN sum(cost)::DECIMAL(18, 4) END AS cost,
           sum(coupon_lines)::INTEGER AS coupon_lines, sum(late_lines)::INTEGER AS late_lines
    FROM customer_days
    WHERE day <= as_of AND (void_on IS NULL OR void_on > as_of)
    GROUP BY customer_no, day
    HAVING bool_or(purchase);

-- One row per customer and day on which money moved, refund days included, known at as_of.
CREATE MACRO money_days(as_of) AS TABLE
    SELECT customer_no, day,
           sum(amount)::DECIMAL(18, 4) AS amount, sum(sales)::DECIMAL(18, 4) AS sales,
           sum(refunds)::DECIMAL(18, 4) AS refunds, bool_or(purchase) AS purchase
    FROM customer_days
    WHERE day <= as_of AND (void_on IS NULL OR void_on > as_of)
    GROUP BY customer_no, day;

-- One row per order line known at as_of (void and given-back lines left out).
CREATE MACRO lines_known(as_of) AS TABLE
    SELECT i.customer_no, l.*
    FROM order_lines l JOIN customer_index i USING (customer_id)
    WHERE l.day <= as_of AND (l.void_on IS NULL OR l.void_on > as_of);

CREATE MACRO tickets_known(as_of) AS TABLE
    SELECT i.customer_no, t.* FROM tickets t JOIN customer_index i USING (customer_id) WHERE t.day <= as_of;

CREATE MACRO feedback_known(as_of) AS TABLE
    SELECT i.customer_no, f.* FROM feedback f JOIN customer_index i USING (customer_id)
    WHERE f.day IS NULL OR f.day <= as_of;

CREATE MACRO contacts_known(as_of) AS TABLE
    SELECT i.customer_no, c.* FROM contacts c JOIN customer_index i USING (customer_id) WHERE c.day <= as_of;

-- One row per customer: what is known without a date (never a flag that tells the outcome).
CREATE MACRO profiles() AS TABLE
    SELECT i.customer_no, i.customer_id, c.name, c.joined, coalesce(c.do_not_contact, FALSE) AS do_not_contact
    FROM customer_index i LEFT JOIN customers c USING (customer_id);

-- One row per customer and attribute.
CREATE MACRO attributes() AS TABLE
    SELECT i.customer_no, a.name, a.position, a.value, a.number
    FROM customer_attributes a JOIN customer_index i USING (customer_id);

-- One row per contract customer: the snapshot a customer table with a churn flag is.
CREATE MACRO contracts() AS TABLE
    SELECT i.customer_no, c.*
    FROM customers c JOIN customer_index i USING (customer_id)
    WHERE c.churned IS NOT NULL;

-- One row per order line given back by as_of: sales given back in full (given_back = day they stopped counting)
-- and refund rows (given_back = their own day).
CREATE MACRO returns_known(as_of) AS TABLE
    SELECT i.customer_no, l.*, coalesce(l.void_on, l.day) AS given_back
    FROM order_lines l JOIN customer_index i USING (customer_id)
    WHERE l.day <= as_of AND (l.kind = 'refunded' AND l.void_on <= as_of OR l.kind = 'refund');
