-- one row per kept model in use, the latest first
SELECT model_id, strftime(kept_at, '%Y-%m-%d %H:%M:%S'), kind, day_no(as_of), day_no(known), window_days, about, model
FROM models WHERE active ORDER BY model_id DESC
